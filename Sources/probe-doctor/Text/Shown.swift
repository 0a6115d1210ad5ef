/// Text that may be put on a terminal.
///
/// Only what is written in this program's source goes in as it is. Whatever is interpolated came
/// from a log, a file name or a command line, and is escaped on the way in: a log can hold
/// anything that anybody was able to print into it, also sequences that retitle a window, hide a
/// line or turn its reading direction around.
struct Shown: Hashable, ExpressibleByStringInterpolation {
  /// What a terminal gets.
  private(set) var text: String

  /// More than this many columns of one foreign string are cut.
  static let widest = 300

  init(stringLiteral literal: String) {
    text = literal
  }

  init(stringInterpolation: Interpolation) {
    text = stringInterpolation.text
  }

  /// Foreign text, escaped.
  init(_ foreign: some StringProtocol) {
    text = Self.escape(foreign.utf8)
  }

  /// Foreign bytes, escaped; those that are no UTF-8 are shown as `\xNN`.
  init(bytes: some Collection<UInt8>) {
    text = Self.escape(bytes)
  }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ shown: Shown) { text += shown.text }
    mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }
    mutating func appendInterpolation(_ foreign: some StringProtocol) {
      text += Shown(foreign).text
    }
  }

  var isEmpty: Bool { text.isEmpty }

  /// How many columns it takes: East Asian wide characters count twice.
  var columns: Int { text.unicodeScalars.reduce(0) { $0 + Self.columns(of: $1) } }

  static func + (left: Shown, right: Shown) -> Shown { "\(left)\(right)" }
  static func += (left: inout Shown, right: Shown) { left.text += right.text }

  /// The same, with its first letter in upper case: a foreign word may begin a sentence of ours,
  /// but a name must keep its spelling, so this is for our own words.
  var capitalised: Shown {
    guard let first = text.first else { return self }
    var copy = self
    copy.text = first.uppercased() + text.dropFirst()
    return copy
  }

  /// The same, filled up with spaces to so many columns.
  func padded(to width: Int) -> Shown {
    var copy = self
    copy.text += String(repeating: " ", count: max(0, width - columns))
    return copy
  }

  /// The same with spaces before it, so that it ends at that column.
  func rightAligned(to width: Int) -> Shown {
    var copy = self
    copy.text = String(repeating: " ", count: max(0, width - columns)) + text
    return copy
  }

  /// No wider than so many columns.
  func cut(to width: Int) -> Shown {
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
  var withoutTrailingSpaces: Shown {
    var copy = self
    while copy.text.hasSuffix(" ") { copy.text.removeLast() }
    return copy
  }

  /// Its words, for wrapping.
  var words: [Shown] {
    text.split(separator: " ").map { word in
      var shown = Shown(stringLiteral: "")
      shown.text = String(word)
      return shown
    }
  }
}

extension Sequence<Shown> {
  func joined(separator: Shown) -> Shown {
    var whole: Shown = ""
    for (index, part) in enumerated() {
      if index > 0 { whole += separator }
      whole += part
    }
    return whole
  }
}

extension String.StringInterpolation {
  /// In a plain string it would show as a value of this type: what is meant is its text.
  @available(*, unavailable, message: "interpolate it into a Shown, or its text")
  mutating func appendInterpolation(_ shown: Shown) {}
}
