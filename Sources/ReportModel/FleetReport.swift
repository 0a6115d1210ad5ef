/// The answer of fleet --format json: the findings of many machines, counted.
public struct FleetReport: Codable, Sendable, Equatable {
  /// Changes only if a name or a meaning does.
  public var schemaVersion = 1
  /// What wrote this.
  public var tool: Report.Tool
  /// Always fleet.
  public var type = "fleet"
  /// What a row is about.
  public var by: Grouping
  /// What is older was left out: RFC 3339, UTC.
  public var since: String?
  /// All that was counted.
  public var totals = Totals()
  /// Most machines first.
  public var rows: [Row] = []
  /// Culprits that appear first with one version of the kernel or of udev, surest first.
  public var newSince: [NewSince] = []
  /// What could not be read, or not all of it.
  public var unread: [Unread] = []
  /// The kills of each day.
  public var days = Days()

  public init(tool: Report.Tool, by grouping: Grouping) {
    self.tool = tool
    by = grouping
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case tool, type, by, since, totals, rows
    case newSince = "new_since"
    case unread, days
  }
}

extension FleetReport {
  public enum Grouping: String, Report.Word {
    /// The culprit, whichever kind it is of.
    case driver
    case kernel, machine
    /// The device's.
    case model
    /// The same fault, by its signature, on whatever machine.
    case fault
  }

  /// A line of fleet --format ndjson.
  public struct Line<Content: Codable & Sendable>: Codable, Sendable {
    /// As in the report.
    public var schemaVersion = 1
    /// What wrote this.
    public var tool: Report.Tool
    /// fleet-row, new-since, unread, fleet-totals; more may come.
    public var type: String
    /// What a row is about.
    public var by: Grouping
    /// In the form that the type names.
    public var finding: Content

    public init(_ report: FleetReport, _ type: String, _ finding: Content) {
      tool = report.tool
      self.type = type
      by = report.by
      self.finding = finding
    }

    enum CodingKeys: String, CodingKey {
      case schemaVersion = "schema_version"
      case tool, type, by, finding
    }
  }

  /// All that was counted.
  public struct Totals: Codable, Sendable, Equatable {
    /// Whether all that was named could be read.
    public var complete = true
    /// Archives, files of findings, journals of a machine.
    public var inputs = 0
    /// Machines that were read.
    public var machines = 0
    /// Those of them with a kill.
    public var machinesWithKills = 0
    /// Boots that were read.
    public var boots = 0
    /// Kills.
    public var kills = 0
    /// Near misses.
    public var nearMisses = 0
    /// Findings left out, for nothing tells when they were.
    public var leftOutWithoutDate = 0

    public init() {}

    enum CodingKeys: String, CodingKey {
      case complete, inputs, machines
      case machinesWithKills = "machines_with_kills"
      case boots, kills
      case nearMisses = "near_misses"
      case leftOutWithoutDate = "left_out_without_date"
    }
  }

  /// One line of the table.
  public struct Row: Codable, Sendable, Equatable {
    /// What the row is about; null where no log tells it.
    public var key: String?
    /// Of a culprit: what it is.
    public var kind: Report.Culprit.Kind?
    /// Machines with a kill.
    public var machines = 0
    /// Boots with a kill.
    public var boots = 0
    /// Kills.
    public var kills = 0
    /// Those of them for which PID 1's limit for stopping udevd was at fault.
    public var stopKills = 0
    /// Near misses.
    public var nearMisses = 0
    /// Machines with a near miss, whether they had a kill or not.
    public var nearMissMachines = 0
    /// Who was named how often, most often first.
    public var culprits: [Count] = []
    /// Which devices.
    public var models: [Count] = []
    /// Which kernels, oldest first.
    public var kernels: [Count] = []
    /// Which versions of udev, oldest first.
    public var udevs: [Count] = []
    /// What became of the devices.
    public var outcomes: [Count] = []
    /// How sure the culprits are.
    public var confidences: [Count] = []
    /// The limits that ran out, in seconds, shortest first.
    public var limits: [Double] = []
    /// The most frequent of them, four at most.
    public var commonLimits: [Double] = []
    /// The first kill or near miss: RFC 3339, UTC.
    public var first: String?
    /// The last.
    public var last: String?
    /// Machines that were read, where the row is about a kernel or a machine.
    public var machinesRead: Int?
    /// Boots that were read, where the row is about a kernel or a machine.
    public var bootsRead: Int?
    /// The machines with a kill, by their names.
    public var machineNames: [String] = []
    /// The files or folders that tell of a kill or a near miss.
    public var inputs: [String] = []

    public init(key: String?, kind: Report.Culprit.Kind?) {
      self.key = key
      self.kind = kind
    }

    enum CodingKeys: String, CodingKey {
      case key, kind, machines, boots, kills
      case stopKills = "stop_kills"
      case nearMisses = "near_misses"
      case nearMissMachines = "near_miss_machines"
      case culprits, models, kernels, udevs, outcomes, confidences, limits
      case commonLimits = "common_limits"
      case first, last
      case machinesRead = "machines_read"
      case bootsRead = "boots_read"
      case machineNames = "machine_names"
      case inputs
    }
  }

  /// A word and how many kills and near misses it was counted in.
  public struct Count: Codable, Sendable, Equatable {
    /// The word.
    public var name: String
    /// How often.
    public var count: Int

    public init(name: String, count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// A culprit that appears first with one version.
  public struct NewSince: Codable, Sendable, Equatable {
    /// Its name.
    public var culprit: String
    /// What it is.
    public var kind: Report.Culprit.Kind
    /// kernel or udev.
    public var component: String
    /// The oldest version with which the culprit killed.
    public var version: String
    /// Machines that ran this version or a newer one and that it hit.
    public var machinesHit = 0
    /// Machines that ran this version or a newer one.
    public var machinesAfter = 0
    /// Machines that ran an older version: it hit none of them.
    public var machinesBefore = 0
    /// Machines that it hit and that had run an older version without it.
    public var machinesThatChanged = 0
    /// Machines that it hit too, and no log tells with which version.
    public var machinesUnplaced = 0
    /// Boots with this version or a newer one.
    public var bootsAfter = 0
    /// Boots with an older one.
    public var bootsBefore = 0
    /// How likely such numbers are if the version had nothing to do with it.
    public var chance = 1.0

    public init(
      culprit: String, kind: Report.Culprit.Kind, component: String, version: String
    ) {
      self.culprit = culprit
      self.kind = kind
      self.component = component
      self.version = version
    }

    enum CodingKeys: String, CodingKey {
      case culprit, kind, component, version
      case machinesHit = "machines_hit"
      case machinesAfter = "machines_after"
      case machinesBefore = "machines_before"
      case machinesThatChanged = "machines_that_changed"
      case machinesUnplaced = "machines_unplaced"
      case bootsAfter = "boots_after"
      case bootsBefore = "boots_before"
      case chance
    }
  }

  /// Something that could not be read, or not all of it.
  public struct Unread: Codable, Sendable, Hashable {
    /// skipped for a file or what stands for one, else the kind of a gap; more may come.
    public var kind: String
    /// What it is called.
    public var input: String
    /// Why, or what is missing.
    public var reason: String

    /// Of a file, or of what stands for one.
    public static let skipped = "skipped"

    public init(kind: String = Unread.skipped, input: String, reason: String) {
      self.kind = kind
      self.input = input
      self.reason = reason
    }
  }

  /// The kills of each day.
  public struct Days: Codable, Sendable, Equatable {
    /// Those with the most kills, unknown among them, and null for all others.
    public var culprits: [String?]
    /// The days (UTC) with a kill, oldest first.
    public var days: [Day]

    public init(culprits: [String?] = [], days: [Day] = []) {
      self.culprits = culprits
      self.days = days
    }
  }

  /// One day.
  public struct Day: Codable, Sendable, Equatable {
    /// 2026-11-23
    public var date: String
    /// How many of each culprit, in the order of those.
    public var kills: [Int]

    public init(date: String, kills: [Int]) {
      self.date = date
      self.kills = kills
    }
  }
}
