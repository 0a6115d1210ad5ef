internal import LogModel

/// The phrases by which it shows that a line or a record matters, and for what.
struct LogPhrases: Sendable {
  /// Why something matters.
  struct Meaning: OptionSet, Sendable {
    let rawValue: UInt8
    static let trigger = Meaning(rawValue: 1)
    static let mark = Meaning(rawValue: 2)
    /// A log's own word about what is missing from it.
    static let loss = Meaning(rawValue: 4)
    /// A boot may begin here.
    static let boundary = Meaning(rawValue: 8)
    /// The kernel's clock shows less than five seconds.
    static let young = Meaning(rawValue: 16)
    /// It matters if the line is cut.
    static let stem = Meaning(rawValue: 32)
    /// A mark of which there are many, and which nobody asks for where nothing has happened.
    static let listing = Meaning(rawValue: 64)

    /// What somebody asked for, or wants to be told.
    static let asked: Meaning = [.trigger, .mark, .loss]
  }

  let index: PhraseIndex
  /// Of each phrase.
  let meanings: [Meaning]

  init(_ question: Question) {
    let groups: [([String], Meaning)] = [
      (question.triggers, .trigger), (question.marks, .mark), (question.listings, .listing),
      (LossNotes.phrases, .loss),
      (question.stems, .stem),
      (BootBoundary.phrases + RecordLog.phrases, .boundary), (BootBoundary.youngPhrases, .young),
    ]
    let phrases =
      groups.flatMap { texts, meaning in texts.map { (Array($0.utf8), meaning) } }
      + question.triggers.flatMap(Spelling.others).map { ($0, Meaning.trigger) }
    self.init(phrases)
  }

  /// What a journal's records are looked through for: they tell themselves apart.
  init(ofRecords question: Question) {
    let groups: [([String], Meaning)] = [(question.triggers, .trigger), (question.marks, .mark)]
    self.init(groups.flatMap { texts, meaning in texts.map { (Array($0.utf8), meaning) } })
  }

  private init(_ phrases: [([UInt8], Meaning)]) {
    index = PhraseIndex(phrases.map(\.0))
    meanings = phrases.map(\.1)
  }

  /// Everything that stands in `text`.
  func meanings(in text: ByteSpan) -> Meaning {
    var found: Meaning = []
    index.search(text.bytes) { phrase, _ in found.formUnion(meanings[phrase]) }
    return found
  }
}

/// How a phrase is written in pages and by word processors, as far as it takes to notice that it is
/// there; ``PlainText`` reads it.
enum Spelling {
  private static let quote = UInt8(ascii: "'")

  static func others(of phrase: String) -> [[UInt8]] {
    let bytes = Array(phrase.utf8)
    var found: [[UInt8]] = []
    if bytes.dropFirst().dropLast().contains(.blank) {
      // no-break spaces
      var spelled: [UInt8] = []
      for byte in bytes {
        if byte == .blank { spelled.append(0xc2) }
        spelled.append(byte == .blank ? 0xa0 : byte)
      }
      found.append(spelled)
    }
    let inner = bytes.dropFirst(bytes.first == quote ? 1 : 0)
    if inner.count < bytes.count, !inner.contains(quote) {
      // `&#39;` and its like, `\u0027`, a typographer's quote: their last bytes
      for end in [Array(";".utf8), Array("27".utf8), [0x99]] { found.append(end + inner) }
    } else if bytes.last == quote {
      for start in [Array("&".utf8), Array("\\u0027".utf8), [0xe2, 0x80]] {
        found.append(bytes.dropLast() + start)
      }
    }
    return found
  }
}
