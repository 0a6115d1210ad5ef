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

  /// A word in each block, cut by its end in each way, and an ESC.
  @Test func aWordAtTheEndOfABlockIsFound() throws {
    let (word, size, count) = (Array("killed".utf8), ChunkMemory.size, 24)
    var text = [UInt8](repeating: UInt8(ascii: "x"), count: count * size)
    for at in stride(from: 99, to: text.count, by: 100) { text[at] = .newline }
    for block in 2..<10 {
      let at = block * size - block + 2
      text.replaceSubrange(at..<at + word.count, with: word)
    }
    text[20 * size] = 0x1b
    let file = try stream(try fixture.write("log", text))
    let tables = try #require(
      text.withUnsafeBytes { PhraseTables([(word, .trigger)], like: ByteSpan($0)) })
    guard let ahead = SearchAhead(file, from: size, by: tables, wanted: .trigger) else { return }
    for block in 1..<count {
      let range = block * size - word.count..<(block + 1) * size
      let holds = text[range].contains(0x1b) || ByteSpan.contains(word, in: text[range])
      let newlines = text[range].dropFirst(word.count).count { $0 == .newline }
      let isRight = ahead.take { found in
        found.memory[ChunkMemory.room...].elementsEqual(text[range].dropFirst(word.count))
          && found.isClean == !holds && (holds || found.newlines == newlines)
      }
      #expect(isRight == true, "block \(block)")
    }
    #expect(ahead.take { _ in true } == nil)
  }

  /// What is read ahead, with words cut by the ends of blocks, comes to what is fed.
  @Test(arguments: 0..<4) func whatIsReadAheadIsTheSame(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let size = 6 << 20
    var text = line(0, "Linux version 6.1")
    while text.utf8.count < size {
      let second = text.utf8.count / 400
      text += filler(second..<second + 1)
      switch random.next() % UInt64([40, 400, 4000, 4][seed]) {
      case 0: text += line(second, "systemd-udevd[7]: \(String(repeating: "é", count: 90)) killed")
      case 1: text += line(second, "Linux version 6.1 \u{1b}[1mkil\u{1b}[0mled")
      case 2 where seed == 2: text += line(second, String(repeating: "y", count: 90_000))
      case 3 where seed == 0: text += line(0, "Linux version 6.1")
      default: break
      }
    }
    let whole = read(Array(text.utf8), question, pieces: 100_000)
    #expect(whole.entries.contains { $0.text.contains("killed") })
    let path = try fixture.write("log", text.utf8)
    expectSame(try answer(try stream(path)), whole)
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

extension ByteSpan {
  fileprivate static func contains(_ word: [UInt8], in text: ArraySlice<UInt8>) -> Bool {
    text.indices.contains { text[$0...].starts(with: word) }
  }
}

extension TextReader {
  fileprivate mutating func feed(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { feed($0) }
  }
}
