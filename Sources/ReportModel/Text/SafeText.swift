/// Text that may be put on a terminal.
///
/// Only what is written in this program's source goes in as it is. Whatever is interpolated came
/// from a log, a file name or a command line, and is escaped on the way in: a log can hold
/// anything that anybody was able to print into it, also sequences that retitle a window, hide a
/// line or turn its reading direction around.
package struct SafeText: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// What a terminal gets.
  package private(set) var text: String

  /// More than this many columns of one foreign string are cut.
  package static let widest = 300

  package init(stringLiteral literal: String) {
    text = literal
  }

  package init(stringInterpolation: Interpolation) {
    text = stringInterpolation.text
  }

  /// Foreign text, escaped.
  package init(_ foreign: some StringProtocol) {
    var foreign = String(foreign)
    text = foreign.withUTF8 { Self.escape($0) }
  }

  /// A sentence of a report, escaped: it may be longer than a single name.
  package init(sentence: String) {
    var sentence = sentence
    text = sentence.withUTF8 { Self.escape($0, widest: .max) }
  }

  /// Foreign bytes, escaped; those that are no UTF-8 are shown as `\xNN`.
  package init(bytes: some Collection<UInt8>) {
    text = Array(bytes).withUnsafeBufferPointer { Self.escape($0) }
  }

  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }
    package mutating func appendInterpolation(_ safe: SafeText) { text += safe.text }
    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      text += String(number)
    }
    package mutating func appendInterpolation(_ foreign: some StringProtocol) {
      text += SafeText(foreign).text
    }
  }

  package var isEmpty: Bool { text.isEmpty }

  /// How many columns it takes: East Asian wide characters count twice.
  package var columns: Int { text.unicodeScalars.reduce(0) { $0 + Self.columns(of: $1) } }

  package static func + (left: SafeText, right: SafeText) -> SafeText { "\(left)\(right)" }
  package static func += (left: inout SafeText, right: SafeText) { left.text += right.text }

  /// The same, with its first letter in upper case: a foreign word may begin a sentence of ours,
  /// but a name must keep its spelling, so this is for our own words.
  package var capitalised: SafeText {
    guard let first = text.first else { return self }
    var copy = self
    copy.text = first.uppercased() + text.dropFirst()
    return copy
  }

  /// The same, filled up with spaces to so many columns.
  package func padded(to width: Int) -> SafeText {
    var copy = self
    copy.text += String(repeating: " ", count: max(0, width - columns))
    return copy
  }

  /// The same with spaces before it, so that it ends at that column.
  package func rightAligned(to width: Int) -> SafeText {
    var copy = self
    copy.text = String(repeating: " ", count: max(0, width - columns)) + text
    return copy
  }

  /// No wider than so many columns.
  package func cut(to width: Int) -> SafeText {
    guard columns > width else { return self }
    var copy = self
    copy.text = ""
    var used = 0
    for scalar in text.unicodeScalars {
      used += Self.columns(of: scalar)
      if used >= width { break }
      copy.text.unicodeScalars.append(scalar)
    }
    copy.text += "…"
    return copy
  }

  /// The same without the spaces at its end.
  package var withoutTrailingSpaces: SafeText {
    var copy = self
    while copy.text.hasSuffix(" ") { copy.text.removeLast() }
    return copy
  }

  /// Its words, for wrapping.
  package var words: [SafeText] { separated.filter { !$0.isEmpty } }

  /// What stands between its spaces, which may be nothing.
  package var separated: [SafeText] {
    // letters that are made of several are looked for only where there can be some
    let parts =
      text.utf8.allSatisfy { $0 < 0x80 }
      ? text.utf8.split(separator: 0x20, omittingEmptySubsequences: false).map { Substring($0) }
      : text.split(separator: " ", omittingEmptySubsequences: false)
    return parts.map { word in
      var copy = self
      copy.text = String(word)
      return copy
    }
  }
}

extension Sequence<SafeText> {
  package func joined(separator: SafeText) -> SafeText {
    var whole: SafeText = ""
    for (index, part) in enumerated() {
      if index > 0 { whole += separator }
      whole += part
    }
    return whole
  }
}

extension String.StringInterpolation {
  /// In a plain string it would show as a value of this type: what is meant is its text.
  @available(*, unavailable, message: "interpolate it into a SafeText, or its text")
  package mutating func appendInterpolation(_ safe: SafeText) {}
}
