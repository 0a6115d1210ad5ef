package import ReportModel

extension Redactor {
  /// What is this program's own word, a time, a version, a number or a name that the kernel's makers
  /// gave. All else is looked through, also what keys that come later have.
  private static let publicKeys: Set<String> = [
    "kind", "signal", "rule", "position", "realtime", "local", "kernel", "kernels", "udev",
    "subsystem", "modalias", "list", "directory",
  ]
  /// Who sends signals: ``Report/Finding/by``. Logs stand under the same key.
  private static let senders: Set<String> = ["udevd", "pid1", "kernel"]

  /// A report without what is private: each of its texts and each line that it quotes.
  ///
  /// - Parameter report: is gone afterwards: of a hundred thousand boots there is room for one copy.
  package mutating func redacted(_ report: consuming Report) -> Report {
    for place in report.boots.indices { report.boots[place] = redacted(report.boots[place]) }
    report.coverage = redacted(report.coverage, ofHost: nil)
    return report
  }

  package mutating func redacted(_ boot: Report.Boot) -> Report.Boot {
    redacted(boot, ofHost: boot.hostname)
  }

  private mutating func redacted<Value: Codable>(_ value: Value, ofHost host: String?) -> Value {
    var redactor = self
    defer { self = redactor }
    return Rewriting(
      text: { redactor.redacted($0, in: $1, ofHost: host) }, entry: { redactor.redacted($0) }
    ).applied(to: value)
  }

  private mutating func redacted(_ text: String, in key: String, ofHost host: String?) -> String {
    switch key {
    case "boot_id": return redacted(id: text, .boot)
    case "machine_id": return redacted(id: text, .machine)
    case "hostname": return redacted(host: text)
    case _ where Self.publicKeys.contains(key): return text
    case "by" where Self.senders.contains(text): return text
    case "id", "of", "findings":
      // A finding's id begins with the machine's or its name; others are words.
      guard text.contains("/") else { return text }
      guard let host, text.hasPrefix(host + "/") else { return redacted(text) }
      return redacted(host: host) + redacted(String(text.dropFirst(host.count)))
    default: return redacted(text)
    }
  }

  private mutating func redacted(_ entry: Report.Entry) -> Report.Entry {
    let (line, messageStart) = redacted(
      line: entry.line, messageStart: entry.messageStart, speaker: entry.speaker ?? "")
    return Report.Entry(
      source: redacted(entry.source), position: entry.position, line: line,
      messageStart: messageStart, speaker: entry.speaker.map { redacted($0) }, time: entry.time)
  }
}
