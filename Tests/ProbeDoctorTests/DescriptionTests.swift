import ArgumentParser
import Testing

@testable import probe_doctor

/// What shells and the man page are told of the command line.
struct DescriptionTests {
  @Test("A shell completes the default verb's options and the other verbs")
  func completion() {
    let verbs = ProbeDoctor.configuration.subcommands.filter {
      $0 != Diagnose.self && $0.configuration.shouldDisplay
    }
    let words = ["list-boots", "directory", "markdown"] + verbs.map { $0._commandName }
    for shell in [CompletionShell.bash, .zsh, .fish] {
      let script = CompletedCommand.completionScript(for: shell)
      for word in words { #expect(script.contains(word), "\(shell): \(word)") }
    }
  }

  @Test("Only the requests for a description are answered by it")
  func requests() {
    func isDescribed(_ arguments: [String], by command: any ParsableCommand.Type) -> Bool {
      let root: any ParsableCommand.Type = ProbeDoctor.root(for: arguments)
      return root == command
    }
    #expect(isDescribed(["--generate-completion-script", "bash"], by: CompletedCommand.self))
    #expect(isDescribed(["---completion", "--", "--boot"], by: CompletedCommand.self))
    #expect(isDescribed(["--experimental-dump-help"], by: DocumentedCommand.self))
    for arguments in [["--help"], ["dmesg.txt", "--experimental-dump-help"], []] {
      #expect(isDescribed(arguments, by: ProbeDoctor.self))
    }
  }
}
