/// Counters and gauges in Prometheus' text format, for the node exporter's textfile collector.
/// Counters go on where the file of a watch before this one ended.
struct Metrics: Sendable {
  /// How it stands at a moment.
  struct Gauges: Sendable {
    var pending = 0
    /// Seconds since the oldest pending uevent was sent; 0 if there is none.
    var oldest = 0.0
    var busy = 0
    var stuck = 0
    /// Seconds of the longest event, by the driver that has the device.
    var longest: [String: Double] = [:]
    var limit = 0.0
  }

  /// What is counted apart.
  struct Label: Hashable, Sendable {
    var driver: String
    var cause: String
  }

  private var warnings: [Label: Int] = [:]
  private var kills: [Label: Int] = [:]
  private var slow: [Label: Int] = [:]
  var looks = 0
  var captures = 0
  var incompleteCaptures = 0
  var uevents = 0
  var overflows = 0
  /// Times that a worker's case found no room.
  var omitted = 0
  /// When the newest entry was said that has been read of the journal; µs since 1970.
  var lastRead: Int64?

  mutating func count(_ notice: Notice) {
    let label = Label(driver: notice[.driver] ?? "unknown", cause: notice[.cause] ?? "unknown")
    switch notice.kind {
    case .slow: slow[label, default: 0] += 1
    case .warning: warnings[label, default: 0] += 1
    case .kill: kills[label, default: 0] += 1
    }
  }

  init() {}

  /// - Parameter text: what ``text(_:)`` of a watch before this one gave.
  init(continuing text: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let blank = line.lastIndex(of: " "), let value = Int(line[line.index(after: blank)...])
      else { continue }
      let parts = line[..<blank].split(separator: "{", maxSplits: 1)
      let label = parts.count > 1 ? Label(text: parts[1]) : nil
      switch (parts.first ?? "", label) {
      case ("probe_doctor_kills_total", let label?): kills[label] = value
      case ("probe_doctor_warnings_total", let label?): warnings[label] = value
      case ("probe_doctor_slow_total", let label?): slow[label] = value
      case ("probe_doctor_looks_total", nil): looks = value
      case ("probe_doctor_captures_total", nil): captures = value
      case ("probe_doctor_captures_incomplete_total", nil): incompleteCaptures = value
      case ("probe_doctor_uevents_total", nil): uevents = value
      case ("probe_doctor_uevent_overflows_total", nil): overflows = value
      case ("probe_doctor_cases_omitted_total", nil): omitted = value
      default: break
      }
    }
  }

  /// The whole file.
  func text(_ now: Gauges = Gauges()) -> String {
    func family(_ name: String, _ help: String, _ samples: [String], _ kind: String = "counter")
      -> String
    {
      let name = "probe_doctor_\(name)"
      return "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
        + samples.map { "\(name)\($0)\n" }.joined()
    }
    let families = [
      family(
        "kills_total", "Device workers that udevd killed, by the likely culprit.",
        Self.samples(kills)),
      family(
        "warnings_total", "Device workers that were busy for a third of their limit.",
        Self.samples(warnings)),
      family(
        "slow_total", "Device workers that took ten times as long as their device ever did.",
        Self.samples(slow)),
      family("looks_total", "Looks at udevd's workers.", [" \(looks)"]),
      family("captures_total", "Captures of stuck workers.", [" \(captures)"]),
      family(
        "captures_incomplete_total", "Captures that broke off at their deadline.",
        [" \(incompleteCaptures)"]),
      family("uevents_total", "Uevents that the kernel sent.", [" \(uevents)"]),
      family(
        "uevent_overflows_total", "Times that uevents were lost because too many came.",
        [" \(overflows)"]),
      family(
        "cases_omitted_total", "Times that a worker was not followed because too many were stuck.",
        [" \(omitted)"]),
      family(
        "uevents_pending", "Uevents that udevd has not finished.", [" \(now.pending)"], "gauge"),
      family(
        "uevent_oldest_seconds", "Age of the oldest of those.", [" \(Self.decimal(now.oldest))"],
        "gauge"),
      family(
        "workers_busy", "Device workers that had an event at the last look.", [" \(now.busy)"],
        "gauge"),
      family(
        "workers_stuck", "Device workers that get nowhere, and were told of.", [" \(now.stuck)"],
        "gauge"),
      family(
        "event_limit_seconds", "Time after which udevd kills a device worker.",
        [" \(Self.decimal(now.limit))"], "gauge"),
      family(
        "event_longest_seconds", "The longest event of this boot that took a second and more.",
        now.longest.sorted { $0.key < $1.key }.map {
          "{driver=\"\(Self.escaped($0.key))\"} \(Self.decimal($0.value))"
        }, "gauge"),
      lastRead.map {
        family(
          "journal_last_read_timestamp_seconds", "Time of the newest journal entry of udev's read.",
          [" \($0 / 1_000_000).\($0 / 100_000 % 10)"], "gauge")
      },
    ]
    return families.compactMap { $0 }.joined()
  }

  /// In tenths.
  private static func decimal(_ value: Double) -> String {
    let tenths = Int(value * 10)
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func samples(_ counts: [Label: Int]) -> [String] {
    counts.sorted { ($0.key.driver, $0.key.cause) < ($1.key.driver, $1.key.cause) }.map {
      "{driver=\"\(escaped($0.key.driver))\",cause=\"\(escaped($0.key.cause))\"} \($0.value)"
    }
  }

  /// A label's value may hold anything; three characters are escaped.
  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
  }
}

extension Metrics.Label {
  /// `driver="acme_daq",cause="event-timeout"}`, as ``Metrics`` wrote it.
  fileprivate init?(text: Substring) {
    var values: [String: String] = [:]
    var rest = text[...]
    while let sign = rest.firstRange(of: "=\"") {
      let name = rest[..<sign.lowerBound].drop { $0 == "," }
      var value = ""
      var at = sign.upperBound
      while at < rest.endIndex, rest[at] != "\"" {
        if rest[at] == "\\" {
          at = rest.index(after: at)
          guard at < rest.endIndex else { return nil }
          value.append(rest[at] == "n" ? "\n" : rest[at])
        } else {
          value.append(rest[at])
        }
        at = rest.index(after: at)
      }
      guard at < rest.endIndex else { return nil }
      values[String(name)] = value
      rest = rest[rest.index(after: at)...]
    }
    guard let driver = values["driver"], let cause = values["cause"] else { return nil }
    self.init(driver: driver, cause: cause)
  }
}
