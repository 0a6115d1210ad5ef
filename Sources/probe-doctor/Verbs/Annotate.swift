import ArgumentParser
import Examination
import JournalReader
import KillCorrelator
import LogModel
import MachineFacts
import ReportModel
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

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson }

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
  var format = Format.text

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the answer to this file; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    name: .long,
    help: ArgumentHelp("When to use colour; auto: on a terminal that takes it.", valueName: "when"))
  var color = ColourChoice.auto

  @Flag(name: [.short, .long], help: "Do not show how far a long reading is.")
  var quiet = false

  @Flag(name: .customLong("no-pager"), help: "Accepted for habit's sake: no pager is used.")
  var noPager = false

  func run() throws {
    var choice = input.choice
    let target = OutputChoice(path: output, quiet: quiet, color: color)
    let correlator = Correlator(
      try choice.messages.catalogue(), knowledge: Machine(modules: choice.modules))
    choice = try choice.withWholeBootID(correlator.question)
    let (coverage, isFound) = try target.write { outlet in
      let writer = AnnotationWriter(
        to: outlet, format == .ndjson, colour: target.terminal.usesColour(color))
      return try ProgressLine.during(quiet: quiet || target.terminal.isTerminal) { progress in
        try correlator.annotate(
          choice.all, selecting: choice.selection, around: around.map(Surrounding.init),
          progress: progress
        ) { line in if isWanted(line) { writer.write(line) } }
      }
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

/// Writes annotated lines, one after the other.
final class AnnotationWriter {
  private let outlet: Outlet
  private let isJSON: Bool
  private let isColoured: Bool

  init(to outlet: Outlet, _ isJSON: Bool, colour: Bool) {
    self.outlet = outlet
    self.isJSON = isJSON
    isColoured = colour
  }

  func write(_ line: AnnotatedLine) {
    let told = Report.AnnotatedLine(line)
    if isJSON {
      JSONWriter(to: outlet, isIndented: false).document(told)
    } else {
      outlet.write(text(told, line.entry) + "\n")
    }
  }

  private func text(_ told: Report.AnnotatedLine, _ entry: Entry) -> String {
    let tone = told.tone.flatMap(Tone.init(rawValue:))
    let mark =
      switch tone {
      case .trouble: "!"
      case .gaveUp: "x"
      case .ready: "+"
      case .progress: "."
      case nil: " "
      }
    let name = told.module ?? (told.how == "kernel" ? "(kernel)" : "")
    let module = SafeText(name).text
    let padding = String(repeating: " ", count: max(0, 18 - module.count))
    var line = SafeText(bytes: entry.line).text
    // a journal's message has no time in it
    if entry.messageStart == 0, let time = told.time?.monotonic { line = "[\(time)] \(line)" }
    var notes: [String] = []
    if let directory = told.directory { notes.append(directory) }
    if let how = told.how, told.module != nil { notes.append("by \(how)") }
    if told.module == nil, !told.modules.isEmpty, told.how != "kernel" {
      notes.append("one of " + told.modules.prefix(6).joined(separator: ", "))
    }
    if let device = told.device {
      notes.append([device.sysname, device.description].compactMap { $0 }.joined(separator: ", "))
    }
    let tail = notes.isEmpty ? "" : "  ← " + SafeText(notes.joined(separator: "; ")).text
    return coloured(mark, Self.colour(of: tone)) + " " + coloured(module, "36") + padding + " "
      + coloured(line, Self.colour(of: tone)) + coloured(tail, "2")
  }

  private static func colour(of tone: Tone?) -> String {
    switch tone {
    case .trouble: "33"
    case .gaveUp: "31;1"
    case .ready: "32"
    case .progress, nil: ""
    }
  }

  private func coloured(_ text: String, _ code: String) -> String {
    isColoured && !code.isEmpty && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
