internal import LogModel

/// A kill while its lines are gathered: what is stated, and in which entries.
struct KillDraft: Draft {
  var cause = Finding.Cause.eventTimeout
  var during: Finding.During?
  var victim = Finding.Victim.worker
  var certainty = Finding.Certainty.stated
  var device: Device?
  var workerPID: Int?
  var seqnum: UInt64?
  var program: String?
  var programPID: Int?
  /// The wording that states it: tells the era where no version is in the log.
  var row: Row
  /// udevd's own process: worker and manager are told apart by it.
  var managerPID: Int?
  /// Seconds that the line itself gives (`timed out after 2min 59s`).
  var statedSpan: Double?
  var warnedEntry: Int?
  /// Nil if only the end is in the log.
  var killedEntry: Int?
  var endedEntry: Int?
  /// All lines that report it.
  var report: [Int] = []

  var keys: [DraftKey] { DraftKey.all(seqnum, workerPID, device, program) }

  /// The entry from which "before" and "after" count.
  var anchor: Int { killedEntry ?? endedEntry ?? report.last ?? 0 }

  /// Whether a line that tells of a worker's kill repeats or completes this one.
  func isReported(by fact: Fact) -> Bool {
    // the watcher looks a moment later, when the worker may be gone
    guard victim == .worker, endedEntry == nil || fact.isWatched else { return false }
    if let told = fact.seqnum, let seqnum { return told == seqnum }
    if let told = fact.sysname, let sysname = device?.sysname { return told == sysname }
    return fact.pid != nil && fact.pid == workerPID
  }

  func isSameEvent(as other: KillDraft) -> Bool {
    if let mine = seqnum, let theirs = other.seqnum { return mine == theirs }
    return workerPID != nil && workerPID == other.workerPID
      && (device == nil || other.device == nil || device?.sysname == other.device?.sysname)
  }
}

/// A warning at a third of the limit, until a kill takes it.
struct WarningDraft: Draft {
  var device: Device?
  var workerPID: Int?
  var seqnum: UInt64?
  var program: String?
  var programPID: Int?
  var managerPID: Int?
  var row: Row
  var entry: Int
  var report: [Int]

  var keys: [DraftKey] { DraftKey.all(seqnum, workerPID, device, program) }
}

extension DraftKey {
  fileprivate static func all(
    _ seqnum: UInt64?, _ worker: Int?, _ device: Device?, _ program: String?
  ) -> [DraftKey] {
    [
      seqnum.map { .seqnum($0) }, worker.map { .worker($0) }, device?.sysname.map { .device($0) },
      program.map { .program($0) },
    ].compactMap { $0 }
  }
}

/// An end of one of udev's processes that no limit explains.
struct DeathDraft: Sendable {
  var kind: Finding.Kind
  var device: Device?
  var workerPID: Int?
  var entry: Int
  var report: [Int]
}
