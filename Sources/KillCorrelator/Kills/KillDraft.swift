internal import LogModel

/// A uevent that took too long, while its lines are gathered: what is stated, and in which entries.
/// It is a kill, or a warning that no kill has taken yet.
struct UeventDraft: Sendable {
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
  /// Of a warning, its own line. Nil if only the end is in the log.
  var killedEntry: Int?
  var endedEntry: Int?
  /// All lines that report it.
  var report: [Int] = []

  /// What its lines name, and by which it is found again.
  var keys: [DraftKey] {
    [
      seqnum.map { .seqnum($0) }, workerPID.map { .worker($0) },
      device?.sysname.map { .device($0) }, program.map { .program($0) },
    ].compactMap { $0 }
  }

  /// The entry from which "before" and "after" count.
  var anchor: Int { killedEntry ?? endedEntry ?? report.last ?? 0 }

  /// Whether a line that tells of a worker's kill repeats or completes this one.
  func isReported(by fact: Fact) -> Bool {
    guard victim == .worker else { return false }
    // a boot gives each number once
    if let told = fact.seqnum, let seqnum { return told == seqnum }
    // the watcher looks a moment later, when the worker may be gone
    guard endedEntry == nil || fact.isWatched else { return false }
    if let told = fact.sysname, let sysname = device?.sysname { return told == sysname }
    return fact.pid != nil && fact.pid == workerPID
  }

  /// Whether a warning is about the program of which a line tells.
  func isWarning(of fact: Fact, by worker: Int?) -> Bool {
    program == fact[.command]
      && (programPID == fact.programPID || fact.programPID == nil && workerPID == worker)
  }

  func isSameEvent(as other: UeventDraft) -> Bool {
    if let mine = seqnum, let theirs = other.seqnum { return mine == theirs }
    return workerPID != nil && workerPID == other.workerPID
      && (device == nil || other.device == nil || device?.sysname == other.device?.sysname)
  }
}

extension UeventDraft {
  /// Whether a program of which only the death is told may have died of an error of the kernel's: a task
  /// that dies of one ends as if by SIGKILL (`oops_end` in arch/x86/kernel/dumpstack.c).
  func isKernelErrors(in boot: BootContext) -> Bool {
    guard victim == .program, certainty == .inferred, killedEntry == nil, warnedEntry == nil,
      let endedEntry
    else { return false }
    return boot.traces.contains { $0.kind == .oops && ($0.entries.first ?? .max) < endedEntry }
      || boot.facts(.oops).contains { $0.entry < endedEntry }
      // its head may be missing
      || boot.facts(.oopsEnded).contains { $0.entry < endedEntry && $0.pid == programPID }
  }

  /// Whether nothing but a probe that a signal ended tells of the kill.
  var isFromProbe: Bool { row.meaning == .probeInterrupted }
}

/// An end of one of udev's processes that no limit explains.
struct DeathDraft: Sendable {
  var kind: Finding.Kind
  var device: Device?
  var workerPID: Int?
  /// One that hangs, and that a worker may have started: a modprobe in its load, or who reads a disk.
  var program: String?
  var programPID: Int?
  var entry: Int
  var report: [Int]
}
