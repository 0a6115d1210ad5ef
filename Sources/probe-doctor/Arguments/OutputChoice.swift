import Platform
import ReportModel
import Reports

/// In which form the answer is wanted, and where.
struct OutputChoice: Equatable {
  var format = OutputFormat.text
  /// Where the answer goes; nil, like `-`, is standard output.
  var path: String?
  /// Whether private values are to get other names; nil: as the form is meant to be used.
  var redact: Bool?
  var quiet = false
  /// The whole answer on one screen; nil: where a screen is all that there is.
  var brief: Bool?
  var utc = false
  var color = ColourChoice.auto

  var file: OutputFile? { path.flatMap { $0 == "-" ? nil : OutputFile(path: $0) } }

  /// Whether private values get other names.
  var isRedacted: Bool { redact ?? format.isMadeToBePassedOn }

  var terminal: Terminal { Terminal(isFile: file != nil) }

  var rendering: Rendering {
    let terminal = terminal
    var rendering = Rendering(
      format, quiet: quiet, width: terminal.width, colour: terminal.usesColour(color))
    rendering.brief = brief ?? (!quiet && terminal.isRescueConsole)
    rendering.utc = utc
    rendering.ascii = file == nil && !terminal.showsUnicode
    rendering.height = terminal.height
    return rendering
  }

  /// Puts what `body` writes where it belongs.
  func write<Result>(_ body: (Outlet) throws -> Result) throws -> Result {
    if let file { return try file.write(body) }
    return try StandardOutput.write(body)
  }

  func write(_ bytes: [UInt8]) throws { try write { $0.write(bytes) } }
}
