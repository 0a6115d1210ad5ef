/// A mail or a paste without the codings in which files travel in it: base64 (RFC 2045, 6.8) and uuencode.
/// What they hold stands where they stood, if it is text; what is compressed comes behind.
final class EncodedStream: PiecewiseStream {
  private var lines = LineSplitter()
  private var state = State.text
  /// What a part holds, until it is known whether it is text.
  private var part: [UInt8] = []
  private var kind = Kind.unknown
  /// Parts that are compressed, one behind the other.
  private var packed: [UInt8] = []

  private enum State {
    case text
    /// Behind a header that tells of base64, up to the blank line below the headers.
    case headers
    case base64
    case uuencoded
  }

  private enum Kind {
    case unknown, text, packed, other
  }

  /// More than this is no log that somebody sends.
  private static let mostPacked = 64 << 20
  private static let header = Array("content-transfer-encoding: base64".utf8)
  /// Base64 without a header has so many lines of one length at least.
  private static let leastLines = 2

  /// Nil for a text that holds nothing of the kind, as far as its first bytes tell.
  init?(_ source: ByteStream) {
    let head = ByteSpan(source.peek(InputContent.sample))
    let first = head.lines(Self.leastLines)
    let isBare =
      first.count == Self.leastLines
      && first.allSatisfy {
        (56...76).contains($0.count) && $0.count == first[0].count && Self.decoded($0) != nil
          // a dump's digits
          && $0.bytes.contains { $0.isUpper || $0 > UInt8(ascii: "f") }
      }
    guard
      isBare || head.lines(Self.mostLines).contains(where: Self.isOfBlock) || Self.isMail(head)
        || first.contains(where: Self.beginsUU)
        || head.firstIndex(of: "\nbegin 6") != nil || head.firstIndex(of: "base64") != nil
    else { return nil }
    super.init(of: source)
    if isBare { state = .base64 }
  }

  private static func isMail(_ head: ByteSpan) -> Bool {
    head.has("From ") || head.has("Return-Path:") || head.has("Received: ")
      || head.firstIndex(of: "MIME-Version:") != nil || head.firstIndex(of: "Mime-Version:") != nil
      || head.firstIndex(of: "Content-Transfer-Encoding:") != nil
  }

  override func pass(_ piece: UnsafeRawBufferPointer) -> Bool {
    var lines = lines
    if piece.isEmpty { lines.finish { take($0) } } else { lines.feed(piece) { take($0) } }
    self.lines = lines
    if piece.isEmpty { endPart() }
    return !piece.isEmpty
  }

  override func behind() -> ByteStream? {
    guard !packed.isEmpty else { return super.behind() }
    defer { packed = [] }
    return RestStream(packed, source)
  }

  private func take(_ line: ByteSpan) {
    let line = line.withoutReturn
    switch state {
    case .base64:
      if line.count == 0, part.isEmpty { return }
      if let bytes = Self.decoded(line) { return add(bytes) }
      let last = line.bytes.firstIndex { $0.isOne(of: "<\"") }
      if let last, let bytes = Self.decoded(line[0..<last]) { add(bytes) }
      endPart()
    case .uuencoded:
      if line.has("end"), line.count == 3 { return endPart() }
      if let bytes = Self.uudecoded(line) { return add(bytes) }
      endPart()
    case .headers where line.count == 0: state = .base64
    case .headers, .text:
      if line.bytes.lazy.map({ $0.isUpper ? $0 | 0x20 : $0 }).starts(with: Self.header) {
        state = .headers
      } else if let start = Self.beginsWithin(line), let bytes = Self.decoded(line[start...]) {
        state = .base64
        output.append(contentsOf: line[0..<start].bytes)
        output.append(.newline)
        return add(bytes)
      } else if Self.isOfBlock(line), let bytes = Self.decoded(line) {
        state = .base64
        return add(bytes)
      } else if Self.beginsUU(line) {
        state = .uuencoded
      }
    }
    output.append(contentsOf: line.bytes)
    output.append(.newline)
  }

  private func add(_ bytes: [UInt8]) {
    part += bytes
    guard kind == .unknown else { return flush() }
    guard part.count >= InputContent.sample else { return }
    decide()
  }

  private func decide() {
    kind = part.withUnsafeBytes { bytes in
      switch InputContent(bytes) {
      case .packed, .journal: .packed
      case .text: .text
      default: .other
      }
    }
    flush()
  }

  private func flush() {
    switch kind {
    case .unknown: return
    case .text: output += part
    case .packed where packed.count + part.count <= Self.mostPacked: packed += part
    case .packed, .other: break
    }
    part.removeAll(keepingCapacity: true)
  }

  private func endPart() {
    if kind == .unknown, !part.isEmpty { decide() }
    flush()
    if kind == .text, output.last != .newline { output.append(.newline) }
    (kind, state) = (.unknown, .text)
  }

  // MARK: Lines

  private static func decoded(_ line: ByteSpan) -> [UInt8]? {
    guard line.count > 0, line.count % 4 == 0 else { return nil }
    let end = line.firstIndex(of: "=") ?? line.count
    guard line.count - end <= 2, line[end...].bytes.allSatisfy({ $0 == "=" }) else { return nil }
    // the signs of addresses are not a file's
    let digits = line[0..<end].bytes.compactMap {
      $0.isOne(of: "-_") ? nil : Base64Text.value(of: $0)
    }
    return digits.count == end ? Base64Text.bytes(of: digits[...]) : nil
  }

  /// `<data encoding="base64">WyAg…`: where the first line of it begins behind other words.
  private static func beginsWithin(_ line: ByteSpan) -> Int? {
    guard line.firstIndex(of: "base64") != nil else { return nil }
    let start = (line.lastIndex(of: UInt8(ascii: ">")) ?? line.lastIndex(of: UInt8(ascii: ","))).map
    {
      $0 + 1
    }
    return start.flatMap { line.count - $0 >= leastWithin ? $0 : nil }
  }

  private static let leastWithin = 56

  /// Whether it is a whole line of a block of base64: its text is one, or is compressed.
  private static func isOfBlock(_ line: ByteSpan) -> Bool {
    let isWhole = (56...76).contains(line.count) || line.count >= longBlock
    guard isWhole, let bytes = decoded(line[0..<min(line.count, longBlock)]) else { return false }
    return bytes.withUnsafeBytes { bytes in
      InputContent.isCompressed(bytes)
        || bytes.contains(.blank)
          && bytes.allSatisfy { $0 < 0x80 && ($0 >= .blank || (7...13).contains($0)) }
    }
  }

  private static let longBlock = 128
  private static let mostLines = 64

  /// `begin 644 dmesg.txt`
  private static func beginsUU(_ line: ByteSpan) -> Bool {
    line.has("begin 6") && line[7].isDigit && line[8].isDigit && line[9] == .blank
  }

  private static func uudecoded(_ line: ByteSpan) -> [UInt8]? {
    let length = Int((line[0] &- 0x20) & 0x3f)
    let groups = (length + 2) / 3
    guard line.count > 0, line.count >= 1 + groups * 4 - 3, line.count <= 2 + groups * 4 else {
      return nil
    }
    var bytes: [UInt8] = []
    for group in 0..<groups {
      var bits: UInt32 = 0
      for place in 0..<4 { bits = bits << 6 | UInt32((line[1 + group * 4 + place] &- 0x20) & 0x3f) }
      for shift in [UInt32(16), 8, 0] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }
    return Array(bytes.prefix(length))
  }
}
