package import LogModel

extension Report {
  /// A line of --format ndjson.
  ///
  /// Each can be understood alone, for `grep` and `sort` tear them apart. The last tells what was
  /// read: without it, a pipeline that sees no kill could not tell "there is none" from "nothing
  /// could be read", nor a whole answer from one that was cut short.
  public struct Line<Content: Codable & Sendable>: Codable, Sendable {
    /// As in the report.
    public var schemaVersion = 1
    /// What wrote this.
    public var tool: Tool
    /// What the finding is: kill, warning, other-death, coverage. Ignore lines of a type that you
    /// do not know; more may come.
    public var type: String
    /// The same for each reading of one finding, from whatever log: machine, boot, SEQNUM and
    /// device, or what stands in for them. Null for coverage.
    public var findingID: String?
    /// The boot of the finding; null for coverage.
    public var boot: BootIdentity?
    /// In the form that the type names.
    public var finding: Content

    public init(
      tool: Tool, type: String, findingID: String? = nil, boot: BootIdentity? = nil,
      finding: Content
    ) {
      self.tool = tool
      self.type = type
      self.findingID = findingID
      self.boot = boot
      self.finding = finding
    }

    enum CodingKeys: String, CodingKey {
      case schemaVersion = "schema_version"
      case tool, type
      case findingID = "finding_id"
      case boot, finding
    }
  }

  /// A boot without its findings: what a line of its own needs to be understood alone.
  public struct BootIdentity: Codable, Sendable, Equatable {
    /// The kernel's boot id, 32 hexadecimal digits; null in text, which does not have it.
    public var bootID: String?
    /// The machine's id.
    public var machineID: String?
    /// The machine's name.
    public var hostname: String?
    /// The release in the kernel's banner.
    public var kernel: String?
    /// The version of udev or systemd.
    public var udev: String?
    /// The first record of it that was read.
    public var first: Time?
    /// The last.
    public var last: Time?
    /// How long udevd allows for one event.
    public var eventTimeout: EventTimeout

    public init(_ boot: Boot) {
      bootID = boot.bootID
      machineID = boot.machineID
      hostname = boot.hostname
      kernel = boot.kernel
      udev = boot.udev
      first = boot.first
      last = boot.last
      eventTimeout = boot.eventTimeout
    }

    enum CodingKeys: String, CodingKey {
      case bootID = "boot_id"
      case machineID = "machine_id"
      case hostname, kernel, udev, first, last
      case eventTimeout = "event_timeout"
    }
  }
}

/// A line of `--list-boots`, with the keys that journalctl has for it.
public struct ListedBoot: Codable, Sendable {
  /// 0 for the last, -1 for the one before it.
  public var index: Int
  /// Null in text, which does not have it.
  public var bootID: String?
  /// When the first entry was written: µs since 1970; null where the log does not tell the year.
  public var firstEntry: Int64?
  /// When the last entry was written, in the same way.
  public var lastEntry: Int64?
  /// The machine's id.
  public var machineID: String?
  /// The machine's name.
  public var hostname: String?

  package init(_ boot: BootListing) {
    index = boot.index
    bootID = boot.id
    firstEntry = boot.first?.dated
    lastEntry = boot.last?.dated
    machineID = boot.machineID
    hostname = boot.hostname
  }

  enum CodingKeys: String, CodingKey {
    case index
    case bootID = "boot_id"
    case firstEntry = "first_entry"
    case lastEntry = "last_entry"
    case machineID = "machine_id"
    case hostname
  }
}

extension Stamp {
  /// µs since 1970; nil where the log does not tell the year.
  fileprivate var dated: Int64? { calendar == .yearless ? nil : realtime }
}
