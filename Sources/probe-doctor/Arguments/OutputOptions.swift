public import ArgumentParser
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

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Replace names of hosts and users, addresses, serial numbers and the like by host-1, user-1 and so on, the same ones in all of the answer. Without either: in markdown, html and svg, which are made to be passed on."
    ))
  var redact: Bool?

  @Flag(name: [.short, .long], help: "Show only the findings' headlines.")
  var quiet = false

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Show the whole answer in at most 20 lines of 80 columns. Without either: on the console of an initrd or of a rescue shell."
    ))
  var brief: Bool?

  @Flag(
    name: .long,
    help: "Show times in UTC, where a log tells its zone; else as the log itself has them.")
  var utc = false

  @Option(
    name: .long,
    help: ArgumentHelp("When to use colour; auto: on a terminal that takes it.", valueName: "when"))
  var color = ColourChoice.auto

  @Flag(name: .customLong("no-pager"), help: "Accepted for habit's sake: no pager is used.")
  var noPager = false

  var choice: OutputChoice {
    OutputChoice(
      format: format, path: output, redact: redact, quiet: quiet, brief: brief, utc: utc,
      color: color)
  }

  func validate() throws {
    if brief == true, format != .text {
      throw ValidationError("--brief is a text: leave out --format \(format.rawValue)")
    }
    guard let output else { return }
    // `-o json` is how journalctl is told; here it would make a file of that name.
    if OutputFormat(rawValue: output) != nil {
      throw ValidationError(
        "-o names a file; did you mean --format \(output)? A file of that name is ./\(output)")
    }
    if output.isEmpty { throw ValidationError("-o needs the name of a file") }
  }
}

extension OutputFormat: ExpressibleByArgument {}
