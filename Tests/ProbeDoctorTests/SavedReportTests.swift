import Examination
import Foundation
import Glibc
import LogModel
import Platform
import ReportModel
import Reports
import Testing

@testable import probe_doctor

/// A report that was saved is shown again instead of read as a log.
@Suite struct SavedReportTests {
  private let json = Rendering(.json).bytes(of: Samples.driver)

  private func read(_ bytes: [UInt8], boot: Bool = false) throws -> Report? {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "saved-\(UUID().uuidString).json")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try SavedReport.read(
      InputChoice(inputs: [file.path], boot: boot ? .offset(0) : nil))
  }

  @Test func aReportIsFoundByItsContent() throws {
    #expect(try read(json) == Samples.driver)
    #expect(try read(Array("[    0.000000] Linux version 6.1.0".utf8)) == nil)
    #expect(try read(Array(#"{"MESSAGE":"probe-doctor","tool":{}}"#.utf8)) == nil)
  }

  @Test func aPartOfItCannotBeChosen() {
    #expect(throws: Complaint.self) { try read(json, boot: true) }
  }

  @Test(
    "what was made for people is no log, but what is pasted behind it may be one",
    arguments: [
      OutputFormat.text, .markdown, .html,
    ])
  func aReportForPeople(_ format: OutputFormat) throws {
    let bytes = Rendering(format, width: 40).bytes(of: Samples.driver)
    let complaint = #expect(throws: Complaint.self) { try read(bytes) }
    #expect(complaint?.reason.contains("made for people") == true)
    let log = String(repeating: "[    1.000000] usb 1-1: new high-speed USB device\n", count: 40)
    if format != .html { #expect(try read(bytes + Array(log.utf8)) == nil) }
    #expect(try read(Array("! Read: 3 entries, nothing left\n".utf8)) == nil)
  }

  @Test func aDamagedOneIsNoLog() {
    #expect(throws: Complaint.self) { try read(json.dropLast(100)) }
  }

  /// Whatever was looked at stays in the pipe.
  @Test func aPipeKeepsItsHead() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    try #require(write(ends[1], Array("abc".utf8), 3) == 3)
    close(ends[1])
    #expect(PipeHead.bytes(of: ends[0]) { _ in false } == Array("abc".utf8))
    var rest = [UInt8](repeating: 0, count: 8)
    #expect(Glibc.read(ends[0], &rest, 8) == 3)
    #expect(PipeHead.bytes(of: open("/dev/null", O_RDONLY)) { _ in true }.isEmpty)
  }
}
