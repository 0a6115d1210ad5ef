import Foundation
import Testing

@testable import KillCorrelator
@testable import LogModel

/// How long fitting a message into a form may take.
@Suite struct FormEffortTests {
  /// Each further hole of free text multiplies the ways in which a message can be cut.
  @Test(.timeLimit(.minutes(1))) func manyHolesInARepetitionEndSoon() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/fuzz/messages/many-holes")
    let bytes = [UInt8](try Data(contentsOf: file))
    let form = try Form(String(decoding: bytes, as: UTF8.self))
    #expect(form.match(bytes[...]) == nil)
    let plain = try Form("{device}: I/O {rest}")
    #expect(plain.match(Array("sda: I/O error".utf8)[...])?[.device] == "sda")
  }

  /// The longest message that is kept, of a form that has to look for its end all along.
  @Test(.timeLimit(.minutes(1))) func longMessageIsCutAtItsLastPlace() throws {
    let form = try Form("{sysname}: Worker [{pid}] processing {seqnum} killed")
    let part = "a: Worker [7] processing 8 "
    let message = Array((String(repeating: part, count: 1800) + "killed").utf8)
    let values = try #require(form.match(message[...]))
    #expect(values[.seqnum] == "8" && values[.sysname]?.utf8.count == 1799 * part.count + 1)
  }
}
