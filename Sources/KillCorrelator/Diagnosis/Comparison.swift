public import LogModel

/// What other boots of the same machine say of a device whose event took too long.
public struct Comparison: Sendable {
  /// What follows from how long it usually takes.
  public enum Verdict: String, Sendable {
    /// It waits for longer than it ever did.
    case hang
    /// It takes as long as it always did: the limit is too short for it.
    case slowAsAlways = "slow-as-always"
    /// Everything was slower in this boot.
    case slowMachine = "slow-machine"
  }

  /// A boot in which the device was well or not.
  public struct Boot: Sendable, Equatable {
    public var id: String?
    public var kernel: String?
    /// How long the device took; nil where that is not told.
    public var seconds: Double?
  }

  /// Something else that is not as it was in the last boot in which the device was well.
  public struct Difference: Sendable, Equatable {
    public enum Kind: String, Sendable {
      case kernel, udev, limit, firmware
      case commandLine = "command-line"
      /// What the driver says of the device.
      case device
    }
    public var kind: Kind
    /// Nil if there was none.
    public var there: String?
    public var here: String?
  }

  /// Another device that took much longer than it usually does.
  public struct SlowDevice: Sendable, Hashable {
    public var sysname: String
    public var driver: String
    public var seconds: Double
    public var usual: Double
  }

  /// In how many healthy boots it was.
  public var boots: Int
  /// What ran in them, oldest first.
  public var kernels: [String]
  /// From the driver's first line to its readiness.
  public var seconds: UsualTime?
  /// The same in this boot, if it came so far.
  public var secondsHere: Double?
  /// The driver, as it is called in front of its lines.
  public var driver: String?
  /// The last of its lines before the limit ran out that healthy boots have as well; nil if there was
  /// none.
  public var stoppedAfter: Entry?
  /// The line of a healthy boot that comes next there; nil if all had come.
  public var expectedNext: Entry?
  /// How long that takes there.
  public var usualWait: UsualTime?
  /// How long it took here, or for how long it had not come when the limit ran out.
  public var waited: Double?
  /// Whether it came after all.
  public var hasCome = false
  /// What the driver said here since then, and never says in the others.
  public var unusual: [Entry] = []
  public var verdict: Verdict?
  /// Whether it took longer from boot to boot.
  public var isGrowing = false
  public var lastGood: Boot
  /// Its number among the boots that were compared.
  public var lastGoodNumber: Int
  public var firstBad: Boot
  public var differences: [Difference] = []
  public var slower: [SlowDevice] = []
  /// Seconds from the boot's start to the driver's first line; where it said nothing, to that of the
  /// first of some other devices' drivers.
  public var begins: (here: Double, usual: Double)?
  /// The healthy boots, oldest first.
  public var history: [Boot]

  /// Whether all of its usual lines had come when the limit ran out.
  public var hasSaidAll: Bool { stoppedAfter != nil && expectedNext == nil }

  /// Takes it for a hang where its driver had said all, long before the limit ran out, and nobody hung
  /// with it for whom it may have waited.
  mutating func hangsAtItsEnd() {
    guard verdict == nil, hasSaidAll, let waited, pace == nil,
      (seconds ?? .none).isExceeded(by: waited)
    else { return }
    verdict = .hang
  }

  /// How many times slower than usual the machine was; nil where nothing shows that it was: two other
  /// devices, or how late in the boot the driver began.
  var pace: Double? {
    if slower.count >= 2 {
      return slower.map { $0.seconds / $0.usual }.sorted()[slower.count / 2]
    }
    guard let begins, begins.usual < 300, begins.here >= 3 * begins.usual,
      begins.here - begins.usual > 5
    else { return nil }
    return begins.here / begins.usual
  }

  /// Whether half of a limit is what it usually takes.
  public func isShort(_ limit: Double) -> Bool {
    max(usualWait?.median ?? 0, seconds?.median ?? 0) * 2 >= limit
  }
}
