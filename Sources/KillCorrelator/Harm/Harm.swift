public import LogModel

/// Something that a boot lost.
public struct Harm: Sendable {
  /// In this order: where several fit, it is the first of them.
  public enum Kind: String, Sendable, CaseIterable {
    case root, emergency, panic
    case fileSystem = "file-system"
    case swap, crypt, array, device, network, settle, service, shutdown
    /// It came, but late.
    case bootDelay = "boot-delay"
    case other

    /// What is lost with the device that it is on.
    static let onDevices: Set<Self> = [.root, .fileSystem, .swap, .crypt, .array]
  }
  public var kind: Kind
  /// The unit, device or path as the log names it.
  public var what: String?
  /// For how long it was waited for, where the log tells.
  public var seconds: Double?
  /// The findings to which device or unit connect it, by ``Finding/key``; none if it is only of the
  /// same boot.
  public var findings: [String] = []
  public var evidence: [HarmEvidence]

  init(_ kind: Kind, _ what: String?, seconds: Double? = nil, _ evidence: [HarmEvidence]) {
    self.kind = kind
    self.what = what
    self.seconds = seconds
    self.evidence = evidence
  }
}

/// What shows that something was lost.
public struct HarmEvidence: Sendable {
  public enum Reason: String, Sendable {
    case deviceTimedOut = "device-timed-out"
    /// What needs the lost thing failed with it.
    case dependencyFailed = "dependency-failed"
    /// What the lost unit needs failed before it.
    case needFailed = "need-failed"
    case mountFailed = "mount-failed"
    case swapFailed = "swap-failed"
    case startFailed = "start-failed"
    case startTimedOut = "start-timed-out"
    case stopTimedOut = "stop-timed-out"
    case watchdogFired = "watchdog-fired"
    case rootMissing = "root-missing"
    case rootAwaited = "root-awaited"
    case deviceAwaited = "device-awaited"
    case mountAwaited = "mount-awaited"
    case encryptedMissing = "encrypted-missing"
    case arrayFailed = "array-failed"
    case poolMissing = "pool-missing"
    case interfaceMissing = "interface-missing"
    case networkMissing = "network-missing"
    case emergencyEntered = "emergency-entered"
    case panicked
    case deviceLost = "device-lost"
    case settleGaveUp = "settle-gave-up"
    case udevdStoppedLate = "udevd-stopped-late"
  }
  public var reason: Reason
  /// The lines that show it.
  public var entries: [Entry]
}

extension HarmEvidence {
  /// The first few of the lines that say so.
  init(_ reason: Reason, _ facts: [Fact], in boot: BootContext) {
    self.init(reason: reason, entries: facts.prefix(3).map { boot.entries[$0.entry] })
  }
}

extension Finding {
  /// What tells it from all others of its boot.
  public var key: String { "\(kind.rawValue)/\(id)" }
}
