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
  /// The same as a message is compared with it: one step after the other, without a reference in any.
  let steps: [Step]
  /// The letters of all literals, one behind the other, as small ones.
  let letters: [UInt8]
  enum Step: Sendable, Hashable {
    /// Where its letters are.
    case literal(start: Int, end: Int)
    case hole(Hole)
    /// So many of the steps behind it may be missing.
    case optional(Int)
  }
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
    (steps, letters) = Self.steps(of: pieces)
    holes = Self.holes(in: pieces)
    let bytes = Array(source.utf8)
    needle = String(decoding: bytes[Self.needle(of: bytes.span, in: bytes.indices)], as: UTF8.self)
  }

  /// Where in its notation the longest literal of a form is that every matching message contains.
  /// One with a brace in it is two.
  static func needle(of text: Span<UInt8>, in source: Range<Int>) -> Range<Int> {
    var longest = source.lowerBound..<source.lowerBound
    var start = source.lowerBound
    // its first letter may be written in either case
    var isFirst = true
    var depth = 0
    func take(to end: Int) {
      let first = isFirst ? start + 1 : start
      if depth == 0, end - first > longest.count { longest = first..<end }
    }
    var at = start
    while at < source.upperBound {
      switch text[at] {
      case UInt8(ascii: "{"):
        let isBrace = text.has("{{", at: at)
        take(to: isBrace ? at + 1 : at)
        let end = isBrace ? at + 1 : text.firstIndex(of: UInt8(ascii: "}"), from: at) ?? at
        (start, isFirst) = (end + 1, false)
        at = end
      case 0xc2 where text.has("«", at: at):
        take(to: at)
        depth += 1
        at += 1
      case 0xc2 where text.has("»", at: at):
        depth -= 1
        at += 1
        (start, isFirst) = (at + 1, true)
      default: break
      }
      at += 1
    }
    take(to: source.upperBound)
    return longest
  }

  private static func steps(of pieces: [Piece]) -> (steps: [Step], letters: [UInt8]) {
    var steps: [Step] = []
    var letters: [UInt8] = []
    func add(_ pieces: [Piece]) {
      for piece in pieces {
        switch piece {
        case .literal(let bytes):
          let start = letters.count
          letters += bytes.lazy.map(\.lowercased)
          steps.append(.literal(start: start, end: letters.count))
        case .hole(let hole): steps.append(.hole(hole))
        case .optional(let inner):
          let place = steps.count
          steps.append(.optional(0))
          add(inner)
          steps[place] = .optional(steps.count - place - 1)
        }
      }
    }
    add(pieces)
    return (steps, letters)
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
    var matcher = FormMatcher(message[message.startIndex..<end], self)
    return matcher.match(at: message.startIndex) ? matcher.found : nil
  }

  /// What stands in the holes of a message that is only a part of `text`: something else may stand
  /// before it and behind it.
  ///
  /// - Parameter anchor: where ``needle`` stands in it.
  func find(in text: ArraySlice<UInt8>, around anchor: Int) -> HoleValues? {
    var start = max(text.startIndex, anchor - Self.longestLead)
    var matcher = FormMatcher(text, self, isFloating: true)
    while start <= anchor {
      if start == text.startIndex || !text[start - 1].isOfWord || !text[start].isOfWord,
        matcher.match(at: start)
      {
        return matcher.found
      }
      start += 1
    }
    return nil
  }

  /// How far before its needle a message may begin: a command line may be as long as this.
  private static let longestLead = 2048
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
