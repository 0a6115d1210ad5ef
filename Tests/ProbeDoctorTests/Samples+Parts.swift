import JournalReader
import LogModel

@testable import KillCorrelator
@testable import probe_doctor

/// The parts that samples are made of.
extension Samples {
  static func kill(_ sysname: String, worker: Int?, at time: Int64) -> Kill {
    let line = kernel(time, "\(sysname): Worker [\(worker ?? 0)] killed", Int(time / 1_000))
    return Kill(
      id: "\(sysname)-\(worker ?? 0)", cause: .eventTimeout, during: nil, victim: .worker,
      certainty: .stated, device: Device(sysname: sysname), workerPID: worker,
      seqnum: worker.map { UInt64($0) + 1_000 }, program: nil, programPID: nil, started: nil,
      warned: nil, killed: Moment(stamp: at(time), basis: .stated), ended: nil, limit: 12,
      culprit: .unknown, suspects: [], isBystander: false, outcome: .unknown, outcomeReason: nil,
      notes: [], crowd: 0,
      cleared: [], remedies: [], report: [line])
  }

  static func boot(
    kills: [Kill] = [],
    timeout: EventTimeout = EventTimeout(seconds: 12, source: .commandLine)
  ) -> ToldBoot {
    ToldBoot(
      bootID: "e72c902f95ed40228e846bd80bb94def", first: at(0), kernel: "6.1.0-50-amd64",
      udev: "252.39-1~deb12u2", eventTimeout: timeout, kills: kills)
  }

  static func at(_ monotonic: Int64, clock: Stamp.Clock = .source) -> Stamp {
    Stamp(monotonic: monotonic, realtime: 1_795_459_680_000_000 + monotonic, clock: clock)
  }

  /// A kernel line as a journal has it.
  static func kernel(_ time: Int64, _ message: String, _ number: Int) -> Entry {
    Entry(
      place: Place(source: "system.journal", position: .seqnum(UInt64(number))), stamp: at(time),
      speaker: .kernel, line: Array(message.utf8))
  }

  static func journal(boots: Int, entries: Int) -> Coverage.Source {
    Coverage.Source(name: "system.journal", kind: .journal, entries: entries, boots: boots)
  }

  static func text(_ name: String, entries: Int) -> Coverage.Source {
    Coverage.Source(name: name, kind: .text, entries: entries, boots: 1)
  }

  static let broken = Coverage.Source(
    name: "user-1000.journal", kind: .journal, skipped: "its header is damaged")

  static func diagnosis(
    _ boots: [ToldBoot], _ sources: [Coverage.Source], _ gaps: [Coverage.Gap] = []
  ) -> ToldDiagnosis {
    ToldDiagnosis(boots: boots, coverage: Coverage(sources: sources, gaps: gaps))
  }
}
