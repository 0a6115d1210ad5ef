import JournalReader
import KillCorrelator

/// The end of a report: how much was found, what was read, and what could not be.
struct Closing {
  let diagnosis: Diagnosis

  private var coverage: Coverage { diagnosis.coverage }
  private var skipped: [Coverage.Source] { coverage.sources.filter { $0.skipped != nil } }
  private static let most = 20

  /// The last line.
  func write(to page: inout Page) {
    let kills = diagnosis.kills.count
    if kills > 0 {
      let boots = diagnosis.boots.count { !$0.kills.isEmpty }
      let found = "\(counted(kills, "timeout kill")) in \(counted(boots, "boot")). " as Shown
      page.paragraph(found + read)
    } else if coverage.isComplete {
      page.paragraph("No timeout kill. \(read)", lead: "✓ ", leadStyle: .good)
    } else {
      page.paragraph(
        "No timeout kill found, but not everything could be read, so there may be one. \(read)",
        lead: "? ", leadStyle: .doubtful)
    }
  }

  /// What is missing, and what can be done about it. Nothing if all was read.
  func writeGaps(to page: inout Page) {
    guard !coverage.isComplete else { return }
    page.line(("What is missing", .title))
    let sources = skipped.prefix(Self.most).map { source -> Shown in
      let part: Shown = source.entries == 0 ? "was not read" : "was read in part"
      return "\(source.name) \(part): \(source.skipped ?? "")"
    }
    let gaps = coverage.gaps.prefix(Self.most).map { gap -> Shown in
      let text = Shown(gap.detail)
      return cure(for: gap.kind).map { "\(text)\(gap.detail.hasSuffix(".") ? "" : ".") \($0)" }
        ?? text
    }
    for item in sources + gaps { page.paragraph(item, lead: "· ", indent: 2) }
    let hidden = skipped.count + coverage.gaps.count - sources.count - gaps.count
    if hidden > 0 { page.line(("… and \(grouped(hidden)) more", .faint), indent: 2) }
  }

  private var read: Shown {
    var parts: [Shown] = []
    let used = coverage.sources.filter { $0.skipped == nil || $0.entries > 0 }
    for (kind, one) in Self.names {
      let count = used.count { $0.kind == kind }
      if count > 0 { parts.append(counted(count, one)) }
    }
    guard !parts.isEmpty else { return "Nothing could be read." }
    parts.append(counted(diagnosis.boots.count, "boot"))
    let entries = used.reduce(0) { $0 + $1.entries }
    parts.append(counted(entries, "entry", "entries"))
    let missing = skipped.count + coverage.gaps.count
    let rest: Shown = missing == 0 ? "nothing missing" : "\(counted(missing, "thing")) missing"
    return "Read: \((parts + [rest]).joined(separator: ", "))."
  }

  private static let names: [(Coverage.Source.Kind, Shown)] = [
    (.journal, "journal file"), (.text, "text log"), (.export, "journal export"),
    (.json, "JSON journal"),
  ]

  private func cure(for kind: String) -> Shown? {
    switch kind {
    case "permission": "Run it with sudo, or join the group systemd-journal."
    case "missed-kernel-messages":
      "A larger kernel buffer (log_buf_len=16M on the kernel command line) keeps them next time."
    default: nil
    }
  }
}
