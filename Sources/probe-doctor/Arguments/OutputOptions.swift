import ArgumentParser

/// How the answer is shown.
struct OutputOptions: ParsableArguments {
  @Option(name: .long, help: "The form of the answer.")
  var format = OutputFormat.text

  @Flag(name: [.short, .long], help: "Show only the findings' headlines.")
  var quiet = false

  @Option(name: .long, help: "When to use colour.")
  var color = ColourChoice.auto

  @Flag(name: .customLong("no-pager"), help: "Accepted for habit's sake: no pager is used.")
  var noPager = false
}
