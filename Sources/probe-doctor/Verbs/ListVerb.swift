import ArgumentParser
import LogModel
import ReportModel
import Reports
import Watcher

/// `probe-doctor list`: what `watch` has kept on this machine.
struct ListVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List what watch has kept: its diagnoses, or how long drivers took.",
    usage: "probe-doctor list [--durations] [--format json]",
    discussion: """
      Without an option the diagnoses of kills, a file each. With --durations, for each boot and driver, \
      the events that took a second and more, and udevd's limit: what gets slower is seen before it is \
      killed.

      Exit status: 0 there is something; 1 there is nothing; 2 wrong command line.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Flag(name: .long, help: "How long events took, by driver.")
  var durations = false

  @Option(
    name: .long, help: ArgumentHelp("text for people, json for programs.", valueName: "format"))
  var format = Format.text

  @Option(
    name: .customLong("state-directory"),
    help: ArgumentHelp("Where watch keeps its files.", valueName: "directory"))
  var stateDirectory: String?

  private var folders: [StateDirectory] {
    stateDirectory.map { [StateDirectory(path: $0)] } ?? StateDirectory.all
  }

  func run() throws {
    let isEmpty = durations ? listDurations() : listReports()
    if isEmpty { throw ExitCode(ExitStatus.found.rawValue) }
  }

  // MARK: Durations

  /// One driver in one boot.
  private struct ListedDuration: Encodable {
    let bootID, driver, device: String
    let events: Int
    let longest, last, limit: Double
    let lastSeen: String

    enum CodingKeys: String, CodingKey {
      case bootID = "boot_id"
      case driver, device, events, longest, last, limit
      case lastSeen = "last_seen"
    }
  }

  private func listDurations() -> Bool {
    let rows = folders.flatMap { EventDurations.kept(in: $0) }.flatMap { boot, durations in
      durations.rows.values.sorted { ($1.longest, $0.driver) < ($0.longest, $1.driver) }.map {
        ListedDuration(
          bootID: boot, driver: $0.driver, device: $0.device, events: $0.events,
          longest: $0.longest, last: $0.last, limit: $0.limit,
          lastSeen: CivilTime.rfc3339(microseconds: $0.time))
      }
    }
    show(rows) { rows in
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
    return rows.isEmpty
  }

  // MARK: Reports

  private struct ListedReport: Encodable {
    let path: String
  }

  private func listReports() -> Bool {
    let rows = folders.flatMap { $0.reports() }.filter { $0.hasSuffix(".json") }
      .map { ListedReport(path: $0) }
    show(rows) { rows in
      Table(["diagnosis"], rows.map { [SafeText($0.path)] })
    }
    return rows.isEmpty
  }

  private func show<Row: Encodable>(_ rows: [Row], _ table: ([Row]) -> Table) {
    StandardOutput.write { outlet in
      switch format {
      case .json: JSONWriter(to: outlet).document(rows)
      case .text:
        if !rows.isEmpty {
          OutputChoice().rendering.write(Document([.table(table(rows))]), to: outlet)
        }
      }
    }
  }
}
