/// What is known of a finding beyond its own log.
extension Report {
  /// What healthy boots of the same machine say of a device.
  public struct Usually: Codable, Sendable, Equatable {
    /// In how many boots it was there.
    public var boots: Int
    /// How long its event took.
    public var seconds: Spread?
    /// The last line of its driver before the kill.
    public var stoppedAfter: Evidence?
    /// The line that comes next there.
    public var expectedNext: Evidence?
    /// The last boot in which it was well.
    public var lastGood: OtherBoot?
    /// The first in which it was not.
    public var firstBad: OtherBoot?

    enum CodingKeys: String, CodingKey {
      case boots, seconds
      case stoppedAfter = "stopped_after"
      case expectedNext = "expected_next"
      case lastGood = "last_good"
      case firstBad = "first_bad"
    }
  }

  /// How long something took in several boots.
  public struct Spread: Codable, Sendable, Equatable {
    /// The least.
    public var min: Double
    /// The middle one.
    public var median: Double
    /// The most.
    public var max: Double
  }

  /// Another boot of the same machine.
  public struct OtherBoot: Codable, Sendable, Equatable {
    /// Its id.
    public var bootID: String?
    /// What ran in it.
    public var kernel: String?

    enum CodingKeys: String, CodingKey {
      case bootID = "boot_id"
      case kernel
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
