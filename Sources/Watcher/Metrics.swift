/// Counters in Prometheus' text format, for the node exporter's textfile collector.
struct Metrics: Sendable {
  /// What is counted apart.
  struct Label: Hashable, Sendable {
    var driver: String
    var cause: String
  }

  private var warnings: [Label: Int] = [:]
  private var kills: [Label: Int] = [:]
  var captures = 0
  var incompleteCaptures = 0
  var uevents = 0
  var overflows = 0
  /// When the newest entry was said that has been read of the journal; µs since 1970.
  var lastRead: Int64?

  mutating func count(_ notice: Notice) {
    let label = Label(driver: notice[.driver] ?? "unknown", cause: notice[.cause] ?? "unknown")
    switch notice.kind {
    case .warning: warnings[label, default: 0] += 1
    case .kill: kills[label, default: 0] += 1
    }
  }

  /// The whole file.
  var text: String {
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
      family("captures_total", "Captures of stuck workers.", [" \(captures)"]),
      family(
        "captures_incomplete_total", "Captures that broke off at their deadline.",
        [" \(incompleteCaptures)"]),
      family("uevents_total", "Uevents that the kernel sent.", [" \(uevents)"]),
      family(
        "uevent_overflows_total", "Times that uevents were lost because too many came.",
        [" \(overflows)"]),
      lastRead.map {
        family(
          "journal_last_read_timestamp_seconds", "Time of the newest journal entry of udev's read.",
          [" \($0 / 1_000_000).\($0 / 100_000 % 10)"], "gauge")
      },
    ]
    return families.compactMap { $0 }.joined()
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
