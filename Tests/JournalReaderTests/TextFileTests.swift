import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// A file's bytes are not kept for the case that a trigger follows: they are read again.
@Suite struct TextFileTests {
  let fixture: JournalFixture
  let question = Question.about(["killed"], marks: ["Linux version "], span: 200_000_000)

  init() throws { fixture = try JournalFixture() }

  private func line(_ second: Int, _ text: String) -> String {
    let digits = String(second)
    return "[\(String(repeating: " ", count: 5 - digits.count))\(digits).000000] \(text)\n"
  }

  /// Long lines, so that there are many chunks of few lines.
  private func filler(_ seconds: Range<Int>) -> String {
    let rest = String(repeating: "up and down, ", count: 17)
    return seconds.map { second in
      (0..<8).map { line(second, "eth0: link is \(rest)\($0)") }.joined()
    }.joined()
  }

  private func stream(_ path: String) throws -> FileStream {
    try FileStream(path: path, budget: UnpackingBudget(ArchiveLimits()))
  }

  private func answer(_ stream: ByteStream) throws -> Answer {
    var reader = TextReader(name: "log", question: question)
    while try reader.feed(from: stream) {}
    return reader.finish()
  }

  private func expectSame(_ one: Answer, _ other: Answer) {
    let areSame = one.entries.elementsEqual(other.entries) {
      $0.number == $1.number && $0.line == $1.line && $0.stamp == $1.stamp
    }
    #expect(areSame)
    #expect(one.boots.map(\.first) == other.boots.map(\.first))
    #expect(one.boots.map(\.last) == other.boots.map(\.last))
    #expect(one.coverage.sources.map(\.entries) == other.coverage.sources.map(\.entries))
  }

  @Test(arguments: ["", "\u{feff}"], [0, 100_000])
  func itTellsWhatItsBytesTell(mark: String, peeked: Int) throws {
    let text =
      mark + line(0, "Linux version 6.1") + filler(0..<400) + line(400, "killed")
      + filler(401..<800) + line(0, "Linux version 6.1") + filler(0..<700) + line(700, "killed")
      + line(701, String(repeating: "x", count: 600_000)) + filler(702..<750)
      + line(750, "killed").dropLast()
    let whole = read(text, question)
    #expect(whole.boots.count == 2)
    #expect(whole.entries.count { $0.text == "killed" } == 3)
    #expect(whole.entries.count > 5000)
    let path = try fixture.write("log", text.utf8)
    let file = try stream(path)
    if peeked > 0 { #expect(file.peek(peeked).count == peeked) }
    expectSame(try answer(file), whole)
    let answer = try Input.read([.path(path)], question: question)
    expectSame(answer, whole)
  }

  @Test func whatIsGoneIsNotKept() throws {
    let path = try fixture.write("log", filler(0..<1000).utf8)
    func entries(isCut: Bool) throws -> [Entry] {
      let file = try stream(path)
      var reader = TextReader(name: "log", question: question)
      while try reader.feed(from: file) {}
      // As those do who rotate a log by copying it.
      if isCut { #expect(truncate(path, 100_000) == 0) }
      reader.feed(Array(line(1000, "killed").utf8))
      let answer = reader.finish()
      #expect(answer.coverage.gaps.map(\.kind) == (isCut ? ["truncated"] : []))
      return answer.entries
    }
    let all = try entries(isCut: false)
    let some = try entries(isCut: true)
    #expect(all.last?.text == "killed" && some.last?.text == "killed")
    #expect(all.count == 200 * 8 + 1)
    #expect(some.count < 1200)
  }
}

extension TextReader {
  fileprivate mutating func feed(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { feed($0) }
  }
}
