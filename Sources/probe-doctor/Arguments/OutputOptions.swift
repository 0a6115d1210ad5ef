public import ArgumentParser
import Platform
import Reports

/// How the answer is shown.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The form of the answer: text for people; json, or ndjson with a line for each finding, for programs; markdown for an issue tracker; html, a page with a time line; svg, the time line alone.",
      valueName: "format"))
  var format = OutputFormat.text

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the answer to this file; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(exclusivity: .chooseLast) var redact: RedactSwitch?

  @Flag(name: [.short, .long], help: "Show only the findings' headlines.")
  var quiet = false

  @Flag(exclusivity: .chooseLast) var brief: BriefSwitch?

  @Flag(
    name: .long,
    help: "Show times in UTC, where a log tells its zone; else as the log itself has them.")
  var utc = false

  @OptionGroup var terminal: TerminalOptions

  var choice: OutputChoice {
    OutputChoice(
      format: format, path: output, redact: redact.map { $0 == .redact }, quiet: quiet,
      brief: brief.map { $0 == .brief }, utc: utc,
      color: terminal.color)
  }

  /// What journalctl's -o takes (`output_mode_table` in systemd's shared/output-mode.c).
  private static let ofJournalctl: Set<String> = [
    "short", "short-full", "short-iso", "short-iso-precise", "short-precise", "short-monotonic",
    "short-delta", "short-unix", "verbose", "export", "json-pretty", "json-sse", "json-seq", "cat",
    "with-unit",
  ]

  func validate() throws {
    if brief == .brief, format != .text {
      throw ValidationError("--brief is a text: leave out --format \(format.rawValue)")
    }
    guard let output else { return }
    // `-o json` is how journalctl is told; here it would make a file of that name.
    if OutputFormat(rawValue: output) != nil {
      throw ValidationError(
        "-o names a file; did you mean --format \(output)? A file of that name is ./\(output)")
    }
    if Self.ofJournalctl.contains(output) {
      throw ValidationError(
        "-o names a file, and \(output) is one of journalctl's formats: the text has each line as the log "
          + "has it (--utc for another clock). A file of that name is ./\(output)")
    }
    if output.isEmpty { throw ValidationError("-o needs the name of a file") }
  }
}

/// What concerns the place where the answer is read.
struct TerminalOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("When to use colour; auto: on a terminal that takes it.", valueName: "when"))
  var color = ColourChoice.auto

  @Flag(name: .customLong("no-pager"), help: "Accepted for habit's sake: no pager is used.")
  var noPager = false
}

/// The forms of what is no report: as a whole, and of what comes piece by piece.
enum TextOrJSON: String, ExpressibleByArgument, CaseIterable { case text, json }
enum TextOrNDJSON: String, ExpressibleByArgument, CaseIterable { case text, ndjson }

extension OutputFormat: ExpressibleByArgument {}
extension ColourChoice: ExpressibleByArgument {}
