import ArgumentParser
import Examination
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
    let faults = try Self.faults(in: files)
    for fault in faults { StandardOutput.write(Array("\(fault)\n".utf8)) }
    if !faults.isEmpty { throw ExitCode(ExitStatus.wrongInput.rawValue) }
  }

  /// `FILE:LINE: what is wrong`
  static func faults(in files: [String]) throws -> [String] {
    try files.flatMap { file in
      try MessageFiles.read(file).faults.map { "\(file):\($0.line): \($0.sentence)" }
    }
  }
}
