import ArgumentParser
import LogModel
import ReportModel
import Watcher

/// `probe-doctor info`: shows a diagnosis that was kept.
struct InfoVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show a diagnosis that list names.",
    usage: "probe-doctor info [OPTIONS] [NUMBER|FILE]",
    discussion: """
      NUMBER is that of `probe-doctor list`; without one the newest is shown. The exit status is that of a \
      diagnosis.
      """)

  @Argument(
    help: ArgumentHelp("Which: its number, or its file.", valueName: "number|file"),
    completion: .file())
  var wanted: String = "1"

  @OptionGroup(title: "How to show it") var output: OutputOptions
  @OptionGroup var kept: KeptOptions

  func run() throws {
    var path = wanted
    if let number = Int(wanted) {
      let found = try KeptReport.all(among: [], keptBy: kept.folders)
      guard found.indices.contains(number - 1) else {
        throw Complaint(
          name: wanted,
          reason: found.isEmpty
            ? "nothing is kept here" : "no such number: \(found.count) kept",
          cure: "`probe-doctor list` shows which there are")
      }
      path = found[number - 1].path
    }
    var logs = InputChoice()
    logs.inputs = [path]
    throw ExitCode(try DiagnosisRun(logs: logs, output: output.choice).run().rawValue)
  }
}

/// Where diagnoses are kept.
struct KeptOptions: ParsableArguments {
  @Option(
    name: .customLong("state-directory"),
    help: ArgumentHelp("Where watch keeps its files.", valueName: "directory"),
    completion: .directory)
  var stateDirectory: String?

  var folders: [StateDirectory] {
    stateDirectory.map { [StateDirectory(path: $0)] } ?? StateDirectory.all
  }
}
