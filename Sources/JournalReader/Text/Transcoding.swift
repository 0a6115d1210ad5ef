/// Makes UTF-8 with newlines of a text in UTF-16, as some programs for Windows save it, of one whose
/// lines end in carriage returns alone, of a terminal's recording, which cuts lines anywhere, and of a dump
/// of a text's bytes.
struct Transcoding {
  private enum Form {
    case utf16(isBigEndian: Bool)
    case carriageReturns
    /// asciinema's, from version 2 on: a header, then `[time, "o", "what the terminal printed"]`.
    case recording(LineSplitter)
    case dump(HexDump, LineSplitter)
  }

  private var form: Form
  /// Half of a unit, and the first of two that are one character.
  private var half: UInt8?
  private var lead: UInt16?
  /// What may be letters of a byte each: another program wrote on in the same file.
  private var plain: [UInt8] = []
  private var isPlain = false
  /// So many of them are no coincidence.
  private static let leastPlain = 16
  /// How many units in a row would be letters if they began a byte later, and how many of them are none.
  private var swapped = 0
  private static let leastSwapped = 8

  /// Nil for what is read as it stands.
  ///
  /// - Parameter head: the first bytes of a text.
  init?(of head: [UInt8]) {
    if let order = Self.utf16Order(head) {
      form = .utf16(isBigEndian: order)
    } else if !head.contains(.newline), head.count(where: { $0 == .carriageReturn }) > 1 {
      form = .carriageReturns
    } else if head.withUnsafeBytes({ Self.isRecording(ByteSpan($0)) }) {
      form = .recording(LineSplitter())
    } else if let dump = head.withUnsafeBytes({ HexDump(ByteSpan($0)) }) {
      form = .dump(dump, LineSplitter())
    } else {
      return nil
    }
  }

  private static func isRecording(_ head: ByteSpan) -> Bool {
    guard head.has("{\"version\":", at: 0), let end = head.firstIndex(of: .newline) else {
      return false
    }
    let header = head[0..<end]
    return (header.firstIndex(of: "\"width\":") ?? header.firstIndex(of: "\"term\":")) != nil
      && head[end + 1] == "["
  }

  /// Whether it is big-endian UTF-16; nil if it is none: by its mark, or since nearly all letters are
  /// Latin.
  static func utf16Order(_ head: some Collection<UInt8>) -> Bool? {
    if head.starts(with: [0xfe, 0xff]) { return true }
    if head.starts(with: [0xff, 0xfe]) { return false }
    guard head.count >= 64 else { return nil }
    var zeros = (even: 0, odd: 0)
    for (number, byte) in head.enumerated() where byte == 0 {
      if number % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
    }
    let half = head.count / 2
    if zeros.odd * 10 >= half * 9, zeros.even * 10 < half { return false }
    if zeros.even * 10 >= half * 9, zeros.odd * 10 < half { return true }
    return nil
  }

  mutating func text(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
    switch form {
    case .carriageReturns: return bytes.map { $0 == .carriageReturn ? .newline : $0 }
    case .recording(var lines):
      var text: [UInt8] = []
      lines.feed(bytes) { Self.appendOutput(of: $0, to: &text) }
      form = .recording(lines)
      return text
    case .dump(let dump, var lines):
      var text: [UInt8] = []
      lines.feed(bytes) { text += dump.bytes(of: $0) ?? [] }
      form = .dump(dump, lines)
      return text
    case .utf16(let isBigEndian):
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count / 2)
      for byte in bytes {
        if let first = half {
          half = nil
          append(first, byte, isBigEndian, to: &text)
        } else {
          half = byte
        }
      }
      return text
    }
  }

  /// What the end of the text still gives.
  mutating func finish() -> [UInt8] {
    var text: [UInt8] = []
    switch form {
    case .recording(var lines): lines.finish { Self.appendOutput(of: $0, to: &text) }
    case .dump(let dump, var lines): lines.finish { text += dump.bytes(of: $0) ?? [] }
    case .utf16(let isBigEndian):
      endPlain(isBigEndian, to: &text)
      if isPlain, let half { text.append(half) }
    case .carriageReturns: break
    }
    return text
  }

  private static func appendOutput(of record: ByteSpan, to text: inout [UInt8]) {
    guard let mark = record.firstIndex(of: "\"o\""), record[0] == "[",
      let open = record.firstIndex(of: "\"", from: mark + 3),
      let string = CarrierString.at(open + 1, in: record)
    else { return }
    JSONObject.decode(record[string.range], into: &text)
  }

  private mutating func append(
    _ first: UInt8, _ second: UInt8, _ isBigEndian: Bool, to text: inout [UInt8]
  ) {
    if Self.isPlain(first), Self.isPlain(second) {
      plain += [first, second]
      if plain.count >= Self.leastPlain { isPlain = true }
      if isPlain {
        text += plain
        plain = []
      }
      return
    }
    endPlain(isBigEndian, to: &text)
    let (high, low) = isBigEndian ? (first, second) : (second, first)
    swapped = low == 0 && Self.isPlain(high) ? swapped + 1 : 0
    // a byte was lost
    if swapped == Self.leastSwapped {
      (swapped, half) = (0, second)
      return
    }
    // an odd number of letters: the units begin a byte later
    if isPlain, isBigEndian ? second == 0 : first == 0 {
      if isBigEndian { text.append(first) }
      half = second
    } else {
      append(isBigEndian ? (first, second) : (second, first), to: &text)
    }
    isPlain = false
  }

  private mutating func endPlain(_ isBigEndian: Bool, to text: inout [UInt8]) {
    for place in stride(from: 0, to: plain.count, by: 2) {
      let (first, second) = (plain[place], plain[place + 1])
      append(isBigEndian ? (first, second) : (second, first), to: &text)
    }
    plain = []
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7f).contains(byte) || byte == .newline || byte == .carriageReturn || byte == 0x09
  }

  private mutating func append(_ bytes: (high: UInt8, low: UInt8), to text: inout [UInt8]) {
    append(UInt16(bytes.high) << 8 | UInt16(bytes.low), to: &text)
  }

  private mutating func append(_ unit: UInt16, to text: inout [UInt8]) {
    if unit < 0x80, lead == nil { return text.append(UInt8(unit)) }
    if UTF16.isLeadSurrogate(unit) {
      lead = unit
      return
    }
    let units = [lead, unit].compactMap { $0 }
    lead = nil
    // the mark at the beginning is no text
    if units != [0xfeff] { text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8) }
  }
}
