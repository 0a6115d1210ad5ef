import ArgumentParser
import Examination
import Glibc
import JournalReader
import LogModel

/// With which boots those are compared in which something is found.
struct CompareOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "Compare a device that took too long with what it did in this boot, named as for --boot, or in all boots of this log; none: with nothing. Without it: with the other boots of the input, where it has any.",
      valueName: "boot|log"), completion: .file())
  var against: String?

  var choice: Against {
    guard let against else { return .others }
    if against == "none" { return .nothing }
    if let boot = BootArgument(argument: against)?.boot {
      return boot == .all ? .others : .boot(boot)
    }
    return .inputs([.path(against)])
  }

  func validate() throws {
    guard case .inputs = choice, let against, access(against, R_OK) != 0 else { return }
    throw ValidationError(
      "--against needs a boot (0, -1, an id) or a log; \(against) is none that can be read")
  }
}

extension InputChoice {
  /// The same, with a boot's whole id.
  func whole(_ against: Against, _ question: Question) throws -> Against {
    guard case .boot(let boot) = against else { return against }
    return .boot(try whole(boot, question))
  }
}
