/// The form of a log message: literal text with named holes.
///
///     «{sysname}: »Worker [{pid}] processing SEQNUM={seqnum} killed«.»
///
/// `{name}` is a hole (see ``Hole``), `{{` a brace, `«…»` a part that may be missing. Letters match in either case, because
/// distributions mix the spellings of neighbouring versions. A form describes the whole message.
public struct Form: Sendable, Hashable {
  indirect enum Piece: Sendable, Hashable {
    case literal([UInt8])
    case hole(Hole)
    case optional([Piece])
  }
  let pieces: [Piece]
  /// Those whose values are wanted, each once.
  let holes: [Hole]
  /// The longest literal that every matching message contains, in the spelling given; without a
  /// first letter that may be written in either case.
  public let needle: String

  /// Why a text is no form.
  public enum Fault: Error, Equatable {
    case unknownHole(String)
    /// A hole or an optional part is not closed, or nothing is open that is closed.
    case brackets
    case empty
  }

  public init(_ source: String) throws(Fault) {
    var reader = FormReader(source)
    let pieces = try reader.pieces()
    guard reader.isAtEnd else { throw .brackets }
    guard !pieces.isEmpty else { throw .empty }
    self.pieces = pieces
    holes = Self.holes(in: pieces)
    let literals = pieces.enumerated().compactMap { index, piece -> [UInt8]? in
      guard case .literal(let bytes) = piece else { return nil }
      return index == 0 || Self.isOptional(pieces[index - 1]) ? Array(bytes.dropFirst()) : bytes
    }
    needle = String(decoding: literals.max { $0.count < $1.count } ?? [], as: UTF8.self)
  }

  private static func holes(in pieces: [Piece]) -> [Hole] {
    var found: [Hole] = []
    for piece in pieces {
      let inner: [Hole] =
        switch piece {
        case .literal: []
        case .hole(let hole): hole.isNamed ? [hole] : []
        case .optional(let inner): holes(in: inner)
        }
      found += inner.filter { !found.contains($0) }
    }
    return found
  }

  private static func isOptional(_ piece: Piece) -> Bool {
    if case .optional = piece { true } else { false }
  }

  /// What stands in the holes of a message of this form; nil if it is of another form.
  ///
  /// - Complexity: linear in the message for the forms of the tables; a hole of free text tries
  ///   each place where the literal behind it stands. Of a form with many such holes in a message
  ///   that repeats itself, not all ways are tried.
  public func match(_ message: ArraySlice<UInt8>) -> HoleValues? {
    var end = message.endIndex
    while end > message.startIndex, message[end - 1] == 0x20 || message[end - 1] == 0x0d {
      end -= 1
    }
    var matcher = FormMatcher(message[message.startIndex..<end], holes)
    guard matcher.match(pieces[...], at: message.startIndex) else { return nil }
    return HoleValues(values: matcher.values, holes: holes)
  }
}

/// Reads the notation of forms, by bytes: all of them are read at each start.
private struct FormReader {
  private var rest: ArraySlice<UInt8>
  private static let opening = Array("«".utf8)
  private static let closing = Array("»".utf8)

  init(_ source: String) { rest = Array(source.utf8)[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func pieces() throws(Form.Fault) -> [Form.Piece] {
    var pieces: [Form.Piece] = []
    var literal: [UInt8] = []
    func flush() {
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = []
    }
    while let byte = rest.first {
      // nearly all of them
      if byte < 0x80, byte != UInt8(ascii: "{") {
        literal.append(byte)
        rest.removeFirst()
      } else if rest.starts(with: Self.closing) {
        break
      } else if byte == UInt8(ascii: "{") {
        rest.removeFirst()
        if rest.first == byte {
          literal.append(byte)
          rest.removeFirst()
          continue
        }
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")) else { throw .brackets }
        let name = String(decoding: rest[..<close], as: UTF8.self)
        guard let hole = Hole(rawValue: name) else { throw .unknownHole(name) }
        rest = rest[close...].dropFirst()
        flush()
        pieces.append(.hole(hole))
      } else if rest.starts(with: Self.opening) {
        rest = rest.dropFirst(Self.opening.count)
        flush()
        let inner = try self.pieces()
        guard rest.starts(with: Self.closing) else { throw .brackets }
        rest = rest.dropFirst(Self.closing.count)
        pieces.append(.optional(inner))
      } else {
        literal.append(byte)
        rest.removeFirst()
      }
    }
    flush()
    return pieces
  }
}

/// One attempt to fit a message into a form.
private struct FormMatcher {
  let message: ArraySlice<UInt8>
  private let holes: [Hole]
  var values: [String?]
  private var tries = 0

  /// More than any message needs that fits a form: each further hole of free text multiplies them.
  private static let mostTries = 1 << 18

  init(_ message: ArraySlice<UInt8>, _ holes: [Hole]) {
    self.message = message
    self.holes = holes
    values = Array(repeating: nil, count: holes.count)
  }

  mutating func match(_ pieces: ArraySlice<Form.Piece>, at position: Int) -> Bool {
    guard let piece = pieces.first else { return position == message.endIndex }
    let others = pieces.dropFirst()
    switch piece {
    case .literal(let bytes):
      guard let next = end(of: bytes, at: position) else { return false }
      return match(others, at: next)
    case .optional(let inner):
      if match(inner + others, at: position) { return true }
      return match(others, at: position)
    case .hole(let hole):
      return fill(hole, at: position, before: others)
    }
  }

  /// Tries the longest text first: `0000:3d:00.0: Worker` splits at the last `: `.
  private mutating func fill(
    _ hole: Hole, at position: Int, before others: ArraySlice<Form.Piece>
  ) -> Bool {
    let shortest = hole == .rest ? position : position + 1
    var end = longest(hole.kind, at: position)
    while end >= shortest, tries < Self.mostTries {
      tries += 1
      if canContinue(others, at: end), match(others, at: end) {
        if let place = holes.firstIndex(of: hole) {
          values[place] = String(decoding: message[position..<end], as: UTF8.self)
        }
        return true
      }
      end -= 1
    }
    return false
  }

  private func longest(_ kind: Hole.Kind, at position: Int) -> Int {
    var end = position
    switch kind {
    case .text, .rest:
      return message.endIndex
    case .path:
      guard end < message.endIndex, message[end] == UInt8(ascii: "/") || message[end] == 0x3c
      else { return position }
      return message.endIndex
    case .digits:
      while end < message.endIndex, message[end].isDigit { end += 1 }
    case .number:
      if end < message.endIndex, message[end] == UInt8(ascii: "-") { end += 1 }
      while end < message.endIndex, message[end].isDigit { end += 1 }
    case .hexadecimal:
      while end < message.endIndex, message[end].isHexDigit { end += 1 }
    case .word:
      while end < message.endIndex, message[end] != 0x20 { end += 1 }
    }
    return end
  }

  /// A cheap look at the next literal, before the recursion.
  private func canContinue(_ pieces: ArraySlice<Form.Piece>, at position: Int) -> Bool {
    guard case .literal(let bytes)? = pieces.first else { return true }
    return position < message.endIndex && message[position].lowercased == bytes[0].lowercased
  }

  private func end(of literal: [UInt8], at position: Int) -> Int? {
    guard message.endIndex - position >= literal.count else { return nil }
    for (offset, byte) in literal.enumerated()
    where message[position + offset].lowercased != byte.lowercased {
      return nil
    }
    return position + literal.count
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isHexDigit: Bool { isDigit || (lowercased >= 0x61 && lowercased <= 0x66) }
  var isLetter: Bool { lowercased >= 0x61 && lowercased <= 0x7a }
  var isCapital: Bool { self >= 0x41 && self <= 0x5a }
  var lowercased: UInt8 { isCapital ? self | 0x20 : self }
}
