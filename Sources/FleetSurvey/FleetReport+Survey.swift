internal import KillCorrelator
internal import LogModel
public import ReportModel

extension FleetReport {
  /// The form in which a survey is written and shown.
  ///
  /// - Parameters:
  ///   - since: µs since 1970: what is older is left out.
  ///   - version: of this program.
  public init(_ survey: Survey, by grouping: Grouping, since: Int64?, version: String) {
    let census = survey.census(since: since)
    let table = FleetTable(census, by: FleetTable.Grouping(rawValue: grouping.rawValue) ?? .driver)
    self.init(tool: Report.Tool(version: version), by: grouping)
    self.since = since.map(CivilTime.rfc3339)
    totals.complete = survey.unread.isEmpty
    totals.inputs = survey.inputs
    totals.machines = census.machines
    totals.machinesWithKills = census.machinesHit
    totals.boots = census.boots.count
    totals.kills = census.kills
    totals.nearMisses = census.nearMisses
    totals.leftOutWithoutDate = census.timeless
    rows = table.rows.map { Row($0, of: census) }
    newSince = FleetSurvey.NewSince.all(in: census).map(NewSince.init)
    unread = survey.unread.sorted().map {
      Unread(kind: $0.kind, input: $0.input, reason: $0.reason)
    }
    days = Days(KillsPerDay(census, most: Self.mostColours))
  }

  /// So many culprits have a colour of their own in the picture.
  private static let mostColours = 8
}

extension FleetReport.Row {
  fileprivate init(_ row: FleetTable.Row, of census: Census) {
    self.init(key: row.key, kind: row.kind.flatMap { Report.Culprit.Kind(rawValue: $0.rawValue) })
    machines = row.machines.count
    boots = row.boots.count
    kills = row.kills
    stopKills = row.stopKills
    nearMisses = row.nearMisses
    nearMissMachines = row.nearMissMachines.count
    culprits = row.culprits.byCount
    models = row.models.byCount
    kernels = row.kernels.byVersion
    udevs = row.udevs.byVersion
    outcomes = row.outcomes.byCount
    confidences = row.confidences.byCount
    let limits = row.limits.ordered.compactMap { Double($0.word) }
    self.limits = limits.sorted()
    commonLimits = limits.prefix(4).sorted()
    first = row.first.map(CivilTime.rfc3339)
    last = row.last.map(CivilTime.rfc3339)
    machinesRead = row.machinesRead
    bootsRead = row.bootsRead
    machineNames = row.machines.map { census.titles[$0] ?? $0 }.sorted()
  }
}

extension FleetTable.Tally {
  fileprivate var byCount: [FleetReport.Count] {
    ordered.map { FleetReport.Count(name: $0.word, count: $0.count) }
  }

  fileprivate var byVersion: [FleetReport.Count] {
    versions.map { FleetReport.Count(name: $0, count: counts[$0] ?? 0) }
  }
}

extension FleetReport.NewSince {
  fileprivate init(_ new: NewSince) {
    self.init(
      culprit: new.culprit, kind: Report.Culprit.Kind(rawValue: new.kind.rawValue) ?? .unknown,
      component: new.component.rawValue, version: new.version)
    machinesHit = new.machinesHit
    machinesAfter = new.machinesAfter
    machinesBefore = new.machinesBefore
    machinesThatChanged = new.machinesThatChanged
    machinesUnplaced = new.machinesUnplaced
    bootsAfter = new.bootsAfter
    bootsBefore = new.bootsBefore
    chance = new.chance
  }
}

extension FleetReport.Days {
  fileprivate init(_ kills: KillsPerDay) {
    self.init(
      culprits: kills.culprits,
      days: (kills.days.map { Array($0) } ?? []).compactMap { day in
        let counts = kills.culprits.map { kills.count(of: $0, on: day..<day + 1) }
        guard counts.contains(where: { $0 > 0 }) else { return nil }
        let date = CivilTime(microseconds: Int64(day) * CivilTime.microsPerDay).dateText
        return FleetReport.Day(date: date, kills: counts)
      })
  }
}
