/// How a mail program broke the lines of a log: at blanks, so that none is longer than its width.
///
/// It shows where lines without a log's beginning follow lines of the log that had no room for
/// their first word. Where one of those had room, it is no rest of the line above.
struct Wrapping {
  /// The longest line that there is.
  private let width: Int
  /// Whether a terminal broke them, which does it in the middle of a word, too.
  private var isTerminals = false
  /// How it is written, if that marks where a line goes on.
  private var softBreak: SoftBreak?
  /// Whether each part has a stamp of its own.
  private var isInParts = false
  /// Whether each word has a column of its own, as `column -t` makes them.
  private var isInColumns = false
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
    softBreak = SoftBreak(lines, of: text)
    isInParts = PartialLine.stand(in: lines)
    isInColumns = lines.count >= Self.leastInColumns && lines.allSatisfy(\.isInColumns)
    if softBreak != nil || isInParts || isInColumns {
      width = 0
      return
    }
    guard let longest = lines.map(\.columns).max(), Self.terminals.contains(longest) else {
      return nil
    }
    width = longest
    var parser = LineParser()
    var isWithinLog = false
    var above = 0
    var breaks = 0
    var lengths: Set<Int> = []
    var others = 0
    for line in lines {
      let head = parser.parse(line)
      if isWithinLog, let rest = Self.rest(line, head) {
        let isRest = hasNoRoom(above, for: rest)
        if isRest {
          breaks += 1
          lengths.insert(above)
        } else {
          others += 1
        }
        isWithinLog = isRest
      } else {
        isWithinLog = Self.canBeBroken(head)
      }
      above = line.columns
    }
    // A blank in the last column is lost when somebody copies it.
    isTerminals = breaks >= Self.leastBreaks && lengths.isSubset(of: [width - 1, width])
    if isTerminals, width == Self.usualTerminal || others == 0 { return }
    isTerminals = false
    // Where a program says the same again and again, the line that follows has room or has not.
    guard Self.widths.contains(width), breaks >= Self.leastBreaks, lengths.count > 1,
      others * Self.doubt <= breaks
    else {
      return nil
    }
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

  private func hasNoRoom(_ count: Int, for rest: ByteSpan) -> Bool {
    count + 1 + rest.endOfWord(from: 0) > width
  }

  /// Puts together the line of `text` that begins at `start`: all of it but the ends of its parts,
  /// and what quotes them. Blanks stand where it was broken.
  ///
  /// - Returns: the line, where the next one begins, and how many lines of the text it is.
  func line(
    of text: ByteSpan, at start: Int, parser: LineParser
  ) -> (bytes: [UInt8], next: Int, parts: Int) {
    if isInParts { return PartialLine.line(of: text, at: start) }
    if isInColumns {
      let end = text.firstIndex(of: .newline, from: start) ?? text.count
      return (text[start..<end].withoutGaps, end + 1, 1)
    }
    if let softBreak { return softBreak.line(of: text, at: start) }
    var parser = parser
    var end = text.firstIndex(of: .newline, from: start) ?? text.count
    var above = text[start..<end]
    var bytes = Array(above.bytes.prefix(LineSplitter.longestLine))
    var parts = 1
    let head = parser.parse(above)
    guard isTerminals || Self.canBeBroken(head) else { return (bytes, end + 1, parts) }
    while end + 1 < text.count, parts < Self.mostParts {
      let nextEnd = text.firstIndex(of: .newline, from: end + 1) ?? text.count
      let next = text[(end + 1)..<nextEnd]
      guard var rest = Self.rest(next, parser.parse(next)),
        isTerminals ? above.columns >= width - 1 : hasNoRoom(above.columns, for: rest)
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
    var at = text.count
    for _ in 0..<Self.mostParts where at > 0 {
      if isInColumns { return at }
      let end = at
      at = text[0..<(at - 1)].lastIndex(of: .newline).map { $0 + 1 } ?? 0
      if isInParts {
        let above = text[0..<(at - 1)]
        let start = above.lastIndex(of: .newline).map { $0 + 1 } ?? 0
        if at == 0 || !PartialLine.goesOn(above[start...], in: text[at..<end]) { return at }
        continue
      }
      if let softBreak {
        if at == 0 || !softBreak.goesOn(text[0..<(at - 1)]) { return at }
        continue
      }
      var parser = parser
      if Self.canBeBroken(parser.parse(text[at...][0..<lengthOfLine(text, at)])) { return at }
    }
    return text.count
  }

  private func lengthOfLine(_ text: ByteSpan, _ at: Int) -> Int {
    (text.firstIndex(of: .newline, from: at) ?? text.count) - at
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
