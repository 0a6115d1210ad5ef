import ArgumentParser
import JournalReader
import LogModel
import ReportModel

/// `--list-boots`: which boots a log has, numbered as `--boot` takes them.
struct BootList {
  let logs: LogChoice
  let delivery: Delivery

  /// Gives what the exit status should be: not all boots may be in the list.
  func run() throws -> ExitStatus {
    let (boots, coverage) = try ProgressLine.during(quiet: delivery.quiet) {
      try Input.boots(logs.all, progress: $0)
    }
    switch delivery.format {
    case .text:
      let terminal = delivery.terminal
      var page = Page(width: terminal.width, colour: terminal.usesColour(delivery.color))
      Self.write(boots, coverage, to: &page)
      try delivery.deliver(Array(page.text.utf8))
    case .json:
      try delivery.deliver { outlet in
        var json = JSONWriter(to: outlet)
        boots.map(EncodedBootListing.init).write(to: &json)
        json.raw("\n")
      }
    case .ndjson:
      try delivery.deliver { outlet in
        for boot in boots {
          var json = JSONWriter(to: outlet, indented: false)
          EncodedBootListing(boot: boot).write(to: &json)
          json.raw("\n")
        }
      }
    case .markdown, .html, .svg:
      throw ValidationError("--list-boots can be shown as text, json or ndjson")
    }
    return coverage.isComplete ? .clean : .incomplete
  }

  static func write(_ boots: [BootListing], _ coverage: Coverage, to page: inout Page) {
    let rows = boots.map { boot -> [SafeText] in
      ["\(boot.index)", boot.id.map { SafeText($0) } ?? "", date(boot.first), date(boot.last)]
    }
    Table(header: ["boot", "id", "first entry", "last entry"], rows: rows, numbers: [0])
      .write(to: &page, indent: 0)
    guard !coverage.isComplete else { return }
    page.blank()
    MissingParts(coverage: coverage).write(to: &page)
  }

  private static func date(_ microseconds: Int64?) -> SafeText {
    guard let microseconds else { return "" }
    let date = CivilTime(microseconds: microseconds)
    return "\(date.dateText) \(date.timeText) UTC"
  }
}
