internal import LogModel

/// One message that means something to us: its form, who says it, since when and until when, one
/// line that it must match and a similar one that it must not.
///
/// A class, for each of many thousand events refers to one.
public final class Row: Sendable {
  public let id: String
  public let meaning: Meaning
  public let voice: Voice
  /// The first version (udev ≤ 182, systemd ≥ 183, or a kernel) that prints it, and the last.
  public let since: String
  public let until: String?
  public let form: Form
  public let example: String
  public let nearMiss: String

  /// - Precondition: `form` is well-formed; the tests load every table.
  init(
    _ id: String, _ meaning: Meaning, _ voice: Voice, _ since: String, _ until: String? = nil,
    _ form: String, is example: String, not nearMiss: String
  ) {
    guard let parsed = Form(form) else { preconditionFailure("malformed form in row \(id)") }
    self.id = id
    self.meaning = meaning
    self.voice = voice
    self.since = since
    self.until = until
    self.form = parsed
    self.example = example
    self.nearMiss = nearMiss
  }
}

/// Who says a message.
public enum Voice: Sendable {
  case udev, serviceManager, kernel, anyone
  /// `probe-doctor watch`
  case watcher

  /// Identifiers that udev's manager and workers have had (udev-messages, section 10).
  static let udevIdentifiers = ["systemd-udevd", "(udev-worker)"] + formerUdevIdentifiers
  /// Those before systemd 183, of other udevs, and of 240.0 alone.
  static let formerUdevIdentifiers = [
    "(worker)", "udevd", "udevd-work", "udevd-event", "udev", "eudev",
  ]

  /// Whether a speaker may have this voice. A line that does not tell its speaker may be anybody's.
  func fits(_ speaker: Speaker) -> Bool {
    switch (self, speaker.kind) {
    case (.anyone, _), (_, .unknown): true
    case (.kernel, .kernel): true
    case (.udev, .program):
      Self.udevIdentifiers.contains(speaker.identifier) || speaker.identifier.isEmpty
    case (.serviceManager, .program): speaker.identifier == "systemd" || speaker.pid == 1
    case (.watcher, .program): speaker.identifier == WatchWords.identifier
    case (.kernel, .program), (.udev, .kernel), (.serviceManager, .kernel), (.watcher, .kernel):
      false
    }
  }
}

/// What a row says. The holes that each meaning needs are named beside it.
public enum Meaning: String, Sendable, CaseIterable {
  // udevd's manager about a worker
  /// `pid`?, `seqnum`?, `sysname` or `devpath`?
  case workerKilled, workerSlow
  /// `pid`, `seconds`, `limit`, `seqnum`?, `sysname`?
  case workerBusy
  /// `pid`, `signal`, `sysname`?
  case workerSignalled
  /// `pid`, `code`, `sysname`?
  case workerExited
  /// `pid`, `status`: a wait status
  case workerStatus
  /// `pid`, `sysname` or `devpath`
  case workerFailed
  /// `seqnum`, `pid`, `code`, `seconds`
  case eventAge
  /// `pid`
  case workerRefused
  case stopsWaiting

  // a worker about what it spawned
  /// `command`, `program_pid`?, `duration`?, `sysname`?
  case programKilled, programSlow
  /// `command`
  case programPipeTimedOut, programSkipped
  /// `command`, `program_pid`?, `signal`?
  case programSignalled

  // udev's debug log
  /// `sysname`, `seqnum`
  case eventStarted
  /// `builtin`, `sysname`?
  case builtinStarted
  /// `command`, `sysname`?
  case programStarted, programFinished
  /// `modalias`
  case moduleRequested
  /// `module`
  case moduleInserted

  // PID 1 and its kin
  case stopTimedOut, udevdStarts
  /// `pid`, `name`
  case processKilled
  case watchdogFired
  /// `sysname`
  case deviceGivenUp
  case settleTimedOut
  case inInitrd, switchingRoot, shuttingDown

  // versions and options
  /// `version`; `eudev` is its version without its name
  case udevVersion
  /// `release`
  case kernelVersion
  /// `options`
  case commandLine

  // the kernel about drivers
  /// `driver`, `device`, `errno`
  case probeFailed
  /// `function`, `module`?, `pid`
  case initcallStarted
  /// `function`, `module`?, `code`, `usecs`
  case initcallReturned
  /// `device`, `code`, `usecs`
  case probeReturned
  /// `module`, `owner_module`
  case waitsForModule
  /// `errno`, `rest`
  case interrupted
  case leftover
  /// `firmware`, `errno`
  case firmwareFailed
  /// `firmware`?
  case firmwareWaits
  /// `driver`, `device`
  case driverReady
  /// `sysname`, `driver`, `module`
  case driverBinding

  // the kernel about tasks
  /// `comm`, `pid`
  case taskBlocked
  /// `comm`, `pid`, `owner`, `owner_pid`
  case lockOwner
  /// `comm`, `pid`
  case taskStuck
  /// `pid`
  case oomKilled
  case oops
  /// `comm`, `pid`
  case oopsEnded

  // the kernel about hardware
  /// `device`
  case hardwareError
  /// `device`, `driver`?
  case deviceReset
  /// `count`
  case messagesLost
}
