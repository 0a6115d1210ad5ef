import ArgumentParser
import LogModel
import MachineFacts
import ReportModel
import Reports
import Telling

/// `probe-doctor explain`: what a word of a report means, or one out of a log leads to in the kernel.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say what a word of a report means, or whose a word out of a log is.",
    usage: "probe-doctor explain [--format json] WORD",
    discussion: """
      WORD is a rule, an outcome or a term of a report, or what a kernel engineer looks up: a modalias (pci:v00001000d00000073*, acpi*:IFX0102:*) or the ids of a device \
      (1000:0073), an ACPI name, a firmware file, a module or a driver, a function, or a message in \
      quotes.

      Exit status: 0 it is known; 2 it is not.
      """)

  @Argument(
    help: ArgumentHelp("What to look up.", valueName: "word"),
    completion: .list(Term.all.flatMap(\.words).map { $0.replacing(" ", with: "-") }))
  var word: String

  @Option(
    name: .long, help: ArgumentHelp("text for people, json for programs.", valueName: "format"))
  var format = TextOrJSON.text

  func run() throws {
    guard let found = Report.LookedUpWord(word.withoutQuotes, in: KernelPackages()) else {
      throw Complaint(
        name: word, reason: "nothing is known of it",
        cure:
          "a rule, an outcome, a term of a report, a modalias, ids (1000:0073), an ACPI name, a firmware file, a module, a driver, "
          + "a function, or a message in quotes can be looked up")
    }
    StandardOutput.write { outlet in
      switch format {
      case .json: JSONWriter(to: outlet).document(found)
      case .text:
        let lines = found.text.split(separator: "\n").map { SafeText(sentence: String($0)) }
        OutputChoice().rendering.write(Document([.story(lines)]), to: outlet)
      }
    }
  }
}

extension String {
  /// The same without the quotes around it, which some shells and most people leave there.
  fileprivate var withoutQuotes: String {
    guard let first, first == last, "'\"`".contains(first), count > 2 else { return self }
    return String(dropFirst().dropLast())
  }
}
