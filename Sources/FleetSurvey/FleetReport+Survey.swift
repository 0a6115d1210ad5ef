internal import LogModel
public import ReportModel

extension FleetReport {
  /// What a survey found, counted.
  ///
  /// - Parameters:
  ///   - since: µs since 1970: what is older is left out.
  ///   - version: of this program.
  public init(_ survey: Survey, by grouping: Grouping, since: Int64?, version: String) {
    let census = survey.census(since: since)
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
    rows = FleetRows(census, by: grouping).rows
    newSince = NewSince.all(in: census)
    unread = survey.unread.sorted()
    days = Days(census)
  }
}

extension FleetReport.Unread: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.input, left.reason, left.kind) < (right.input, right.reason, right.kind)
  }

  /// What a reading could not get.
  ///
  /// - Parameter input: what was read.
  public static func all(of coverage: Report.Coverage, input: String) -> [FleetReport.Unread] {
    coverage.sources.compactMap { source in
      source.skipped.map { FleetReport.Unread(input: source.name, reason: $0) }
    } + coverage.gaps.map { FleetReport.Unread(kind: $0.kind, input: input, reason: $0.place) }
  }
}

extension FleetReport.Days {
  /// So many culprits have a colour of their own in the picture.
  private static let mostCulprits = 8

  /// Kills by the day (UTC) and the culprit: whether it is getting worse.
  init(_ census: Census) {
    let kills = census.cases.compactMap { item -> (day: Int64, culprit: String)? in
      guard item.finding.kind == .kill, let time = item.finding.time else { return nil }
      let day = CivilTime(microseconds: time)
      return (
        time - day.time, item.culprit ?? Report.Culprit.Kind.unknown.rawValue
      )
    }
    let totals = Dictionary(kills.map { ($0.culprit, 1) }, uniquingKeysWith: +)
    let ordered = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let shown =
      ordered.count <= Self.mostCulprits ? ordered : Array(ordered.prefix(Self.mostCulprits - 1))
    let culprits = shown.map { $0 } + (shown.count < ordered.count ? [String?.none] : [])
    let days = Dictionary(grouping: kills, by: \.day).sorted { $0.key < $1.key }
    self.init(
      culprits: culprits,
      days: days.map { day, kills in
        let counts = Dictionary(
          kills.map { (shown.contains($0.culprit) ? $0.culprit : nil, 1) }, uniquingKeysWith: +)
        return FleetReport.Day(
          date: CivilTime(microseconds: day).dateText, kills: culprits.map { counts[$0] ?? 0 })
      })
  }
}
