internal import Glibc
internal import LogModel

/// Bytes that belong to someone else, for the length of one call.
///
/// Reading outside of them gives 0 instead of a trap, which lets the parsers of hostile text do
/// without a bound check before every look.
struct ByteSpan {
  let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  init(_ bytes: Slice<UnsafeRawBufferPointer>) {
    self.bytes = UnsafeRawBufferPointer(rebasing: bytes)
  }

  var count: Int { bytes.count }

  subscript(index: Int) -> UInt8 {
    UInt(bitPattern: index) < UInt(bitPattern: bytes.count) ? bytes[index] : 0
  }

  /// The bytes in `range`, as far as there are any.
  subscript(range: Range<Int>) -> ByteSpan {
    ByteSpan(bytes[range.clamped(to: 0..<count)])
  }

  subscript(range: PartialRangeFrom<Int>) -> ByteSpan {
    self[min(max(range.lowerBound, 0), count)..<count]
  }

  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    guard start >= 0, start < count, let base = bytes.baseAddress,
      let hit = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(hit) - base
  }

  func lastIndex(of byte: UInt8) -> Int? {
    var index = count
    while index > 0 {
      index -= 1
      if bytes[index] == byte { return index }
    }
    return nil
  }

  func has(_ literal: StaticString, at start: Int = 0) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard start >= 0, length <= count - start, let base = bytes.baseAddress else { return false }
    return memcmp(base + start, literal.utf8Start, length) == 0
  }

  @inline(__always)
  func firstIndex(of literal: StaticString, from start: Int = 0) -> Int? {
    let first = literal.utf8Start.pointee
    if literal.utf8CodeUnitCount == 1 { return firstIndex(of: first, from: start) }
    var at = start
    while let hit = firstIndex(of: first, from: at) {
      if has(literal, at: hit) { return hit }
      at = hit + 1
    }
    return nil
  }

  /// So many lines at the most, without their ends.
  func lines(_ most: Int) -> [ByteSpan] {
    var lines: [ByteSpan] = []
    var at = 0
    while at < count, lines.count < most {
      let end = firstIndex(of: .newline, from: at) ?? count
      lines.append(self[at..<end])
      at = end + 1
    }
    return lines
  }

  /// A line without what another system ends it with.
  var withoutReturn: ByteSpan { self[count - 1] == .carriageReturn ? self[0..<count - 1] : self }

  func equals(_ other: [UInt8]) -> Bool {
    count == other.count && other.withUnsafeBytes { equals(ByteSpan($0)) }
  }

  func equals(_ other: ByteSpan) -> Bool {
    guard count == other.count, let mine = bytes.baseAddress, let its = other.bytes.baseAddress
    else { return count == other.count }
    return memcmp(mine, its, count) == 0
  }

  /// The index of the first byte from `start` on that is not a blank.
  func skippingBlanks(from start: Int) -> Int {
    var index = start
    while self[index] == .blank { index += 1 }
    return index
  }

  /// The index of the first blank from `start` on, or the end.
  func endOfWord(from start: Int) -> Int {
    firstIndex(of: .blank, from: start) ?? count
  }

  /// Reads up to `limit` decimal digits at `index` and moves it behind them; nil if there is none.
  func number(at index: inout Int, limit: Int = 18) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    while digits < limit, self[index].isDigit {
      value = value * 10 + Int64(self[index] &- 0x30)
      index += 1
      digits += 1
    }
    return digits > 0 ? value : nil
  }

  /// All of it as a decimal number, with a sign if there is one.
  var integer: Int64? {
    let negative = self[0] == "-"
    var index = negative ? 1 : 0
    guard let value = number(at: &index), index == count else { return nil }
    return negative ? -value : value
  }

  /// Reads the digits of a fraction at `index` as millionths; further digits are skipped.
  func micros(at index: inout Int) -> (value: Int64, digits: Int) {
    var value: Int64 = 0
    var digits = 0
    while self[index].isDigit {
      if digits < 6 { value = value * 10 + Int64(self[index] &- 0x30) }
      digits += 1
      index += 1
    }
    for _ in min(digits, 6)..<6 { value *= 10 }
    return (value, digits)
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }
}

extension Stamp {
  /// The smallest step that so many digits after the seconds' point show.
  static func resolution(ofDigits digits: Int) -> Int64 {
    switch digits {
    case 0: 1_000_000
    case 1...3: 1_000
    default: 1
    }
  }

  var hasTime: Bool { monotonic != nil || realtime != nil }
}
