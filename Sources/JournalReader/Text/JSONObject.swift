/// Takes the wanted fields out of the text of one JSON object without objects in it.
struct JSONObject {
  private let text: ByteSpan
  private var at = 1
  /// Whether nothing stood between its parts that does not belong there.
  private var isWellFormed = true

  private init(_ text: ByteSpan) { self.text = text }

  /// Reads `text` into `record`. Whatever is not well-formed ends the reading, not the program.
  ///
  /// - Returns: Whether all of it could be read.
  @discardableResult static func read(
    _ text: ByteSpan, into record: inout JournalRecord, isDmesg: Bool
  ) -> Bool {
    var object = JSONObject(text)
    while object.skipTo("\""), let name = object.string() {
      guard object.skipTo(":") else { return false }
      object.at += 1
      let key = text[name.range]
      let field = isDmesg ? JournalRecord.Field(dmesg: key) : JournalRecord.Field(key)
      record.touch()
      object.value(field, &record)
    }
    return object.isWellFormed
  }

  /// Moves to the next `letter`; only blanks, commas and the object's end should stand before it.
  private mutating func skipTo(_ letter: Unicode.Scalar) -> Bool {
    while at < text.count, text[at] != letter {
      let isSeparator = text[at] <= .blank || text[at].isOne(of: ",}")
      if !isSeparator { isWellFormed = false }
      at += 1
    }
    return at < text.count
  }

  private mutating func skipSpace() {
    while text[at] == .blank || (text[at] >= 9 && text[at] <= 13) { at += 1 }
  }

  /// Passes over the string that begins here: what is between the quotes, and whether it has
  /// escapes in it.
  private mutating func string() -> (range: Range<Int>, isEscaped: Bool)? {
    let start = at + 1
    let (quote, _, isEscaped) = text.closingQuote(from: start)
    at = quote.map { $0 + 1 } ?? text.count
    return quote.map { (start..<$0, isEscaped) }
  }

  private mutating func value(_ field: JournalRecord.Field?, _ record: inout JournalRecord) {
    skipSpace()
    switch text[at] {
    case "\"":
      guard let value = string(), let field else { return }
      set(field, value, &record)
    case "[": array(field, &record)
    default:
      let start = at
      while at < text.count, !text[at].isOne(of: ",}"), text[at] > .blank { at += 1 }
      if let field, start < at, text[start] != "n" { record.set(field, text[start..<at]) }
    }
  }

  private func set(
    _ field: JournalRecord.Field, _ value: (range: Range<Int>, isEscaped: Bool),
    _ record: inout JournalRecord
  ) {
    let raw = text[value.range]
    guard value.isEscaped else { return record.set(field, raw) }
    record.set(field) { Self.decode(raw, into: &$0) }
  }

  /// An array of byte numbers is one value that is not text; an array of strings is a field that
  /// the record has several times, of which the first counts.
  private mutating func array(_ field: JournalRecord.Field?, _ record: inout JournalRecord) {
    at += 1
    skipSpace()
    let isBytes = text[at].isDigit
    var bytes: [UInt8] = []
    while at < text.count, text[at] != "]" {
      if isBytes, text[at].isDigit {
        if let number = text.number(at: &at, limit: 9), field != nil,
          bytes.count < LineSplitter.longestLine
        {
          bytes.append(UInt8(truncatingIfNeeded: number))
        }
      } else if text[at].isOne(of: "\"[") {
        value(field, &record)
      } else {
        at += 1
      }
    }
    at += 1
    if isBytes, let field { bytes.withUnsafeBytes { record.set(field, ByteSpan($0)) } }
  }

  /// Undoes the escapes of RFC 8259, section 7. A lone surrogate becomes U+FFFD.
  static func decode(_ raw: ByteSpan, into out: inout [UInt8]) {
    var at = 0
    let limit = out.count + LineSplitter.longestLine
    while at < raw.count, out.count < limit {
      let byte = raw[at]
      at += 1
      guard byte == "\\" else {
        out.append(byte)
        continue
      }
      let kind = raw[at]
      at += 1
      switch kind {
      case "n": out.append(0x0a)
      case "t": out.append(0x09)
      case "r": out.append(0x0d)
      case "b": out.append(0x08)
      case "f": out.append(0x0c)
      case "u": out.append(contentsOf: scalar(raw, &at))
      default: out.append(kind)
      }
    }
  }

  private static func scalar(_ raw: ByteSpan, _ at: inout Int) -> [UInt8] {
    guard let high = hex(raw, at) else { return Array("\u{fffd}".utf8) }
    at += 4
    var value = high
    if (0xd800..<0xdc00).contains(high), raw.has("\\u", at: at), let low = hex(raw, at + 2),
      (0xdc00..<0xe000).contains(low)
    {
      at += 6
      value = 0x10000 + (high - 0xd800) << 10 + (low - 0xdc00)
    }
    return Array(String(Unicode.Scalar(value) ?? "\u{fffd}").utf8)
  }

  private static func hex(_ raw: ByteSpan, _ start: Int) -> UInt32? {
    var value: UInt32 = 0
    for index in start..<start + 4 {
      guard let digit = raw[index].hexadecimalDigit else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}

extension ByteSpan {
  /// The quote that closes a JSON string, from within it, and whether there are escapes before it.
  ///
  /// - Returns: no quote if the string goes on; then `end` is one byte beyond the end if that is in
  ///   the middle of an escape.
  func closingQuote(from start: Int) -> (quote: Int?, end: Int, hasEscapes: Bool) {
    var at = start
    var hasEscapes = false
    var quote = -1
    while at < count {
      if quote < at { quote = firstIndex(of: "\"", from: at) ?? count }
      guard let escape = self[at..<quote].firstIndex(of: "\\") else {
        return (quote < count ? quote : nil, count, hasEscapes)
      }
      hasEscapes = true
      at += escape + 2
    }
    return (nil, at, hasEscapes)
  }
}
