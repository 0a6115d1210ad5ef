public import ArgumentParser
import FleetReading
import FleetSurvey
import Examination
import JournalReader
import KillCorrelator
import LogModel
import MachineFacts
import ReportModel
import Reports

/// `probe-doctor fleet`: one table over the logs and findings of many machines.
struct Fleet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fleet",
    abstract: "Count the kills of many machines: which driver, where, since when.",
    usage: "probe-doctor fleet [OPTIONS] INPUT...",
    discussion: """
      Each finding counts once, however often it is read. \
      Exit status: 0 no timeout kill; 1 at least one; 2 wrong command line or input; \
      3 none found, but something could not be read.
      """)

  @Argument(
    help: ArgumentHelp(
      "What there is of the machines, all mixed: journals that systemd-journal-remote collected, sos reports, bundles and other archives, logs, directories with any of them, and what probe-doctor --format ndjson or json wrote; - is standard input. What each is is told by its content.",
      valueName: "input"), completion: .file())
  var inputs: [String]

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What a row is about: driver, kernel, machine, model, or fault: the same one on any machine.",
      valueName: "what"))
  var by = FleetReport.Grouping.driver

  @Option(
    name: [.customShort("S"), .long], parsing: .unconditional,
    help: ArgumentHelp(
      "Leave out what is older: a date, a time, today, yesterday, -1week, @SECONDS.",
      valueName: "time"))
  var since: PointInTime?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Remember in this file what was read, and next time read only what is new.",
      valueName: "file"))
  var state: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Ask these module tables which driver serves a device: a folder with modules.alias.bin, or one with such folders by release. Without it: those beside the logs.",
      valueName: "directory"))
  var modules: String?

  @OptionGroup var own: MessageOptions

  @OptionGroup(title: "How to show it") var output: OutputOptions

  func validate() throws { try InputArguments.validate(inputs) }

  func run() throws {
    let catalogue = try own.files.catalogue()
    let reader = FleetReader(
      Examiner(Correlator(catalogue, knowledge: Machine(modules: modules))))
    let run = FleetRun(
      FleetPlan(inputs), statePath: state, by: reader, version: ProbeDoctor.version)
    var progress = FleetProgress()
    let survey = try run.run { progress.note($0) }
    let report = FleetReport(
      survey, by: by, since: since?.microseconds, version: ProbeDoctor.version)
    let choice = output.choice
    try choice.write { choice.rendering.write(report, to: $0) }
    let totals = report.totals
    let status: ExitStatus = totals.kills > 0 ? .found : totals.complete ? .clean : .incomplete
    throw ExitCode(status.rawValue)
  }
}

extension FleetReport.Grouping: ExpressibleByArgument {}
