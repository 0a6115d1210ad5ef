/// A line as it was before somebody put it into a page, a chat, a script's output or a string: without
/// what those write for a quote, a blank or a colour.
///
/// Asked about lines that no log has as they stand.
enum PlainText {
  /// Whether a log's line may need it, too: quotes and blanks are written as no log does.
  static func concerns(_ line: ByteSpan) -> Bool {
    if let sign = line.firstIndex(of: "&"), entity(line, sign) != nil { return true }
    if let slash = line.firstIndex(of: "\\"),
      telling.contains(where: { line.firstIndex(of: $0, from: slash) != nil })
    {
      return true
    }
    if let brace = line.firstIndex(of: "{"),
      braced.contains(where: { line.firstIndex(of: $0, from: brace) != nil }),
      line[brace + 1] != "+" || !isOfLock(line[brace + 2])
    {
      return true
    }
    if line.firstIndex(of: 0x08) != nil || line.has("##teamcity[") || hasCodedBlanks(line) {
      return true
    }
    if line.firstIndex(of: "<wbr>") != nil
      || colours.contains(where: { line.firstIndex(of: $0) != nil })
    {
      return true
    }
    if line.has("#015", at: line.count - 4) || line.has("#012", at: line.count - 4) { return true }
    return line.bytes.indices.contains { line[$0] >= 0x80 && Typography.plain(line, $0) != nil }
  }

  /// An ESC as rsyslog writes it, and `cat -v`, before what a terminal makes a colour of.
  private static let colours: [StaticString] = ["#033[", "^[["]

  /// Escapes that are in no log: RTF's, Markdown's, man's and the Common Event Format's.
  private static let telling: [StaticString] = ["\\'", "\\[", "\\_", "\\-", "\\(aq", "\\="]
  /// LaTeX's brackets, and the words that git shows as new.
  private static let braced: [StaticString] = ["{[}", "{]}", "{+"]

  /// Whether blanks are written as an address or a string of bytes writes them: of a line that has others
  /// only a unit's name is.
  private static func hasCodedBlanks(_ line: ByteSpan) -> Bool {
    let marks: [StaticString] = ["%20", "+%5B", "\\x20", "\\040"]
    guard let mark = marks.first(where: { line.firstIndex(of: $0) != nil }) else { return false }
    return line.firstIndex(of: .blank) == nil || mark.utf8Start.pointee == "%"
  }

  /// `%5B`, `\x5b` or `\133`: how long it is, and which byte.
  private static func codedByte(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    let isPercent = line[at] == "%"
    let isHexadecimal = isPercent || line[at + 1] == "x"
    let digits = isPercent ? at + 1..<at + 3 : isHexadecimal ? at + 2..<at + 4 : at + 1..<at + 4
    guard digits.upperBound <= line.count,
      line[digits].bytes.allSatisfy({ $0.isDigit || $0.isLetter }),
      let byte = UInt8(line[digits].string, radix: isHexadecimal ? 16 : 8)
    else { return nil }
    return (digits.upperBound - at, byte == .carriageReturn ? [] : [byte])
  }

  /// Nil if there is nothing to be undone.
  static func of(_ line: ByteSpan) -> [UInt8]? {
    if hasCodedBlanks(line) { return bytes(of: line) }
    var out: [UInt8] = []
    var isChanged = false
    var at = 0
    while at < line.count {
      if line[at] == 0x08 {
        // a terminal goes back, and prints over what is there
        if !isChanged { out.append(contentsOf: line[0..<at].bytes) }
        isChanged = true
        _ = out.popLast()
        at += 1
      } else if mayBeCoded(line[at]), let (length, text) = coded(line, at) {
        if !isChanged {
          isChanged = true
          out.reserveCapacity(line.count)
          out.append(contentsOf: line[0..<at].bytes)
        }
        out.append(contentsOf: text)
        at += length
      } else {
        if isChanged { out.append(line[at]) }
        at += 1
      }
    }
    return isChanged && !out.isEmpty ? out : nil
  }

  private static func bytes(of line: ByteSpan) -> [UInt8] {
    let isForm = line.firstIndex(of: "+%") != nil
    var out: [UInt8] = []
    var at = 0
    while at < line.count {
      if line[at].isOne(of: "%\\"), let (length, bytes) = codedByte(line, at) {
        out += bytes
        at += length
      } else {
        out.append(isForm && line[at] == "+" ? .blank : line[at])
        at += 1
      }
    }
    return out
  }

  private static func mayBeCoded(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte < 0x20 || byte.isOne(of: "&\\^#'*|<{+_")
  }

  /// What is written at `at` for something else: how long it is, and what it stands for.
  private static func coded(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    switch line[at] {
    case "&": entity(line, at)
    case "\\", "^", "#": escape(line, at)
    case "'": doubled(line, at)
    case "<": line.has("<wbr>", at: at) ? (5, []) : nil
    case "{" where line[at + 2] == "}": line[at + 1].isOne(of: "[]") ? (3, [line[at + 1]]) : nil
    case "{": line.has("{+", at: at) && !isOfLock(line[at + 2]) ? (2, []) : nil
    case "+":
      line.has("+}", at: at) && at > 0 && !isOfLock(line[at - 1])
        && line.firstIndex(of: "{+") != nil ? (2, []) : nil
    case "_": windowsEscape(line, at)
    // Markdown's bold letters
    case "*": isBold(line, at) ? (2, []) : nil
    case "|": line.has("##teamcity[") ? barred(line[at + 1]).map { (2, $0) } : nil
    case 0x80...: Typography.plain(line, at)
    // NUL, BEL, SO and SI stand within words; the others, as a tab, between them
    case 0x00, 0x07, 0x0e, 0x0f: (1, [])
    case 0x01..<0x20: (1, [.blank])
    default: nil
    }
  }

  /// The kernel's lists of locks say `{+.+.}-{4:4}`, in which no word is new.
  private static func isOfLock(_ byte: UInt8) -> Bool { byte.isOne(of: "+.-?") }

  /// `_x000A_`, as PowerShell and Excel write a control character.
  private static func windowsEscape(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    guard line.has("_x00", at: at), line[at + 6] == "_",
      let code = UInt8(line[at + 4..<at + 6].string, radix: 16)
    else { return nil }
    return (7, code == .carriageReturn ? [] : [code])
  }

  /// SQL and YAML write a quote within quotes twice: what opens with two closes with two. Two that close
  /// alone are those of a command that ends with a quoted word.
  private static func doubled(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    guard line[at + 1] == "'" else { return nil }
    let before = at > 0 ? line[at - 1] : .blank
    let closes = before.isLetter || before.isDigit || before == "/"
    let isCoded = opens(line, at) || closes && (0..<at).contains { opens(line, $0) }
    return isCoded ? (2, Array("'".utf8)) : nil
  }

  private static func opens(_ line: ByteSpan, _ at: Int) -> Bool {
    guard line[at] == "'", line[at + 1] == "'", at == 0 || line[at - 1] == .blank else {
      return false
    }
    let next = line[at + 2]
    return next > .blank && !next.isOne(of: ",)'")
  }

  /// What stands for one byte, or for nothing.
  private static let spellings: [(StaticString, [UInt8])] = [
    ("&quot;", [0x22]), ("&apos;", [0x27]), ("&lt;", [0x3c]), ("&gt;", [0x3e]), ("&amp;", [0x26]),
    ("&nbsp;", [.blank]), ("&rsquo;", [0x27]), ("&lsquo;", [0x27]), ("&lsqb;", [0x5b]),
    ("&rsqb;", [0x5d]), ("&lbrack;", [0x5b]), ("&rbrack;", [0x5d]), ("&equals;", [0x3d]),
    ("&Tab;", [.blank]), ("&ldquo;", [0x22]), ("&rdquo;", [0x22]), ("&sol;", [0x2f]),
    ("&colon;", [0x3a]),
    // rsyslog's control characters
    ("#011", [.blank]), ("#015", []), ("#012", []), ("#000", []), ("^M", []),
    ("\\u0027", [0x27]), ("\\u003d", [0x3d]), ("\\u003D", [0x3d]),
    // RTF's quote, and man's
    ("\\'27", [0x27]), ("\\(aq", [0x27]),
  ]

  private static func spelling(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    spellings.first { line.has($0.0, at: at) }.map { ($0.0.utf8CodeUnitCount, $0.1) }
  }

  private static func entity(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    if line.has("&amp;", at: at), let twice = codedTwice(line, at) { return twice }
    if let known = spelling(line, at) { return known }
    guard line[at + 1] == "#" else { return nil }
    let isHexadecimal = line[at + 2] | 0x20 == "x"
    let start = at + (isHexadecimal ? 3 : 2)
    guard let end = line[start..<start + 8].firstIndex(of: ";"), end > 0,
      let code = UInt32(line[start..<start + end].string, radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(code)
    else { return nil }
    let text = Array(String(scalar).utf8)
    let plain = text.withUnsafeBytes { Typography.plain(ByteSpan($0), 0)?.1 }
    return (start + end + 1 - at, code == 0x0d ? [] : plain ?? text)
  }

  /// `&amp;quot;`: a page's text that was put into a page.
  private static func codedTwice(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    let code = Array("&".utf8) + line[at + 5..<at + 13].bytes
    return code.withUnsafeBytes { entity(ByteSpan($0), 0) }.map { ($0.0 + 4, $0.1) }
  }

  /// Whether two stars open or close what is between them.
  private static func isBold(_ line: ByteSpan, _ at: Int) -> Bool {
    let before = at > 0 ? line[at - 1] : .blank
    return line[at + 1] == "*" && line[at + 2] != "*" && before != "*"
      && (before > .blank) != (line[at + 2] > .blank)
  }

  /// TeamCity's escapes.
  private static func barred(_ byte: UInt8) -> [UInt8]? {
    switch byte {
    case "[", "]", "'", "|": [byte]
    case "n", "r": []
    default: nil
    }
  }

  /// How programs write an ESC that they do not print, and rsyslog any control character.
  private static let escapes: [StaticString] = [
    "\\u001b", "\\u001B", "\\x1b", "\\x1B", "\\033", "\\e", "^[", "#033",
  ]

  private static func escape(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    for mark in escapes where line.has(mark, at: at) {
      var end = at + mark.utf8CodeUnitCount
      guard line[end] == "[" else { continue }
      end += 1
      while line[end].isDigit || line[end].isOne(of: ";?") { end += 1 }
      return line[end].isLetter ? (end + 1 - at, []) : nil
    }
    if let known = spelling(line, at) { return known }
    guard line[at] == "\\" else { return nil }
    // Markdown's way to write what would mean something to it
    let next = line[at + 1]
    return next.isOne(of: "[]_*-.#()<>+`'=") ? (2, [next]) : nil
  }
}
