import ArgumentParser
import Foundation
import Examination
import Testing

@testable import probe_doctor

/// Files of messages, as the verbs take them.
@Suite struct MessageFilesTests {
  private static let row = """
    [kill.263]
    meaning: worker-killed
    speaker: udev
    since: 263
    form: {sysname}: Gave up on worker [{pid}]
    example: sda: Gave up on worker [1822]
    near-miss: sda: Still waiting for worker [1822]

    """

  /// Runs a command with a good file, a bad one, and a log in the new words.
  private func inFolder(_ body: (_ good: String, _ bad: String, _ log: String) throws -> Void)
    throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "messages-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ text: String) throws -> String {
      let url = folder.appending(path: name)
      try Data(text.utf8).write(to: url)
      return url.path
    }
    try body(
      try file("good.messages", Self.row),
      try file("bad.messages", Self.row.replacing("worker-killed", with: "worker-dead")),
      try file("log.txt", "[  203.100000] systemd-udevd[95]: sda: Gave up on worker [120]\n"))
  }

  private func status(_ arguments: [String]) -> Int32 {
    let output = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID())").path
    defer { unlink(output) }
    return ProbeDoctor.run(arguments + ["--output", output])
  }

  @Test func aLogInNewWordsIsUnderstoodWithThem() throws {
    try inFolder { good, bad, log in
      #expect(status([log]) == ExitStatus.clean.rawValue)
      #expect(status([log, "--messages", good]) == ExitStatus.found.rawValue)
      #expect(status([log, "--messages", bad]) == ExitStatus.wrongInput.rawValue)
      #expect(status([log, "--messages", bad + ".none"]) == ExitStatus.wrongInput.rawValue)
    }
  }

  @Test func theCheckSaysWhatIsWrongAndWhere() throws {
    try inFolder { good, bad, _ in
      let none = try CheckMessages.faults(in: [good])
      let one = try CheckMessages.faults(in: [good, bad])
      #expect(none.isEmpty)
      #expect(one == ["\(bad):2: no message means “worker-dead”"])
      #expect(ProbeDoctor.run(["check-messages", good]) == ExitStatus.clean.rawValue)
    }
  }

  @Test func theFoldersAreKnownWithoutBeingNamed() throws {
    try inFolder { good, _, log in
      let folder = URL(filePath: good).deletingLastPathComponent()
      let messages = folder.appending(path: "probe-doctor/messages.d")
      try FileManager.default.createDirectory(at: messages, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: good, toPath: messages.appending(path: "a.messages").path)
      try Data("no row".utf8).write(to: messages.appending(path: "a.messages~"))
      let found = MessageFiles.installed(below: [folder.path])
      #expect(found == [messages.appending(path: "a.messages").path])
    }
  }
}
