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
      let script = DocumentedCommand.completionScript(for: shell)
      for word in words { #expect(script.contains(word), "\(shell): \(word)") }
    }
  }

  @Test("Only the requests for a description are answered by it")
  func requests() {
    #expect(DocumentedCommand.isWanted(by: ["--generate-completion-script", "bash"]))
    #expect(DocumentedCommand.isWanted(by: ["--experimental-dump-help"]))
    #expect(!DocumentedCommand.isWanted(by: ["--help"]))
    #expect(!DocumentedCommand.isWanted(by: ["dmesg.txt", "--experimental-dump-help"]))
    #expect(!DocumentedCommand.isWanted(by: []))
  }
}
