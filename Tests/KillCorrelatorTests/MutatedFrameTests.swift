import Examination
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// Frames that nobody thought of: those of ``LineFrame``, with something taken out, put in or said twice.
@Suite struct MutatedFrameTests {
  /// Donald Knuth's MMIX: the same numbers each time.
  private struct Dice {
    var state: UInt64

    mutating func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(count, 1)
    }
  }

  private static let bits = [
    "\"", "'", "<", ">", "{", "}", "[", "]", "(", ")", "\\", ":", "|", "&", "#", "\t", "  ", "é",
    "\u{a0}", "\u{2019}", "<br>", "kernel: ", "[   1.000000] ", "\\n", "&lt;", "#015", "{\"a\": \"",
    "Nov 23 18:41:20 ", "2026-11-23T18:41:20Z ", "</p>", "host1 ", "7", "x",
  ]

  private static func mutated(_ text: Substring, _ dice: inout Dice) -> String {
    var letters = Array(text)
    for _ in 0..<dice.next(4) {
      let place = dice.next(letters.count + 1)
      let end = min(letters.count, place + 1 + dice.next(10))
      switch dice.next(3) {
      case 0: letters.removeSubrange(place..<end)
      case 1: letters.insert(contentsOf: bits[dice.next(bits.count)], at: place)
      default: letters.insert(contentsOf: letters[place..<end], at: place)
      }
    }
    return String(letters)
  }

  private static func lines() -> [String] {
    var dice = Dice(state: 25)
    let words = "seq 3198 '/devices/pci0000:20/0000:3d:00.0/usb7' killed"
    return (0..<300).map { _ in
      let frame = LineFrame.all[dice.next(LineFrame.all.count)].line("\u{1}")
      let parts = frame.split(separator: "\u{1}", maxSplits: 1, omittingEmptySubsequences: false)
      // what the frame writes for a quote is another test's
      guard parts.count == 2 else { return words }
      // a word that goes on is another word
      return mutated(parts[0], &dice) + " " + words + " " + mutated(parts[1], &dice)
    }
  }

  @Test func noKillIsLost() {
    let correlator = Correlator(knowledge: anyMachine)
    for line in Self.lines() {
      var reader = TextReader(name: "log.txt", question: correlator.question)
      Array((line + "\n").utf8).withUnsafeBytes { reader.feed($0) }
      let diagnosis = correlator.diagnose(reader.finish())
      #expect(diagnosis.killCount > 0, "\(line.debugDescription)")
    }
  }
}
