import Foundation
import Testing

/// What the program says on its way out, and how wide it writes.
@Suite struct SaidBesideTests {
  private static let log = Recorded.root.appending(path: "Tests/Fixtures/demo.log").path

  private func run(_ arguments: String..., columns: Int = 80) throws -> (
    output: String, complaint: String, status: Int32
  ) {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "probe-doctor")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "\(columns)"]) {
      $1
    }
    let (output, complaint) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaint
    try process.run()
    let texts = try [output, complaint].map {
      String(decoding: try $0.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (texts[0], texts[1], process.terminationStatus)
  }

  @Test func anInputThatIsMissingIsNamedBesideAHeadline() throws {
    let end = try run("-q", Self.log, "nothere.txt")
    #expect(end.status == 1)
    #expect(end.complaint == "probe-doctor: nothere.txt: is not there; check the path\n")
    #expect(try run("-q", Self.log).complaint == "")
  }

  @Test(arguments: [40, 80])
  func anExplanationFitsTheTerminal(columns: Int) throws {
    let text = try run("explain", "block-device-is-read", columns: columns).output
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(text)")
    #expect(text.contains("Source: "))
  }

  @Test func aWatchSaysWhatItWatches() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "watch-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let end = try run("watch", "--timeout", "1ms", "--state-directory", folder)
    #expect(end.complaint.contains(folder), "\(end.complaint)")
    let quiet = try run("watch", "-q", "--timeout", "1ms", "--state-directory", folder)
    #expect(!quiet.complaint.contains(folder))
  }

  @Test func aVerbThatIsMisspeltDiagnosesNothing() throws {
    let end = try run("bundel", Self.log)
    #expect(end.status == 2)
    #expect(end.output == "")
    #expect(end.complaint.contains("did you mean `probe-doctor bundle`?"))
  }

  @Test(arguments: ["short", "short-iso", "cat", "export", "json"])
  func whatJournalctlCallsAFormatIsNoFilesName(format: String) throws {
    let end = try run("-o", format, Self.log)
    #expect(end.status == 2)
    #expect(end.complaint.contains("-o names a file"), "\(end.complaint)")
    #expect(!FileManager.default.fileExists(atPath: format))
  }

  @Test func aDirectoryThatIsMissingIsNotThere() throws {
    let end = try run("-D", "/nonexistent/journal")
    #expect(end.complaint == "probe-doctor: /nonexistent/journal: is not there; check the path\n")
  }

  @Test func aReportReplacesNoInput() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "input-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let copy = folder + "/own.log"
    try FileManager.default.copyItem(atPath: Self.log, toPath: copy)
    let end = try run("-o", folder + "/./own.log", copy)
    #expect(end.status == 2)
    #expect(end.complaint.contains("is an input"), "\(end.complaint)")
    #expect(FileManager.default.contentsEqual(atPath: copy, andPath: Self.log))
    #expect(try run("-o", folder + "/report.txt", copy).status == 1)
  }
}
