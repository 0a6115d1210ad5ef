import FleetSurvey
import KillCorrelator
import LogModel
import ReportModel

/// The whole answer of `fleet --format json`.
struct EncodedFleet: JSONValue {
  let report: FleetReport

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("schema_version", 1)
      json.member("tool", EncodedTool())
      json.member("type", "fleet")
      json.member("by", report.table.grouping.rawValue)
      json.member("since", report.since.map(EncodedDate.init))
      json.member("totals", EncodedTotals(report: report))
      json.member("rows", report.table.rows.map { EncodedRow(row: $0, census: report.census) })
      json.member("new_since", report.news.map(EncodedNews.init))
      json.member("unread", report.unread.map(EncodedUnread.init))
    }
  }
}

/// The answer of `fleet --format ndjson`: a row a line, and what was read as the last.
struct EncodedFleetLines {
  let report: FleetReport

  func write(to outlet: Outlet) {
    for row in report.table.rows {
      line("fleet-row", EncodedRow(row: row, census: report.census), to: outlet)
    }
    for new in report.news { line("new-since", EncodedNews(new: new), to: outlet) }
    for unread in report.unread { line("unread", EncodedUnread(unread: unread), to: outlet) }
    line("fleet-totals", EncodedTotals(report: report), to: outlet)
  }

  private func line(_ type: String, _ finding: some JSONValue, to outlet: Outlet) {
    var json = JSONWriter(to: outlet, indented: false)
    json.object { json in
      json.member("schema_version", 1)
      json.member("tool", EncodedTool())
      json.member("type", type)
      json.member("by", report.table.grouping.rawValue)
      json.member("finding", finding)
    }
    json.raw("\n")
  }
}

private struct EncodedTotals: JSONValue {
  let report: FleetReport

  func write(to json: inout JSONWriter) {
    let census = report.census
    json.object { json in
      json.member("complete", report.isComplete)
      json.member("inputs", report.inputs)
      json.member("machines", census.machines)
      json.member("machines_with_kills", census.machinesHit)
      json.member("boots", census.boots.count)
      json.member("kills", census.kills)
      json.member("near_misses", census.nearMisses)
      json.member("left_out_without_date", census.timeless)
    }
  }
}

private struct EncodedRow: JSONValue {
  let row: FleetTable.Row
  let census: Census

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("key", row.key)
      json.member("kind", row.kind)
      json.member("machines", row.machines.count)
      json.member("boots", row.boots.count)
      json.member("kills", row.kills)
      json.member("stop_kills", row.stopKills)
      json.member("near_misses", row.nearMisses)
      json.member("near_miss_machines", row.nearMissMachines.count)
      json.member("culprits", row.culprits.ordered.map(EncodedCount.init))
      json.member("models", row.models.ordered.map(EncodedCount.init))
      json.member("kernels", versions(row.kernels))
      json.member("udevs", versions(row.udevs))
      json.member("outcomes", row.outcomes.ordered.map(EncodedCount.init))
      json.member("confidences", row.confidences.ordered.map(EncodedCount.init))
      json.member("limits", row.limits.ordered.compactMap { Double($0.word) }.sorted())
      json.member("first", row.first.map(EncodedDate.init))
      json.member("last", row.last.map(EncodedDate.init))
      json.member("machines_read", row.machinesRead)
      json.member("boots_read", row.bootsRead)
      json.member("machine_names", row.machines.map { census.titles[$0] ?? $0 }.sorted())
    }
  }

  private func versions(_ tally: FleetTable.Tally) -> [EncodedCount] {
    tally.versions.map { EncodedCount(($0, tally.counts[$0] ?? 0)) }
  }
}

/// A word and how many kills and near misses it was counted in.
private struct EncodedCount: JSONValue {
  let word: String
  let count: Int

  init(_ item: (word: String, count: Int)) { (word, count) = item }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", word)
      json.member("count", count)
    }
  }
}

private struct EncodedNews: JSONValue {
  let new: NewSince

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("culprit", new.culprit)
      json.member("kind", new.kind)
      json.member("component", new.component.rawValue)
      json.member("version", new.version)
      json.member("machines_hit", new.machinesHit)
      json.member("machines_after", new.machinesAfter)
      json.member("machines_before", new.machinesBefore)
      json.member("machines_that_changed", new.machinesThatChanged)
      json.member("machines_unplaced", new.machinesUnplaced)
      json.member("boots_after", new.bootsAfter)
      json.member("boots_before", new.bootsBefore)
      json.member("chance", new.chance)
    }
  }
}

private struct EncodedUnread: JSONValue {
  let unread: Unread

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", unread.kind)
      json.member("input", unread.input)
      json.member("reason", unread.reason)
    }
  }
}

/// A point in time as RFC 3339 writes it.
struct EncodedDate: JSONValue {
  let microseconds: Int64

  func write(to json: inout JSONWriter) {
    let date = CivilTime(microseconds: microseconds)
    json.string("\(date.dateText)T\(date.timeText).\(date.fractionText)Z")
  }
}
