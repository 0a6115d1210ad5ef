import JournalReader
import LogModel
import KillCorrelator
import ReportModel

/// The last line of a report: how much was found, and in what.
struct Closing {
  let digest: Digest

  private var coverage: Coverage { digest.coverage }

  func write(to page: inout Page) {
    let lead = mark.isEmpty ? mark : mark + " "
    page.paragraph(
      "\(found) \(read)", lead: lead, leadStyle: coverage.isComplete ? .good : .doubtful)
    for clock in clocks { page.paragraph(clock, style: .faint) }
  }

  /// `✓` if there is none for sure, `?` if there may be one; empty where there are kills.
  var mark: SafeText {
    guard digest.killCount == 0 else { return "" }
    return coverage.isComplete ? "✓" : "?"
  }

  /// How many kills there are.
  var found: SafeText {
    let kills = digest.killCount
    guard kills == 0 else {
      let boots = digest.bootsWithKills.count
      return "\(counted(kills, "timeout kill")) in \(counted(boots, "boot"))."
    }
    return coverage.isComplete
      ? "No timeout kill."
      : "No timeout kill found, but not everything could be read, so there may be one."
  }

  /// Whose clock the times are on, where logs of one boot had different ones.
  var clocks: [SafeText] {
    digest.bootsWithKills.flatMap(\.alignments).prefix(3).map { result in
      let placed: SafeText = result.sources.map { SafeText($0) }.joined(separator: ", ")
      let clock: SafeText = result.by.map { SafeText($0) }.joined(separator: ", ")
      return "Times are those of \(clock); \(placed) was brought onto that clock by "
        + "\(counted(result.lines, "line")) that both have."
    }
  }

  /// What was read.
  var read: SafeText {
    var parts: [SafeText] = []
    let used = coverage.sources.filter { $0.skipped == nil || $0.entries > 0 }
    for (kind, one) in Self.names {
      let count = used.count { $0.kind == kind }
      if count > 0 { parts.append(counted(count, one)) }
    }
    guard !parts.isEmpty else { return "Read: nothing." }
    parts.append(counted(digest.boots.count, "boot"))
    let entries = used.reduce(0) { $0 + $1.entries }
    parts.append(counted(entries, "entry", "entries"))
    let missing = MissingParts(coverage: coverage).count
    let rest: SafeText = missing == 0 ? "nothing missing" : "\(counted(missing, "thing")) missing"
    return "Read: \((parts + [rest]).joined(separator: ", "))."
  }

  private static let names: [(Coverage.Source.Kind, SafeText)] = [
    (.journal, "journal file"), (.text, "text log"), (.export, "journal export"),
    (.json, "JSON journal"),
  ]
}
