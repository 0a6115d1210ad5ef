import ArgumentParser
import KillCorrelator
import Telling

/// `probe-doctor check-messages`: says what is wrong in files of messages.
struct CheckMessages: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-messages",
    abstract: "Check files of messages of your own, and say what is wrong and where.",
    usage: "probe-doctor check-messages FILE...",
    discussion: "Exit status: 0 nothing is wrong; 2 something is.")

  @Argument(
    help: ArgumentHelp("Files as --messages takes them.", valueName: "file"), completion: .file())
  var files: [String]

  func run() throws {
    var isWrong = false
    for file in files {
      for fault in try MessageFiles.read(file).faults {
        isWrong = true
        StandardOutput.write(Array("\(file):\(fault.line): \(fault.sentence)\n".utf8))
      }
    }
    if isWrong { throw ExitCode(ExitStatus.wrongInput.rawValue) }
  }
}
