/// What is known of a finding beyond its own log.
extension Report {
  /// What healthy boots of the same machine say of a device.
  public struct Usually: Codable, Sendable, Equatable {
    /// In how many boots it was there.
    public var boots: Int
    /// How long it took there, from its driver's first line to its readiness; null where that is not
    /// told.
    public var seconds: Spread?
    /// The same in this boot, where it came so far.
    public var secondsHere: Double?
    /// The last line of its driver before the limit ran out that the others have as well; null if there
    /// is none.
    public var stoppedAfter: Evidence?
    /// The line that comes next there; null if all of them had come.
    public var expectedNext: Evidence?
    /// How long it takes there until that line comes.
    public var waits: Spread?
    /// How long it took here, or for how long it had not come.
    public var waited: Double?
    /// What its driver said here after that, and never says there.
    public var unusual: [Entry] = []
    /// hang: it waits for longer than it ever did. slow-as-always: the limit is too short for it.
    /// slow-machine: other devices were slower as well. Null where none of it is shown.
    public var verdict: Verdict?
    /// Whether it took longer from boot to boot.
    public var growing = false
    /// The last boot in which it was well.
    public var lastGood: OtherBoot?
    /// The first in which it was not.
    public var firstBad: OtherBoot?
    /// What else is not as it was in the last good boot: differences, and no causes.
    public var differences: [Difference] = []
    /// Other devices that were much slower than they usually are.
    public var slower: [SlowDevice] = []
    /// The boots in which it was well, oldest first.
    public var history: [OtherBoot] = []
    /// All of that in a few sentences.
    public var says: String

    public enum Verdict: String, Word {
      case hang
      case slowAsAlways = "slow-as-always"
      case slowMachine = "slow-machine"
    }

    public init(boots: Int, says: String) {
      self.boots = boots
      self.says = says
    }

    enum CodingKeys: String, CodingKey {
      case boots, seconds
      case secondsHere = "seconds_here"
      case stoppedAfter = "stopped_after"
      case expectedNext = "expected_next"
      case waits, waited, unusual, verdict, growing
      case lastGood = "last_good"
      case firstBad = "first_bad"
      case differences, slower, history, says
    }
  }

  /// How long something took in several boots, in seconds.
  public struct Spread: Codable, Sendable, Equatable {
    /// The least.
    public var min: Double
    /// The middle one.
    public var median: Double
    /// The most.
    public var max: Double

    public init(min: Double, median: Double, max: Double) {
      self.min = min
      self.median = median
      self.max = max
    }
  }

  /// Another boot of the same machine.
  public struct OtherBoot: Codable, Sendable, Equatable {
    /// Its id.
    public var bootID: String?
    /// What ran in it.
    public var kernel: String?
    /// How long the device took there.
    public var seconds: Double?

    public init(bootID: String?, kernel: String?, seconds: Double?) {
      self.bootID = bootID
      self.kernel = kernel
      self.seconds = seconds
    }

    enum CodingKeys: String, CodingKey {
      case bootID = "boot_id"
      case kernel, seconds
    }
  }

  /// Something that was otherwise in the last good boot.
  public struct Difference: Codable, Sendable, Equatable {
    /// kernel, udev, limit, firmware, command-line, device; more may come.
    public var kind: String
    /// What it was there; null if there was none.
    public var there: String?
    /// What it is here.
    public var here: String?

    public init(kind: String, there: String?, here: String?) {
      self.kind = kind
      self.there = there
      self.here = here
    }
  }

  /// A device that was slower than it usually is.
  public struct SlowDevice: Codable, Sendable, Equatable {
    /// Its name.
    public var sysname: String
    /// Its driver.
    public var driver: String
    /// How long it took here.
    public var seconds: Double
    /// How long it usually takes.
    public var usual: Double

    public init(sysname: String, driver: String, seconds: Double, usual: Double) {
      self.sysname = sysname
      self.driver = driver
      self.seconds = seconds
      self.usual = usual
    }
  }

  /// A fault that a maintainer has already explained.
  public struct KnownIssue: Codable, Sendable, Equatable {
    /// Stable.
    public var id: String
    /// What it is about.
    public var title: String
    /// The first version without it.
    public var fixedIn: String?
    /// Where it is explained.
    public var url: String?
    /// What shows that it is this one.
    public var evidence: [Evidence]

    public init(id: String, title: String, fixedIn: String?, url: String?, evidence: [Evidence]) {
      self.id = id
      self.title = title
      self.fixedIn = fixedIn
      self.url = url
      self.evidence = evidence
    }

    enum CodingKeys: String, CodingKey {
      case id, title
      case fixedIn = "fixed_in"
      case url, evidence
    }
  }

  /// Where a fault of a driver in the kernel's tree is reported.
  public struct ReportTo: Codable, Sendable, Equatable {
    /// The address of a mailing list.
    public var list: String
    /// Where the driver is in the kernel's source.
    public var directory: String

    public init(list: String, directory: String) {
      self.list = list
      self.directory = directory
    }
  }
}
