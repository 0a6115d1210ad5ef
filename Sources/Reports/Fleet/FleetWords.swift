internal import LogModel
internal import ReportModel

/// The sentences and cells that all forms of a fleet's report share.
struct FleetWords {
  let report: FleetReport

  var totals: FleetReport.Totals { report.totals }

  // MARK: The whole

  /// `✗` where there are kills, `✓` if there is none for sure, `?` if there may be one.
  var mark: SafeText {
    if totals.kills > 0 { return "✗" }
    return totals.complete ? "✓" : "?"
  }

  /// The first line: how many were hit.
  var found: SafeText {
    guard totals.kills > 0 else {
      let nothing: SafeText =
        totals.complete
        ? "No timeout kill"
        : "No timeout kill found, but not everything could be read, so there may be one"
      return "\(nothing)\(period)\(nearMisses)."
    }
    return "\(counted(totals.kills, "timeout kill")) on \(grouped(totals.machinesWithKills)) of "
      + "\(counted(totals.machines, "machine"))\(period)\(nearMisses)."
  }

  private var period: SafeText {
    guard let since = report.since.flatMap({ CivilTime.microseconds(rfc3339: $0) }) else {
      return ""
    }
    let date = CivilTime(microseconds: since)
    return " since \(date.dateText) \(date.timeText.prefix(5)) UTC"
  }

  private var nearMisses: SafeText {
    totals.nearMisses == 0
      ? "" : "; \(counted(totals.nearMisses, "near miss", "near misses"))"
  }

  /// The last line: what was read.
  var closing: SafeText {
    let timeless: SafeText =
      totals.leftOutWithoutDate == 0
      ? "" : " \(counted(totals.leftOutWithoutDate, "finding")) without a date left out."
    let rest: SafeText =
      totals.complete ? "" : ", \(counted(report.unread.count, "thing")) missing"
    let all: SafeText = totals.complete ? "all of " : ""
    return
      "Read: \(all)\(counted(totals.inputs, "input")), \(counted(totals.machines, "machine")), "
      + "\(counted(totals.boots, "boot"))\(rest).\(timeless)"
  }

  /// What is not in the picture of the kills by day.
  var undated: SafeText {
    let shown = report.days.days.reduce(0) { $0 + $1.kills.reduce(0, +) }
    return shown < totals.kills
      ? "Not shown: \(counted(totals.kills - shown, "kill")) without a date." : ""
  }

  // MARK: Rows

  /// What the first column is called.
  var keyTitle: SafeText {
    switch report.by {
    case .driver: "culprit"
    case .kernel: "kernel"
    case .machine: "machine"
    case .model: "device"
    case .fault: "fault"
    }
  }

  func title(of row: FleetReport.Row) -> SafeText {
    guard let key = row.key else { return report.by == .fault ? "cause not proved" : "not known" }
    switch row.kind {
    case nil, .driver: return SafeText(key)
    case .unknown: return "not known"
    case .program: return "\(key) (program)"
    case .hardware, .firmware: return "\(key) (\(row.kind?.rawValue ?? ""))"
    }
  }

  /// What had near misses and no kill: `ata_piix 7 on 3 machines, e1000 3 on 2`.
  var spared: SafeText {
    let rows = report.rows.filter { $0.kills == 0 }.sorted {
      $0.nearMissMachines > $1.nearMissMachines
    }
    let items = rows.prefix(Self.mostSpared).map { row in
      "\(title(of: row)) \(grouped(row.nearMisses)) on "
        + counted(row.nearMissMachines, "machine")
    }
    let rest = rows.count - items.count
    return items.joined(separator: ", ") + (rest > 0 ? " and \(counted(rest, "other"))" : "")
  }

  private static let mostSpared = 12

  /// `2026-11-23` of a date with its time.
  func day(_ date: String?) -> SafeText { date.map { SafeText($0.prefix(10)) } ?? "" }

  /// `2026-11-23`, or `2026-11-23 to 2026-11-29`
  func seen(_ row: FleetReport.Row) -> SafeText {
    let (first, last) = (day(row.first), day(row.last))
    return first == last ? first : "\(first) to \(last)"
  }

  /// Machines with a kill, and of how many that were read where that tells something.
  func machines(of row: FleetReport.Row) -> SafeText {
    guard report.by == .kernel, let read = row.machinesRead, read > 0 else {
      return grouped(row.machines)
    }
    return "\(grouped(row.machines)) of \(grouped(read))"
  }

  func culprits(of row: FleetReport.Row) -> SafeText {
    list(row.culprits.map { "\($0.name) \(grouped($0.count))" })
  }

  func models(of row: FleetReport.Row) -> SafeText {
    list(row.models.map { SafeText($0.name) })
  }

  /// Which reports are the same fault, without the folder that all of them lie in.
  func reports(of row: FleetReport.Row) -> SafeText {
    guard report.by == .fault else { return "" }
    let folder = commonFolder
    return row.reports.map { name in
      SafeText(name.hasPrefix(folder) ? String(name.dropFirst(folder.count)) : name)
    }.joined(separator: ", ")
  }

  /// With a slash at its end; empty if there is none.
  private var commonFolder: String {
    let files = report.rows.flatMap(\.reports).filter { $0.contains("/") }
    guard let first = files.min(), let last = files.max() else { return "" }
    let common = zip(first, last).prefix { $0 == $1 }.map(\.0)
    return common.lastIndex(of: "/").map { String(common[...$0]) } ?? ""
  }

  func kernels(of row: FleetReport.Row) -> SafeText { versions(row.kernels) }

  func udevs(of row: FleetReport.Row) -> SafeText { versions(row.udevs) }

  /// `no driver now 12, works now 3`
  func outcomes(of row: FleetReport.Row) -> SafeText {
    row.outcomes.map { outcome in
      let words = Report.Outcome(rawValue: outcome.name)?.inBrief ?? SafeText(outcome.name)
      return row.outcomes.count == 1 ? words : "\(words) \(grouped(outcome.count))"
    }.joined(separator: ", ")
  }

  func limits(of row: FleetReport.Row) -> SafeText {
    row.commonLimits.map(duration).joined(separator: ", ")
  }

  /// More than these are only counted.
  private static let most = 3

  private func list(_ words: [SafeText]) -> SafeText {
    let rest = words.count - Self.most
    return words.prefix(Self.most).joined(separator: ", ")
      + (rest > 0 ? " and \(counted(rest, "other"))" : "")
  }

  private func versions(_ counts: [FleetReport.Count]) -> SafeText {
    let all = counts.map(\.name)
    guard all.count > Self.most + 1, let first = all.first, let last = all.last else {
      return all.map { SafeText($0) }.joined(separator: ", ")
    }
    return "\(first) to \(last) (\(counted(all.count, "version")))"
  }

  // MARK: What is new

  func sentence(_ new: FleetReport.NewSince) -> SafeText {
    let what: SafeText = new.component == "kernel" ? "Linux" : "systemd"
    let hit: SafeText =
      "since \(what) \(new.version) it was killed on \(grouped(new.machinesHit)) of the "
      + "\(counted(new.machinesAfter, "machine")) that ran this or a newer version"
    let before: SafeText =
      "on none of the \(counted(new.machinesBefore, "machine")) that ran an older one"
    let both: SafeText =
      new.machinesThatChanged == 0
      ? ""
      : " \(grouped(new.machinesThatChanged)) of those that it hit had run an older one without it."
    let unplaced: SafeText =
      new.machinesUnplaced == 0
      ? ""
      : " It hit \(grouped(new.machinesUnplaced)) more, whose logs do not tell the version."
    return "\(new.culprit): \(hit), \(before).\(both)\(unplaced) \(chance(new.chance))"
  }

  private func chance(_ chance: Double) -> SafeText {
    let odds = 1 / max(chance, 1e-12)
    let scale: SafeText =
      odds >= 1e9
      ? "a billion" : odds >= 1e6 ? "a million" : odds >= 1e3 ? "a thousand" : "a hundred"
    return "Chance alone would do that less often than once in \(scale) times."
  }

  // MARK: What is missing

  /// A sentence for each sort of thing, with a few examples.
  var missing: [SafeText] {
    let sorts = Dictionary(grouping: report.unread, by: \.kind)
    return sorts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { kind, all in
      let inputs = Set(all.map(\.input)).count
      let what: SafeText
      switch kind {
      case FleetReport.Unread.skipped:
        what = "\(counted(inputs, "log")) \(was(inputs)) not read, or not to the end"
      case "truncated": what = "\(counted(inputs, "log")) \(was(inputs)) cut off; the rest was read"
      case "missed-kernel-messages":
        what = "\(counted(inputs, "log")) \(has(inputs)) gaps where kernel messages were lost"
      case "rate-limited":
        what = "\(counted(inputs, "log")) \(has(inputs)) gaps where journald dropped messages"
      default: what = "\(counted(inputs, "log")): \(kind)"
      }
      let examples = all.prefix(Self.most).map { item -> SafeText in
        // a sentence of its own names what it is about
        item.reason.contains(item.input) ? SafeText(item.reason) : "\(item.input) \(item.reason)"
      }
      let rest = all.count - Self.most
      return "\(what): \(examples.joined(separator: "; "))"
        + (rest > 0 ? "; and \(grouped(rest)) more" : "")
    }
  }

  private func was(_ count: Int) -> SafeText { count == 1 ? "was" : "were" }
  private func has(_ count: Int) -> SafeText { count == 1 ? "has" : "have" }
}
