import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct TextStreamTests {
  @Test(
    arguments: [
      "console.txt", "dmesg-T.txt", "dmesg.json", "abort-6.1.export", "abort-6.1.json",
      "killable-6.12.short-monotonic", "killable-6.12.short-iso-precise",
    ], [1, 7, 4096])
  func piecesDoNotMatter(_ name: String, _ size: Int) {
    let bytes = recording(name)
    #expect(!bytes.isEmpty)
    let whole = read(bytes)
    let pieces = read(bytes, pieces: size)
    #expect(pieces.entries == whole.entries)
    #expect(pieces.boots.map(\.id) == whole.boots.map(\.id))
    #expect(pieces.coverage.sources.map(\.entries) == whole.coverage.sources.map(\.entries))
    #expect(pieces.coverage.gaps.isEmpty && whole.coverage.gaps.isEmpty)
  }

  /// What is handed out on the way and at the end is what is handed out at the end alone.
  @Test(arguments: [1000, 100_000]) func bootsAreHandedOutWhenTheyAreOver(size: Int) {
    let boot = """
      -- Boot 00000000000000000000000000000001 --
      [    0.000000] Linux version 6.1.0
      [   10.000000] udevd[7]: 0000:00:05.0: Worker [9] processing SEQNUM=7 killed

      """
    let log = Array(String(repeating: boot, count: 3000).utf8)
    let whole = read(log)
    #expect(whole.boots.count == 3000)
    var reader = TextReader(name: "test.log", question: .everything)
    var taken: [BootLog] = []
    for start in stride(from: 0, to: log.count, by: size) {
      log[start..<min(start + size, log.count)].withUnsafeBytes { reader.feed($0) }
      taken += reader.takeBoots()
    }
    #expect(taken.count > 1000)
    let rest = reader.finish()
    #expect(rest.boots.count < 2000)
    #expect((taken + rest.boots).map(\.first) == whole.boots.map(\.first))
    let entries = (taken + rest.boots).flatMap(\.entries)
    #expect(entries.map(\.text) == whole.entries.map(\.text))
    #expect(entries.map(\.number) == whole.entries.map(\.number))
    #expect(rest.coverage.sources.map(\.boots) == [3000])
    #expect(rest.coverage.sources.map(\.entries) == [9000])
  }

  @Test func hostileBytesDoNotHurt() {
    var random = SplitMix(state: 42)
    let seeds = [
      recording("console.txt"), recording("abort-6.1.export"), recording("abort-6.1.json"),
      recording("dmesg.json"), recording("killable-6.12.short-monotonic"), [],
    ]
    for round in 0..<120 {
      var bytes = seeds[round % seeds.count]
      if bytes.isEmpty {
        bytes = (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      }
      for _ in 0..<(round * 3) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8(ascii: "[") &+ UInt8(random.next() % 40), at: place)
        default: bytes[place] = 0
        }
      }
      let cut = Int(random.next() % UInt64(bytes.count))
      let answer = read(Array(bytes[..<cut]), pieces: 1 + round * 11)
      #expect(answer.entries.allSatisfy { $0.messageStart <= $0.line.count })
    }
  }

  @Test(arguments: [
    "999999999999999999999999999999999999.5 a", "[99999999999999999999.5] e", "<9999999999999>a",
    "9999-12-31T23:59:59Z host a[99999999999]: e",
    "{\"__REALTIME_TIMESTAMP\":\"-9e99\",\"MESSAGE\":1}",
    "__REALTIME_TIMESTAMP=999999999999999999\n__MONOTONIC_TIMESTAMP=-999999999999999999\n\n",
    "[", "<", "{", "{\"", "\u{1b}", "\u{1b}[", "-- Boot ", "[    1.000000]", "Nov 23 19:17:39",
  ])
  func extremeLinesDoNotHurt(_ text: String) {
    _ = read(text)
    _ = read("[    1.000000] e\n" + text + "\n[    1.000000] e")
  }

  @Test func longLineLosesOnlyItsRest() {
    let long = String(repeating: "x", count: 1 << 20)
    let answer = read("[    1.000000] a\n[    2.000000] \(long)\n[    3.000000] e\n")
    #expect(answer.entries.map { $0.line.count } == [16, 64 << 10, 16])
    #expect(answer.coverage.sources.first?.entries == 3)
  }

  @Test func zerosBeforeALineAreSkipped() {
    let entries = read(Array(repeating: 0, count: 4096) + Array("[    1.000000] a".utf8)).entries
    #expect(entries.map(\.text) == ["a"])
    #expect(entries.first?.stamp.monotonic == 1_000_000)
  }

  @Test(arguments: [[], [0x0a]]) func emptyInputIsASource(_ bytes: [UInt8]) {
    let answer = read(bytes)
    #expect(answer.boots.isEmpty)
    #expect(answer.coverage.sources.map(\.entries) == [bytes.count])
    #expect(answer.coverage.isComplete)
  }

  @Test func byteOrderMarkIsSkipped() {
    let answer = read("\u{feff}[    1.000000] a\n")
    #expect(answer.entries.first?.stamp.monotonic == 1_000_000)
  }

  @Test func textIsToldFromOtherFiles() {
    func looks(_ bytes: [UInt8]) -> Bool {
      bytes.withUnsafeBytes { InputContent.looksLikeText($0) }
    }
    #expect(looks([]))
    #expect(looks(recording("console.txt")))
    #expect(looks(recording("abort-6.1.export")))
    #expect(looks(Array("авг 26 22:38:25 host a[1]: x\n".utf8)))
    #expect(
      looks(Array("M\u{e4}r 26 22:38:25 host a[1]: x\n".unicodeScalars.map { UInt8($0.value) })))
    #expect(
      looks(
        Array(repeating: 0, count: 2000) + Array("[    1.000000] a, e\n[    2.0] b\n".utf8)
          + Array(repeating: UInt8(ascii: "\n"), count: 300)))
    #expect(!looks(Array(repeating: 0, count: 4096)))
    var random = SplitMix(state: 7)
    #expect(!looks((0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }))
    let program = open("/proc/self/exe", O_RDONLY)
    var head = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(program, &head, head.count)
    close(program)
    #expect(count == 4096)
    #expect(!looks(head))
  }
}
