/// How the lines of a log were broken by a mail program, a terminal, or whoever else had no room for them:
/// what was one line is one again.
///
/// A mail program breaks at blanks, so that none is longer than its width. It shows where lines without
/// a log's beginning follow lines of the log that had no room for their first word. Where one of those had
/// room, it is no rest of the line above.
struct Wrapping {
  private enum Way {
    /// So that no line has more columns; a terminal does it in the middle of a word, too.
    case width(Int, isTerminals: Bool)
    /// With a mark where a line goes on.
    case softBreak(SoftBreak)
    /// Each part has a stamp of its own.
    case parts
    /// Not at all, but each word has a column of its own, as `column -t` makes them.
    case columns
  }

  private let way: Way
  /// How many columns a terminal has.
  private static let terminals = 40...320
  private static let usualTerminal = 80

  /// How many lines are asked, and how many of them must have been broken.
  private static let sample = 256
  private static let leastBreaks = 3
  /// For so many lines that were broken, one may be something else: prose behind a log.
  private static let doubt = 2
  /// Nobody breaks lines before or beyond this.
  private static let widths = 50...100
  /// Into how many parts a line may have been broken.
  private static let mostParts = 64

  /// Told by a log's first lines; nil if they were not broken.
  init?(of text: ByteSpan) {
    let lines = text.lines(Self.sample)
    if PartialLine.stand(in: lines) {
      way = .parts
    } else if lines.count >= Self.leastInColumns, lines.allSatisfy(\.isInColumns) {
      way = .columns
    } else if let softBreak = SoftBreak(lines, of: text) {
      way = .softBreak(softBreak)
    } else if let found = Self.width(of: lines) {
      way = found
    } else {
      return nil
    }
  }

  private static func width(of lines: [ByteSpan]) -> Way? {
    guard let width = lines.map(\.columns).max(), terminals.contains(width) else { return nil }
    var parser = LineParser()
    var isWithinLog = false
    var above = 0
    var breaks = 0
    var lengths: Set<Int> = []
    var others = 0
    for line in lines {
      let head = parser.parse(line)
      if isWithinLog, let rest = rest(line, head) {
        let isRest = hasNoRoom(width, above, for: rest)
        if isRest {
          breaks += 1
          lengths.insert(above)
        } else {
          others += 1
        }
        isWithinLog = isRest
      } else {
        isWithinLog = canBeBroken(head)
      }
      above = line.columns
    }
    // A blank in the last column is lost when somebody copies it.
    if breaks >= leastBreaks, lengths.isSubset(of: [width - 1, width]),
      width == usualTerminal || others == 0
    {
      return .width(width, isTerminals: true)
    }
    // Where a program says the same again and again, the line that follows has room or has not.
    guard widths.contains(width), breaks >= leastBreaks, lengths.count > 1,
      others * doubt <= breaks
    else { return nil }
    return .width(width, isTerminals: false)
  }

  /// What of a line may be the rest of the one above.
  private static func rest(_ line: ByteSpan, _ head: LineHead) -> ByteSpan? {
    let rest = line[head.messageStart...]
    guard head.form == .bare, rest.count > 0, BootBoundary.Mark.read(rest) == nil else {
      return nil
    }
    // what some editors and pagers put where a line goes on
    for arrow in arrows where rest.has(arrow) {
      let end = arrow.utf8CodeUnitCount
      return rest[(rest[end] == .blank ? end + 1 : end)...]
    }
    // one of a list of devices, and what YAML puts before an item
    let hasWord = rest.bytes.contains { $0.isLetter || $0.isDigit }
    if line[0] == .blank, rest.has("/sys/") || !hasWord { return nil }
    return rest
  }

  private static let leastInColumns = 6
  private static let arrows: [StaticString] = ["↪", "↳", "⤷", "»"]

  private static func canBeBroken(_ head: LineHead) -> Bool {
    head.form != .bare && head.form != .status && head.form != .property
  }

  private static func hasNoRoom(_ width: Int, _ count: Int, for rest: ByteSpan) -> Bool {
    count + 1 + rest.endOfWord(from: 0) > width
  }

  /// Puts together the line of `text` that begins at `start`: all of it but the ends of its parts,
  /// and what quotes them. Blanks stand where it was broken.
  ///
  /// - Returns: the line, where the next one begins, and how many lines of the text it is.
  func line(
    of text: ByteSpan, at start: Int, parser: LineParser
  ) -> (bytes: [UInt8], next: Int, parts: Int) {
    switch way {
    case .parts: return PartialLine.line(of: text, at: start)
    case .softBreak(let softBreak): return softBreak.line(of: text, at: start)
    case .columns:
      let end = text.firstIndex(of: .newline, from: start) ?? text.count
      return (text[start..<end].withoutGaps, end + 1, 1)
    case .width(let width, let isTerminals):
      return Self.line(of: text, at: start, parser, width, isTerminals)
    }
  }

  private static func line(
    of text: ByteSpan, at start: Int, _ parser: LineParser, _ width: Int, _ isTerminals: Bool
  ) -> (bytes: [UInt8], next: Int, parts: Int) {
    var parser = parser
    var end = text.firstIndex(of: .newline, from: start) ?? text.count
    var above = text[start..<end]
    var bytes = Array(above.bytes.prefix(LineSplitter.longestLine))
    var parts = 1
    let head = parser.parse(above)
    guard isTerminals || canBeBroken(head) else { return (bytes, end + 1, parts) }
    while end + 1 < text.count, parts < mostParts {
      let nextEnd = text.firstIndex(of: .newline, from: end + 1) ?? text.count
      let next = text[(end + 1)..<nextEnd]
      guard var rest = rest(next, parser.parse(next)),
        isTerminals ? above.columns >= width - 1 : hasNoRoom(width, above.columns, for: rest)
      else { break }
      let isFull = isTerminals && above.columns == width
      // a blank that begins a terminal's line stood in the text
      if isFull, next[0] == .blank, next[1] > .blank { rest = next }
      // what Emacs and shells put where a line goes on
      if bytes.last == UInt8(ascii: "\\") { bytes.removeLast() }
      while bytes.last == .carriageReturn || !isFull && bytes.last == .blank { bytes.removeLast() }
      if !isFull { bytes.append(.blank) }
      bytes.append(contentsOf: rest.bytes)
      above = next
      end = nextEnd
      parts += 1
    }
    return (bytes, end + 1, parts)
  }

  /// Where the last line of `text` begins that is not the rest of another: more of it may come.
  func lastLine(of text: ByteSpan, parser: LineParser) -> Int {
    if case .columns = way { return text.count }
    var at = text.count
    for _ in 0..<Self.mostParts where at > 0 {
      let end = at - 1
      at = text.startOfLine(end, from: 0)
      if at == 0 || begins(text[at..<end], below: text[0..<at - 1], parser) { return at }
    }
    return text.count
  }

  /// Whether a line is not the rest of the last one of a text.
  private func begins(_ line: ByteSpan, below above: ByteSpan, _ parser: LineParser) -> Bool {
    switch way {
    case .columns: return true
    case .softBreak(let softBreak): return !softBreak.goesOn(above)
    case .parts:
      let start = above.startOfLine(above.count, from: 0)
      return !PartialLine.goesOn(above[start...], in: line)
    case .width:
      var parser = parser
      return Self.canBeBroken(parser.parse(line))
    }
  }
}

extension ByteSpan {
  /// How many characters a terminal shows, where each takes a column.
  fileprivate var columns: Int { bytes.count { $0 & 0xc0 != 0x80 } }

  /// Whether more than one blank stands between all words.
  fileprivate var isInColumns: Bool {
    var gaps = 0
    for place in 1..<max(1, count) where self[place] == .blank && self[place - 1] > .blank {
      if self[place + 1] > .blank { return false }
      gaps += 1
    }
    return gaps >= 2
  }

  fileprivate var withoutGaps: [UInt8] {
    var line: [UInt8] = []
    for byte in bytes where byte != .blank || line.last != .blank { line.append(byte) }
    return line
  }
}
