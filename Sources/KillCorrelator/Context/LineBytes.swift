internal import Glibc

/// How the lines of a log are looked at: by bytes. What the kernel and udevd write in front of what
/// matters here is ASCII, and a `String` of every line would cost more than all that is asked of it;
/// only what is kept becomes one.
///
/// Bytes beyond ASCII are none of the letters, digits and blanks that are asked for.
extension Span<UInt8> {
  func hasPrefix(_ literal: StaticString) -> Bool { has(literal, at: 0) }

  func hasSuffix(_ literal: StaticString) -> Bool {
    has(literal, at: count - literal.utf8CodeUnitCount)
  }

  /// Whether it is one of these, and nothing else.
  func isOne(of literals: StaticString...) -> Bool {
    literals.contains { $0.utf8CodeUnitCount == count && hasPrefix($0) }
  }

  /// Whether a literal begins at a place, which may lie outside.
  func has(_ literal: StaticString, at start: Int) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard start >= 0, start <= count - length else { return false }
    return withUnsafeBytes { bytes in
      bytes.baseAddress.map { memcmp($0 + start, literal.utf8Start, length) == 0 } ?? (length == 0)
    }
  }

  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, Int32(byte), bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  func lastIndex(of byte: UInt8) -> Int? {
    var index = count - 1
    while index >= 0, self[index] != byte { index -= 1 }
    return index >= 0 ? index : nil
  }

  func count(of byte: UInt8) -> Int { indices.count { self[$0] == byte } }

  /// Where a literal stands first.
  func range(of literal: StaticString) -> Range<Int>? {
    let length = literal.utf8CodeUnitCount
    // blanks are the commonest bytes: where a literal begins with one, its end is looked for, or what
    // stands behind the blank
    var probe = literal.utf8Start[0] == .blank ? length - 1 : 0
    if length > 1, literal.utf8Start[probe] == .blank { probe = 1 }
    var start = 0
    while let found = firstIndex(of: literal.utf8Start[probe], from: start + probe) {
      start = found - probe
      if has(literal, at: start) { return start..<start + length }
      start += 1
    }
    return nil
  }

  /// Where a literal stands last.
  func lastRange(of literal: StaticString) -> Range<Int>? {
    let length = literal.utf8CodeUnitCount
    var start = count - length
    while start >= 0, !has(literal, at: start) { start -= 1 }
    return start >= 0 ? start..<start + length : nil
  }

  func contains(_ literal: StaticString) -> Bool { range(of: literal) != nil }

  /// Where a run of bytes ends that begins at a place and may be empty.
  func end(of isWanted: (UInt8) -> Bool, from start: Int) -> Int {
    var end = start
    while end < count, isWanted(self[end]) { end += 1 }
    return end
  }

  func allSatisfy(_ isWanted: (UInt8) -> Bool) -> Bool { end(of: isWanted, from: 0) == count }

  func contains(where isWanted: (UInt8) -> Bool) -> Bool { !allSatisfy { !isWanted($0) } }

  /// Where the parts between separators lie, but the empty ones.
  func split(by isSeparator: (UInt8) -> Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for index in indices where isSeparator(self[index]) {
      if index > start { parts.append(start..<index) }
      start = index + 1
    }
    if start < count { parts.append(start..<count) }
    return parts
  }

  /// Where the words lie that blanks part.
  var words: [Range<Int>] { split { $0 == .blank } }

  /// The decimal number that begins at a place.
  func number(at start: Int) -> Int? {
    Int(String(extracting(start..<end(of: { $0.isDigit }, from: start))))
  }

  func hexDigits(at start: Int) -> String {
    String(extracting(start..<end(of: { $0.isHexDigit }, from: start)))
  }

  /// The decimal number behind a literal.
  func number(after literal: StaticString) -> Int? {
    range(of: literal).flatMap { number(at: $0.upperBound) }
  }
}

extension String {
  /// Bytes that are not UTF-8 show as U+FFFD.
  init(_ bytes: Span<UInt8>) {
    self = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
}

extension UInt8 {
  static let blank = UInt8(ascii: " ")
  static let colon = UInt8(ascii: ":")
  static let dash = UInt8(ascii: "-")
  static let dot = UInt8(ascii: ".")
  static let slash = UInt8(ascii: "/")
}
