import ArgumentParser
import Examination
import KillCorrelator
import LogModel
import MachineFacts
import Platform
import ReportModel
import Reports
import Telling

/// `probe-doctor annotate`: the log again, each line of the kernel's with who printed it.
struct Annotate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "annotate",
    abstract: "Show a log's kernel lines with the module that printed each.",
    usage: "probe-doctor annotate [OPTIONS] [INPUT...]",
    discussion: """
      In front of each line stands who printed it, where that can be told, and a mark: ! trouble, \
      x gave up, + ready, . progress. Behind it, where the source is, how it is known, and the device.

      Exit status: 0 everything was read; 2 wrong command line or input; 3 something could not be read.
      """)

  @OptionGroup(title: "What to read") var input: InputArguments

  @Option(
    name: .long,
    help: ArgumentHelp("Only lines about this device (0000:03:00.0, 1-8, sda).", valueName: "name"))
  var device: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Only lines that this module, or its driver, printed.", valueName: "name"))
  var module: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only lines around this kill: its number in the report, or its id.", valueName: "kill"))
  var around: String?

  @Option(
    name: .long,
    help: ArgumentHelp("text for people, ndjson for programs: a line each.", valueName: "format"))
  var format = TextOrNDJSON.text

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the answer to this file; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var terminal: TerminalOptions

  @Flag(name: [.short, .long], help: "Do not show how far a long reading is.")
  var quiet = false

  func run() throws {
    var choice = input.choice
    let target = OutputChoice(path: output, quiet: quiet, color: terminal.color)
    let correlator = Correlator(
      try choice.messages.catalogue(), knowledge: Machine(modules: choice.modules))
    choice = try choice.withWholeBootID(correlator.question)
    var isShown = false
    let (coverage, isFound) = try target.write { outlet in
      let writer = AnnotationWriter(to: outlet, colour: target.terminal.usesColour(terminal.color))
      return try ProgressLine.during(quiet: quiet || target.terminal.isTerminal) { progress in
        try correlator.annotate(
          choice.all, selecting: choice.selection, around: around.map(Surrounding.init),
          progress: progress
        ) { line in
          guard isWanted(line) else { return }
          isShown = true
          let told = Report.AnnotatedLine(line)
          switch format {
          case .text: writer.write(told, line.entry.line, hasTime: line.entry.messageStart > 0)
          case .ndjson: JSONWriter(to: outlet, isIndented: false).document(told)
          }
        }
      }
    }
    if !isShown, !quiet, let name = module ?? device {
      StandardOutput.note("probe-doctor: \(name): no line that was read is of it\n")
    }
    if let around, !isFound {
      throw Complaint(
        name: around, reason: "is no kill of this log",
        cure: "`probe-doctor INPUT` numbers them from 1; its JSON has their ids")
    }
    if !coverage.isComplete { throw ExitCode(ExitStatus.incomplete.rawValue) }
  }

  private func isWanted(_ line: AnnotatedLine) -> Bool {
    if let device, line.device?.sysname != device { return false }
    guard let module else { return true }
    let wanted = KernelPackages().modules(ofDriver: module) + [module]
    return line.speaker.module.map { spoken in
      wanted.contains { $0.moduleName == spoken.moduleName }
    } ?? false
  }
}
