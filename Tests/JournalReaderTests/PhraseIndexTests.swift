import LogModel
import Testing

@testable import JournalReader

/// The index finds each phrase at each of its places, whatever their lengths are: it is compared with
/// one that looks at each place.
@Suite struct PhraseIndexTests {
  private struct Found: Hashable {
    var phrase: Int
    var offset: Int
  }

  private func search(_ index: PhraseIndex, _ text: [UInt8]) -> [Found] {
    var found: [Found] = []
    text.withUnsafeBytes {
      index.search($0) { found.append(Found(phrase: $0, offset: $1)) }
    }
    return found
  }

  private func naive(_ phrases: [[UInt8]], _ text: [UInt8]) -> Set<Found> {
    Set(
      phrases.enumerated().flatMap { number, phrase in
        text.indices.filter { !phrase.isEmpty && text[$0...].starts(with: phrase) }
          .map { Found(phrase: number, offset: $0) }
      })
  }

  /// The shortest phrase decides how far apart the places are that are looked at.
  @Test(arguments: [0, 1, 3, 4, 5, 6, 7, 12], 0..<4) func itFindsWhatIsThere(
    shortest: Int, seed: Int
  ) {
    var random = SplitMix(state: UInt64(shortest * 10 + seed))
    let letters = Array("ab e".utf8)
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
    }
    let phrases = (0..<12).map { _ in bytes(shortest + Int(random.next() % 6)) }
    let index = PhraseIndex(phrases)
    for length in 0..<120 {
      var text = bytes(length)
      let phrase = phrases[length % phrases.count]
      if length > phrase.count {
        let start = Int(random.next() % UInt64(length - phrase.count))
        text.replaceSubrange(start..<start + phrase.count, with: phrase)
      }
      let found = search(index, text)
      #expect(Set(found) == naive(phrases, text), "\(text)")
      #expect(Set(found).count == found.count)
    }
  }

  @Test func meaningsAreThoseOfAllPhrases() {
    let phrases = LogPhrases(.about(["killed"], marks: ["Linux version "]))
    func meanings(_ text: String) -> LogPhrases.Meaning {
      Array(text.utf8).withUnsafeBytes { phrases.meanings(in: ByteSpan($0)) }
    }
    #expect(meanings("Linux version 6.1: killed") == [.trigger, .mark, .boundary])
    #expect(meanings("[    0.123456] Missed 3 kernel messages") == [.loss, .young])
    #expect(meanings("kille") == [])
  }
}
