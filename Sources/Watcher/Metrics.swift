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
    var text = ""
    func family(_ name: String, _ help: String, _ kind: String, _ samples: [(String, String)]) {
      text += "# HELP probe_doctor_\(name) \(help)\n# TYPE probe_doctor_\(name) \(kind)\n"
      for (labels, value) in samples { text += "probe_doctor_\(name)\(labels) \(value)\n" }
    }
    family(
      "kills_total", "Device workers that udevd killed, by the likely culprit.", "counter",
      Self.samples(kills))
    family(
      "warnings_total", "Device workers that were busy for a third of their limit.", "counter",
      Self.samples(warnings))
    family("captures_total", "Captures of stuck workers.", "counter", [("", "\(captures)")])
    family(
      "captures_incomplete_total", "Captures that broke off at their deadline.", "counter",
      [("", "\(incompleteCaptures)")])
    family("uevents_total", "Uevents that the kernel sent.", "counter", [("", "\(uevents)")])
    family(
      "uevent_overflows_total", "Times that uevents were lost because too many came.", "counter",
      [("", "\(overflows)")])
    if let lastRead {
      family(
        "journal_last_read_timestamp_seconds", "Time of the newest journal entry of udev's read.",
        "gauge", [("", "\(lastRead / 1_000_000).\(lastRead / 100_000 % 10)")])
    }
    return text
  }

  private static func samples(_ counts: [Label: Int]) -> [(String, String)] {
    counts.sorted { ($0.key.driver, $0.key.cause) < ($1.key.driver, $1.key.cause) }.map {
      let driver = escaped($0.key.driver)
      return ("{driver=\"\(driver)\",cause=\"\(escaped($0.key.cause))\"}", "\($0.value)")
    }
  }

  /// A label's value may hold anything; three characters are escaped.
  private static func escaped(_ value: String) -> String {
    value.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }
}
