import ArgumentParser

/// The command line as people type it: the default verb's options beside the other verbs.
///
/// It is never run. Parsed this way, a verb's options would be taken for the program's own; but
/// described this way, in help and in the man page, they stand where they belong.
struct DocumentedCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    var described = ProbeDoctor.configuration
    described.subcommands.removeAll { $0 == Diagnose.self || !$0.configuration.shouldDisplay }
    described.defaultSubcommand = nil
    return described
  }

  @OptionGroup var diagnose: Diagnose
}

/// The same for a shell that completes: without the inputs, for a shell takes what stands first for
/// either a verb or a file. packaging/completion adds files.
struct CompletedCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    var described = DocumentedCommand.configuration
    described.subcommands.append(Diagnose.self)
    return described
  }

  @OptionGroup var input: InputOptions
  @OptionGroup var compare: CompareOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var diagnosis: DiagnosisOptions
}

extension ProbeDoctor {
  /// How the argument parser is to see the program: its own options ask for descriptions of it.
  static func root(for arguments: [String]) -> any ParsableCommand.Type {
    switch arguments.first {
    case "--experimental-dump-help": DocumentedCommand.self
    case "--generate-completion-script", "---completion": CompletedCommand.self
    default: ProbeDoctor.self
    }
  }
}
