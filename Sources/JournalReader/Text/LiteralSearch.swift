internal import Glibc

/// Finds any of many literals in one pass (Wu and Manber, 1994, with blocks of two bytes).
///
/// What is asked of a log is whether a line holds one of some dozens of phrases; nearly all do
/// not. The shift table lets the search leap by almost the length of the shortest phrase.
struct LiteralSearch: Sendable {
  /// What a literal is looked for.
  struct Meaning: OptionSet {
    let rawValue: UInt8
    static let trigger = Meaning(rawValue: 1)
    static let mark = Meaning(rawValue: 2)
    /// A log's own word about what is missing from it.
    static let gap = Meaning(rawValue: 4)
  }

  private struct Literal {
    var bytes: [UInt8]
    var meaning: Meaning
    /// The next one in the same bucket, or -1.
    var next: Int
  }

  private var literals: [Literal] = []
  /// The length of the shortest literal: how far the tables look.
  private var width = Int.max
  private var shifts: [UInt8] = []
  private var buckets: [Int16] = []

  init(_ phrases: [(text: String, meaning: Meaning)]) {
    for (text, meaning) in phrases where !text.isEmpty && literals.count < Int(Int16.max) {
      literals.append(Literal(bytes: Array(text.utf8), meaning: meaning, next: -1))
      width = min(width, text.utf8.count)
    }
    width = min(width, 64)
    shifts = Array(repeating: UInt8(max(width - 1, 1)), count: 4096)
    buckets = Array(repeating: -1, count: 4096)
    guard !literals.isEmpty, width > 1 else { return }
    for number in literals.indices {
      let bytes = literals[number].bytes
      for end in 1..<width {
        let block = Self.block(bytes[end - 1], bytes[end])
        shifts[block] = min(shifts[block], UInt8(width - 1 - end))
      }
      let last = Self.block(bytes[width - 2], bytes[width - 1])
      literals[number].next = Int(buckets[last])
      buckets[last] = Int16(number)
    }
  }

  private static func block(_ first: UInt8, _ second: UInt8) -> Int {
    (Int(first) &<< 4 ^ Int(second)) & 0xfff
  }

  /// Everything that stands in `text`.
  func meanings(in text: ByteSpan) -> Meaning {
    var found: Meaning = []
    guard !literals.isEmpty, text.count >= width else { return found }
    guard width > 1 else { return slowly(text) }
    let bytes = text.bytes
    shifts.withUnsafeBufferPointer { shifts in
      var end = width - 1
      while end < bytes.count {
        let block = Self.block(bytes[end - 1], bytes[end])
        let shift = Int(shifts[block])
        if shift > 0 {
          end += shift
          continue
        }
        found.formUnion(candidates(block, in: bytes, at: end - width + 1))
        end += 1
      }
    }
    return found
  }

  private func candidates(
    _ block: Int, in text: UnsafeRawBufferPointer, at start: Int
  ) -> Meaning {
    var found: Meaning = []
    var number = Int(buckets[block])
    while number >= 0 {
      let matches = literals[number].bytes.withUnsafeBytes { literal in
        guard literal.count <= text.count - start, let its = literal.baseAddress,
          let here = text.baseAddress
        else { return false }
        return memcmp(here + start, its, literal.count) == 0
      }
      if matches { found.formUnion(literals[number].meaning) }
      number = literals[number].next
    }
    return found
  }

  /// For literals of a single byte, which no one asks for in earnest.
  private func slowly(_ text: ByteSpan) -> Meaning {
    var found: Meaning = []
    for start in 0..<text.count {
      for literal in literals
      where text[start..<start + literal.bytes.count].equals(literal.bytes) {
        found.formUnion(literal.meaning)
      }
    }
    return found
  }
}
