import ArgumentParser

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

  @Flag(name: [.short, .long], help: "Show only the findings' headlines.")
  var quiet = false

  @Option(
    name: .long,
    help: ArgumentHelp("When to use colour; auto: on a terminal that takes it.", valueName: "when"))
  var color = ColourChoice.auto

  @Flag(name: .customLong("no-pager"), help: "Accepted for habit's sake: no pager is used.")
  var noPager = false

  /// Where the answer goes; nil is standard output.
  var file: OutputFile? {
    output.flatMap { $0 == "-" ? nil : OutputFile(path: $0) }
  }

  func validate() throws {
    guard let output else { return }
    // `-o json` is how journalctl is told; here it would make a file of that name.
    if OutputFormat(rawValue: output) != nil {
      throw ValidationError(
        "-o names a file; did you mean --format \(output)? A file of that name is ./\(output)")
    }
    if output.isEmpty { throw ValidationError("-o needs the name of a file") }
  }

  /// Puts what `body` writes where it belongs.
  func deliver(_ body: (Outlet) -> Void) throws {
    if let file { try file.write(body) } else { StandardOutput.write(body) }
  }

  func deliver(_ bytes: [UInt8]) throws { try deliver { $0.write(bytes) } }
}
