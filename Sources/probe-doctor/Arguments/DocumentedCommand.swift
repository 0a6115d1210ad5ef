import ArgumentParser

/// The command line as people type it: the default verb's options beside the other verbs.
///
/// It is never run. Parsed this way, a verb's options would be taken for the program's own; but
/// described this way, to a shell that completes or in the man page, they stand where they belong.
struct DocumentedCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    var described = ProbeDoctor.configuration
    described.subcommands.removeAll { $0 == Diagnose.self || !$0.configuration.shouldDisplay }
    described.defaultSubcommand = nil
    return described
  }

  /// The argument parser's own options ask for it.
  static func isWanted(by arguments: [String]) -> Bool {
    ["--generate-completion-script", "--experimental-dump-help"].contains(arguments.first)
  }

  @OptionGroup var diagnose: Diagnose
}
