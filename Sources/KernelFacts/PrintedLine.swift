/// A line that the kernel printed, cut into words as `Facts/texts.py` cuts formats: change both or neither.
struct PrintedLine {
  /// Words beyond these are not looked at; no format has as many.
  private static let most = 96

  private var bytes: [UInt8]
  private(set) var words: [Range<Int>] = []
  /// Whether a message may begin with this word: it is the first, or a prefix ends before it (`foo 0:1: `, `[drm] `).
  private(set) var isFresh: [Bool] = []
  /// How many letters stand in the words before each, and in all at the end.
  private var letters: [Int] = [0]

  init(_ line: some StringProtocol) {
    bytes = Array(line.utf8)
    var at = 0
    var end = 0
    while at < bytes.count, words.count < Self.most {
      guard Self.isWord(bytes[at]) else {
        at += 1
        continue
      }
      let start = at
      var count = 0
      while at < bytes.count, Self.isWord(bytes[at]) {
        if Self.isLetter(bytes[at]) { count += 1 }
        at += 1
      }
      isFresh.append(words.isEmpty || Self.endsPrefix(bytes[end..<start]))
      words.append(start..<at)
      letters.append((letters.last ?? 0) + count)
      end = at
    }
  }

  func letters(in range: Range<Int>) -> Int {
    letters[range.upperBound] - letters[range.lowerBound]
  }

  /// Goes on with a hash by one word, behind a blank where it is not the first.
  @inline(__always) func add(_ word: Int, first: Bool, to hash: inout KeyHash) {
    if !first { hash.add(0x20) }
    for index in words[word] { hash.add(bytes[index]) }
  }

  /// Where a piece of so many words with this hash (its upper 12 bits) begins first in a range.
  func find(_ piece: (count: Int, hash: Int), in range: Range<Int>) -> Int? {
    var start = range.lowerBound
    while start + piece.count <= range.upperBound {
      var hash = KeyHash()
      for word in start..<start + piece.count { add(word, first: word == start, to: &hash) }
      if Int(hash.value >> 52) == piece.hash { return start }
      start += 1
    }
    return nil
  }

  /// What stands between two words ends a prefix: `: `, `] `, `> `, `| `, `* `, `) `.
  private static func endsPrefix(_ gap: ArraySlice<UInt8>) -> Bool {
    if gap.last == UInt8(ascii: "]") { return true }
    var previous: UInt8 = 0
    for byte in gap {
      if byte == 0x20 || byte == 0x09, ":]>|*)".utf8.contains(previous) { return true }
      previous = byte
    }
    return false
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || byte == UInt8(ascii: "_")
  }
}
