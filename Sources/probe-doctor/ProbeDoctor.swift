import ArgumentParser
import CArguments
import CMemory
import Glibc
import LogModel
import Platform
import ReportModel

/// The program: takes the command line apart and turns every end into an exit status.
@main
struct ProbeDoctor: ParsableCommand {
  static let version = Report.Tool.current

  static let configuration = CommandConfiguration(
    commandName: "probe-doctor",
    abstract: "Find device workers that were killed because they took too long, and say why.",
    version: version,
    subcommands: [
      Diagnose.self, MakeBundle.self, WatchVerb.self, ListVerb.self, InfoVerb.self, Fleet.self,
      Annotate.self,
      Explain.self, CheckMessages.self,
    ],
    defaultSubcommand: Diagnose.self)

  static func main() {
    StandardDescriptors.holdClosed()
    // A reader that has seen enough is no reason to die loudly.
    signal(SIGPIPE, SIG_IGN)
    pd_memory_keep_none()
    Glibc.exit(run(arguments))
  }

  /// File names among them need not be UTF-8.
  private static var arguments: [String] {
    (1..<max(1, pd_argument_count())).compactMap { number in
      pd_argument(number).map { String(fileName: $0) }
    }
  }

  /// Runs a command line; gives the exit status.
  static func run(_ arguments: [String]) -> Int32 {
    let root = root(for: arguments)
    do {
      if let answer = plainAnswer(to: arguments) {
        StandardOutput.write(Array("\(answer)\n".utf8))
        return ExitStatus.clean.rawValue
      }
      if let complaint = MisspeltVerb.complaint(about: arguments) { throw complaint }
      if let diagnosis = DiagnosisRun(plain: arguments) { return try diagnosis.run().rawValue }
      var command = try root.parseAsRoot(BootArgument.spellOut(arguments))
      try command.run()
      return ExitStatus.clean.rawValue
    } catch let status as ExitCode {
      return status.rawValue
    } catch let error as ReadError {
      StandardOutput.complain(Complaint(name: error.name, reason: error.reason, cure: error.cure))
    } catch let complaint as Complaint {
      StandardOutput.complain(complaint)
    } catch {
      // Help and version are "errors" of the parser too.
      if root.exitCode(for: error).isSuccess {
        StandardOutput.write(Array("\(root.answer(to: error))\n".utf8))
        return ExitStatus.clean.rawValue
      }
      StandardOutput.complain(complaint(about: arguments, root.message(for: error)))
    }
    return ExitStatus.wrongInput.rawValue
  }

  /// What is wrong with a command line, and whose help shows what is right.
  private static func complaint(about arguments: [String], _ reason: String) -> Complaint {
    let verb = arguments.first.flatMap { InputChoice.verbs.contains($0) ? $0 : nil } ?? "diagnose"
    if verb == "diagnose", let option = JournalctlOption.first(in: arguments) {
      return Complaint(
        name: "command line", reason: "\(option.spelling) is journalctl's", cure: option.advice)
    }
    let help = verb == "diagnose" || verb == "help" ? "--help" : "\(verb) --help"
    return Complaint(
      name: "command line", reason: reason.hasSuffix(".") ? String(reason.dropLast()) : reason,
      cure: "`probe-doctor \(help)` shows what it understands")
  }

  /// What is asked for most often, without making the argument parser look for it.
  static func plainAnswer(to arguments: [String]) -> String? {
    switch arguments {
    case ["--version"]: version
    case ["--help"], ["-h"]: Help.fits ? Help.text : DocumentedCommand.helpMessage()
    default: nil
    }
  }
}

extension ParsableCommand {
  /// The help of the default verb is the help of the program: it has the options.
  static func answer(to request: any Error) -> String {
    let text = fullMessage(for: request)
    return text.contains("SUBCOMMANDS:") ? DocumentedCommand.helpMessage() : text
  }
}
