import LogModel
import Testing

@testable import KillCorrelator

/// The words decide, not what stands around them.
@Suite struct FrameTests {
  /// What of a kill is not as it should be; nothing if all of it is.
  private func faults(of line: String, _ frame: LineFrame, _ wording: KillWording) -> String? {
    guard let kill = diagnose(line + "\n")?.kills.first else { return "not found" }
    var faults: [String] = []
    if kill.device?.sysname != wording.device, wording.program == nil {
      faults.append("device \(kill.device?.sysname ?? "nil")")
    }
    if let pid = wording.pid, kill.workerPID != pid { faults.append("pid") }
    if let seqnum = wording.seqnum, kill.seqnum != seqnum { faults.append("seqnum") }
    if let program = wording.program, kill.program != program {
      faults.append("program \(kill.program ?? "nil")")
    }
    if frame.isTimed, kill.killed?.stamp.monotonic != 188_398_258 {
      faults.append("time \(kill.killed?.stamp.monotonic ?? -1)")
    }
    return faults.isEmpty ? nil : faults.joined(separator: ", ")
  }

  /// Each wording with a third of the endings, so that each frame has each ending.
  @Test(arguments: LineFrame.all) func killIsFoundInEachFrame(_ frame: LineFrame) {
    for (number, wording) in KillWording.all.enumerated() {
      for (place, ending) in lineEndings.enumerated() where place % 3 == number % 3 {
        let line = frame.line(wording.text) + ending
        let faults = faults(of: line, frame, wording)
        #expect(faults == nil, "\(line.debugDescription): \(faults ?? "")")
      }
    }
  }
}
