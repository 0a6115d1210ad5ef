internal import ReportModel

/// Markdown on its way to an issue tracker or a mail.
///
/// As with ``SafeText``, what is written in this program's source goes in as it is, and what is
/// interpolated is escaped on the way in: a line of a log must not become a heading, a link, a
/// picture, a mention of somebody or a reference to somebody's issue.
struct MarkdownText: ExpressibleByStringInterpolation {
  private(set) var text: String

  init(stringLiteral literal: String) {
    text = literal
  }

  init(stringInterpolation: Interpolation) {
    text = stringInterpolation.text
  }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 32 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ markdown: MarkdownText) { text += markdown.text }
    mutating func appendInterpolation(_ safe: SafeText) { text += MarkdownText.escape(safe) }
  }

  /// Escapes as little as is safe, for a mail shows the escapes.
  ///
  /// Trackers look for mentions, references, addresses and emoji names in what is left after the
  /// Markdown was read, where a backslash is gone: an empty character (U+200B, as an entity)
  /// keeps those apart.
  static func escape(_ safe: SafeText) -> String {
    let scalars = Array(safe.text.unicodeScalars)
    var out = ""
    out.reserveCapacity(scalars.count + 16)
    for (place, scalar) in scalars.enumerated() {
      let before = place > 0 ? scalars[place - 1] : nil
      let rest = scalars[(place + 1)...]
      switch scalar {
      case "`", "*", "[", "]", "<", ">", "|":
        out += "\\\(scalar)"
      case "\\":
        out += rest.first.map(isPunctuation) ?? true ? "\\\\" : "\\"
      case "_":
        out += isWord(before) && isWord(rest.first) ? "_" : "\\_"
      case "@", "#", "!", "$", "%", "&", "~":
        out += sign(scalar, isFirst: place == 0)
      case "-", "+", "=", "/":
        out += place == 0 && beginsBlock(scalar, rest.first) ? "\\\(scalar)" : "\(scalar)"
      case ".", ")":
        let numbers = place > 0 && scalars[..<place].allSatisfy(isDigit)
        if scalar == ".", endsWord("www", scalars[..<place]) { out += apart }
        out += numbers && (rest.first ?? " ") == " " ? "\\\(scalar)" : "\(scalar)"
      default:
        out.unicodeScalars.append(scalar)
      }
      if isKeptApart(scalar, scalars[..<place], rest) { out += apart }
    }
    return out
  }

  /// The same between tags that stand in Markdown, as in a `<summary>`: a backslash escapes nothing
  /// there, and Markdown's own signs mean nothing, but trackers look for mentions all the same.
  static func escapeBetweenTags(_ safe: SafeText) -> String {
    let scalars = Array(safe.text.unicodeScalars)
    var out = ""
    for (place, scalar) in scalars.enumerated() {
      if scalar == ".", endsWord("www", scalars[..<place]) { out += apart }
      out += MarkupWriter.escape(scalar)
      if isKeptApart(scalar, scalars[..<place], scalars[(place + 1)...]) { out += apart }
    }
    return out
  }

  /// Whether a tracker, or what makes links of addresses, may see something in a sign and what stands
  /// around it.
  private static func isKeptApart(
    _ scalar: Unicode.Scalar, _ before: ArraySlice<Unicode.Scalar>,
    _ rest: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    switch scalar {
    case "@", "#", "!", "$", "%", "&", "~":
      // `1~deb12` is a version.
      if scalar == "~", isWord(before.last) { return false }
      return isWord(rest.first) || rest.first == "\"" || rest.first == "_"
    case "-": return endsWord("gh", before) && isWord(rest.first)
    case ":": return rest.starts(with: "//".unicodeScalars) || startsEmoji(rest)
    default: return false
    }
  }

  /// One of the signs that trackers give a meaning to before a word.
  private static func sign(_ scalar: Unicode.Scalar, isFirst: Bool) -> String {
    switch scalar {
    case "&": "&amp;"
    case "$", "~": "\\\(scalar)"
    case "#" where isFirst: "\\#"
    default: "\(scalar)"
    }
  }

  private static let apart = "&#8203;"

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && scalar.value > 0x20 && !isWord(scalar)
  }

  /// Whether the text would be a list, a line across the page, or a command of GitLab.
  private static func beginsBlock(_ first: Unicode.Scalar, _ next: Unicode.Scalar?) -> Bool {
    switch first {
    case "-": next == nil || next == " " || next == "-"
    case "+": next == nil || next == " "
    default: true
    }
  }

  /// Whether a word stands right before: `GH-12` is an issue on GitHub, `www.` begins an address.
  private static func endsWord(_ word: String, _ before: ArraySlice<Unicode.Scalar>) -> Bool {
    let end = before.suffix(word.utf8.count)
    return end.map { $0.properties.lowercaseMapping }.joined() == word
      && !isWord(before.dropLast(end.count).last)
  }

  /// `:bug:` and `:100:` become pictures; `:00:` in the address of a device does not.
  private static func startsEmoji(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    let name = rest.prefix { isWord($0) || $0 == "_" || $0 == "+" || $0 == "-" }
    guard rest.dropFirst(name.count).first == ":", !name.isEmpty else { return false }
    return name.count > 2 || !name.allSatisfy(isDigit)
  }
}
