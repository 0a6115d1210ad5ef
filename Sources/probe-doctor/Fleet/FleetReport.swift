import FleetSurvey

/// The answer about a fleet: the plain value that its renderers read.
struct FleetReport {
  let table: FleetTable
  let news: [NewSince]
  let days: KillsPerDay
  let census: Census
  /// What could not be read, in order.
  let unread: [Unread]
  /// How many inputs were read: archives, files of findings, journals of a machine.
  let inputs: Int
  /// µs since 1970: what is older was left out.
  let since: Int64?

  /// So many culprits have a colour of their own in the picture.
  static let mostColours = 8

  init(_ survey: Survey, by grouping: FleetTable.Grouping, since: Int64?) {
    census = survey.census(since: since)
    table = FleetTable(census, by: grouping)
    news = NewSince.all(in: census)
    days = KillsPerDay(census, most: Self.mostColours)
    unread = survey.unread.sorted()
    inputs = survey.inputs
    self.since = since
  }

  var isComplete: Bool { unread.isEmpty }

  var status: ExitStatus {
    if census.kills > 0 { return .found }
    return isComplete ? .clean : .incomplete
  }
}

/// A fleet's report in the form that was asked for.
struct FleetRendering {
  let format: OutputFormat
  let quiet: Bool
  let width: Int
  let colour: Bool

  func write(_ report: FleetReport, to outlet: Outlet) {
    switch format {
    case .text:
      var page = Page(width: width, colour: colour)
      FleetText(report: report, quiet: quiet).write(to: &page)
      outlet.write(page.text)
    case .json:
      var json = JSONWriter(to: outlet)
      EncodedFleet(report: report).write(to: &json)
      json.raw("\n")
    case .ndjson:
      EncodedFleetLines(report: report).write(to: outlet)
    case .markdown:
      var page = MarkdownPage()
      FleetMarkdown(report: report, quiet: quiet).write(to: &page)
      outlet.write(page.text)
    case .html:
      var html = MarkupWriter(to: outlet)
      FleetPage(report: report, quiet: quiet).write(to: &html)
    case .svg:
      var svg = MarkupWriter(to: outlet)
      FleetPage(report: report, quiet: quiet).writePictureAlone(to: &svg)
    }
  }
}
