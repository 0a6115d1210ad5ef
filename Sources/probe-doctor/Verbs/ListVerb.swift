import ArgumentParser
import ReportModel
import Reports
import Watcher

/// `probe-doctor list`: what `watch` has kept on this machine.
struct ListVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what was kept: diagnoses of kills, or how long drivers took.",
    usage: "probe-doctor list [--durations] [--format json] [PATH...]",
    discussion: """
      Without an option the kills that watch has diagnosed and those in bundles of the current folder, or \
      of the files and folders that are named; `probe-doctor info NUMBER` shows one. With --durations, for each boot and driver, \
      the events that took a second and more, and udevd's limit: what gets slower is seen before it is \
      killed.

      Exit status: 0, also if there is nothing; 2 wrong command line, or a file that cannot be read.
      """)

  @Flag(name: .long, help: "How long events took, by driver.")
  var durations = false

  @Option(
    name: .long, help: ArgumentHelp("text for people, json for programs.", valueName: "format"))
  var format = TextOrJSON.text

  @OptionGroup var kept: KeptOptions

  @Argument(
    help: ArgumentHelp("Bundles and saved reports, or folders with some.", valueName: "path"),
    completion: .file())
  var paths: [String] = []

  func run() throws {
    if durations { listDurations() } else { try listReports() }
  }

  // MARK: Durations

  private func listDurations() {
    show(kept.folders.flatMap(ListedDuration.all)) { rows in
      var table = Table(
        ["boot", "driver", "device", "events", "longest", "last", "limit"],
        rows.map { row in
          [
            SafeText(String(row.bootID.prefix(8))), SafeText(row.driver), SafeText(row.device),
            "\(row.events)",
          ] + [row.longest, row.last, row.limit].map { SafeText(String($0) + " s") }
        })
      table.numbers = [3, 4, 5, 6]
      return table
    }
  }

  // MARK: Reports

  private func listReports() throws {
    let found = try KeptReport.all(among: paths, keptBy: kept.folders)
    show(KeptReport.rows(of: found, areNumbered: paths.isEmpty)) { rows in
      var table = Table(
        ["no.", "killed", "device", "to blame", "outcome", "kept in"],
        rows.map { row in
          [
            row.number.map { "\($0)" } ?? "", SafeText(row.when ?? ""),
            SafeText(row.device ?? ""),
            row.confidence == "none" ? "not proved" : SafeText(row.culprit ?? ""),
            SafeText(row.outcome ?? ""), SafeText(row.file),
          ]
        })
      table.numbers = [0]
      return table
    }
  }

  private func show<Row: Encodable>(_ rows: [Row], _ table: ([Row]) -> Table) {
    StandardOutput.write { outlet in
      switch format {
      case .json: JSONWriter(to: outlet).document(rows)
      case .text:
        OutputChoice().rendering.write(
          Document([rows.isEmpty ? .paragraph("Nothing is kept here.") : .table(table(rows))]),
          to: outlet)
      }
    }
  }
}
