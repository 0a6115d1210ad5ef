import LogModel
import Testing

@testable import KillCorrelator

/// The words decide, not what stands around them.
@Suite struct FrameTests {
  /// What of a kill is not as it should be; nothing if all of it is.
  private func faults(of kill: Finding, _ frame: LineFrame, _ wording: KillWording) -> String {
    var faults: [String] = []
    if kill.device?.sysname != wording.device, wording.program == nil {
      faults.append("device \(kill.device?.sysname ?? "nil")")
    }
    if let pid = wording.pid, kill.workerPID != pid { faults.append("pid") }
    if let seqnum = wording.seqnum, kill.seqnum != seqnum { faults.append("seqnum") }
    if frame.isTimed, kill.killed?.stamp.monotonic != 188_398_258 {
      faults.append("time \(kill.killed?.stamp.monotonic ?? -1)")
    }
    return faults.joined(separator: ", ")
  }

  /// A log in one frame, with each wording before each ending: each line tells of another kill.
  @Test(arguments: LineFrame.all) func killIsFoundInEachFrame(_ frame: LineFrame) {
    var wanted: [(wording: KillWording, line: String)] = []
    for ending in lineEndings {
      for make in KillWording.all {
        let wording = make(wanted.count)
        wanted.append((wording, frame.line(wording.text) + ending))
      }
    }
    let boots = diagnose(wanted.map(\.line).joined(separator: "\n") + "\n")
    let kills = boots?.kills ?? []
    for (wording, line) in wanted {
      let kill = kills.first { wording.isTold(by: $0) }
      let found = kill.map { faults(of: $0, frame, wording) } ?? "not found"
      #expect(found == "", "\(line.debugDescription)")
    }
    #expect(kills.count == wanted.count)
  }
}
