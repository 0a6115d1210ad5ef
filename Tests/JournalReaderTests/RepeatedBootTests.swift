import Testing

@testable import JournalReader
@testable import LogModel

/// A machine without a clock begins each boot at the same date, and says the same at nearly the same time.
@Suite struct RepeatedBootTests {
  /// One boot's lines, each `jitter` microseconds later than the one before would have it.
  private func boot(_ jitter: (Int) -> Int, from second: Int) -> [String] {
    (0..<40).map { number in
      let micros = number * 30_000 + jitter(number)
      let fraction = String(1_000_000 + micros % 1_000_000).dropFirst()
      let text = number == 0 ? "Linux version 3.17.0+ (a@b) #1" : "driver\(number): registered"
      return "Jan  1 00:00:0\(second) board kernel: [    \(micros / 1_000_000).\(fraction)] \(text)"
    }
  }

  private func likeness(_ one: [String], _ other: [String]) throws -> Int {
    let boots = read((one + other).joined(separator: "\n") + "\n").boots
    try #require(boots.count == 2)
    return BootFingerprint(boots[0]).likeness(to: BootFingerprint(boots[1]))
  }

  @Test func bootsOfABoardWithoutAClockAreApart() throws {
    #expect(try likeness(boot({ $0 * 17 }, from: 4), boot({ $0 * 34 }, from: 4)) == 0)
  }

  /// Its clock counts in steps of 10 ms: two of three lines agree by chance.
  @Test func bootsOfABoardThatCountsTicksAreApart() throws {
    let later = boot({ $0 % 3 == 0 ? 10_000 : 0 }, from: 4)
    #expect(try likeness(boot({ _ in 0 }, from: 4), later) == 0)
  }

  @Test func aBootThatIsToldTwiceIsOne() throws {
    let one = boot({ $0 * 17 }, from: 4)
    #expect(try likeness(one, one) > 0)
    #expect(try likeness(one, Array(one.prefix(30))) > 0)
  }
}
