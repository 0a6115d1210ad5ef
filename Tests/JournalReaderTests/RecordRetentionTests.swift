import JournalReader
import LogModel
import Testing

/// A log with fields is not kept whole because triggers stand everywhere in it.
@Suite struct RecordRetentionTests {
  private static let records = 12_000
  private static let apart = 400

  /// Every now and then somebody is killed; 2 KiB are said in between each time.
  private static let messages = (0..<records).map { number in
    number % apart == 100 ? "worker \(number) killed" : String(repeating: "x", count: 2000)
  }

  private static func export(boot: (Int) -> Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for (number, message) in messages.enumerated() {
      bytes += Array(
        """
        __REALTIME_TIMESTAMP=\(1_700_000_000_000_000 + number)
        __MONOTONIC_TIMESTAMP=\(number)
        _BOOT_ID=\(boot(number))
        MESSAGE=\(message)


        """.utf8)
    }
    return bytes
  }

  private static var json: [UInt8] {
    var bytes: [UInt8] = []
    for (number, message) in messages.enumerated() {
      let record = #"{"__MONOTONIC_TIMESTAMP":"\#(number)","_BOOT_ID":"1","MESSAGE":"\#(message)"}"#
      bytes += Array((record + "\n").utf8)
    }
    return bytes
  }

  private func check(_ answer: Answer) {
    #expect(answer.coverage.sources.first?.entries == Self.records)
    #expect(
      answer.entries.filter { $0.text.hasSuffix("killed") }.count == Self.records / Self.apart)
    let bytes = answer.entries.reduce(0) { $0 + $1.line.count }
    #expect((1 << 20...12 << 20).contains(bytes), "\(bytes)")
    // What is dropped is what stands farthest from them all.
    for boot in answer.boots {
      let near = zip(boot.entries, boot.entries.dropFirst()).filter { $1.text.hasSuffix("killed") }
      #expect(near.allSatisfy { before, trigger in trigger.number - before.number == 1 })
    }
  }

  @Test func exportIsKeptWithinABudget() {
    check(read(Self.export { _ in 1 }, .about(["killed"])))
  }

  @Test func jsonIsKeptWithinABudget() {
    check(read(Self.json, .about(["killed"])))
  }

  /// A core dump in a field, say.
  @Test func aRecordThatIsTooLongIsSaid() {
    let dump = String(repeating: "y", count: 20 << 20)
    let json = #"{"__MONOTONIC_TIMESTAMP":"1","COREDUMP":"\#(dump)","MESSAGE":"x killed"}"#
    let whole = #"{"__MONOTONIC_TIMESTAMP":"2","MESSAGE":"y killed"}"#
    let bytes = Array("\(json)\n\(whole)\n".utf8)
    let answer = read(bytes, .about(["killed"]), pieces: 1 << 20)
    #expect(answer.entries.map(\.text) == ["y killed"])
    #expect(answer.coverage.gaps.map(\.kind) == ["too-long"])
    #expect(answer.coverage.gaps.first?.count == 1 && !answer.coverage.isComplete)
  }

  /// As `journalctl --merge` puts machines among each other.
  @Test func bootsShareOneBudget() {
    check(read(Self.export { $0 / 200 % 3 }, .about(["killed"])))
  }
}
