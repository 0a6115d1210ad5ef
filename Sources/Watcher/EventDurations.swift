internal import LogModel

/// How long events took, by device and the driver that has it: as far as it took a second and more. So
/// that what gets slower is seen before it is killed.
package struct EventDurations: Sendable, Equatable {
  package struct Row: Sendable, Equatable {
    package var driver: String
    /// Its sysname.
    package var device: String
    /// Events that took a second and more.
    package var events = 0
    /// Seconds.
    package var longest = 0.0
    package var last = 0.0
    /// udevd's limit.
    package var limit: Double
    /// µs since 1970 of the last.
    package var time: Int64
  }

  package struct Key: Sendable, Hashable {
    package var driver: String
    package var device: String
  }

  /// More devices than that are not kept apart.
  private static let most = 1024

  package private(set) var rows: [Key: Row] = [:]

  package init() {}

  mutating func add(
    _ seconds: Double, driver: String, device: String, limit: Double, at time: Int64
  ) {
    let key = Key(driver: driver, device: device)
    guard rows[key] != nil || rows.count < Self.most else { return }
    var row = rows[key] ?? Row(driver: driver, device: device, limit: limit, time: time)
    row.events += 1
    row.last = seconds
    row.limit = limit
    row.time = time
    row.longest = max(row.longest, seconds)
    rows[key] = row
  }

  /// Seconds of the longest, by driver.
  var longest: [String: Double] {
    Dictionary(rows.values.map { ($0.driver, $0.longest) }, uniquingKeysWith: max)
  }

  // MARK: On the disk

  /// The name of the file of a boot.
  static func name(bootID: String) -> String { "durations-\(bootID).tsv" }

  /// A row a line, its fields between tabs.
  var text: String {
    rows.values.sorted { ($0.driver, $0.device) < ($1.driver, $1.device) }.map { row in
      let words = [row.driver, row.device].map { $0.map { $0 < " " ? "?" : $0 } }.map { String($0) }
      return words.joined(separator: "\t")
        + "\t\(row.events)\t\(Self.tenths(row.longest))\t\(Self.tenths(row.last))"
        + "\t\(Self.tenths(row.limit))\t\(row.time)\n"
    }.joined()
  }

  init(text: String) {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 7, let events = Int(fields[2]), let longest = Double(fields[3]),
        let last = Double(fields[4]), let limit = Double(fields[5]), let time = Int64(fields[6])
      else { continue }
      let key = Key(driver: String(fields[0]), device: String(fields[1]))
      rows[key] = Row(
        driver: key.driver, device: key.device, events: events, longest: longest, last: last,
        limit: limit, time: time)
    }
  }

  private static func tenths(_ seconds: Double) -> String {
    let tenths = Int(seconds * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// What is kept of all boots, the oldest first.
  package static func kept(in state: StateDirectory) -> [(boot: String, durations: EventDurations)]
  {
    state.durations().map { path, text in
      let name = StateDirectory.name(ofPath: path).dropFirst(10).prefix { $0 != "." }
      return (String(name), EventDurations(text: text))
    }.sorted {
      ($0.durations.rows.values.map(\.time).max() ?? 0, $0.boot)
        < ($1.durations.rows.values.map(\.time).max() ?? 0, $1.boot)
    }
  }
}

/// A driver in one boot, as `list --durations` has it.
package struct ListedDuration: Encodable {
  package let bootID, driver, device: String
  package let events: Int
  package let longest, last, limit: Double
  let lastSeen: String

  enum CodingKeys: String, CodingKey {
    case bootID = "boot_id"
    case driver, device, events, longest, last, limit
    case lastSeen = "last_seen"
  }

  /// Those that were kept, the longest of each boot first.
  package static func all(in state: StateDirectory) -> [ListedDuration] {
    EventDurations.kept(in: state).flatMap { boot, durations in
      durations.rows.values.sorted { ($1.longest, $0.driver) < ($0.longest, $1.driver) }.map {
        ListedDuration(
          bootID: boot, driver: $0.driver, device: $0.device, events: $0.events,
          longest: $0.longest, last: $0.last, limit: $0.limit,
          lastSeen: CivilTime.rfc3339(microseconds: $0.time))
      }
    }
  }
}
