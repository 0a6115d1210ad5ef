/// Writes JSON as it goes, without building a tree first.
///
/// What it writes is ASCII apart from letters and signs that show themselves: control characters
/// and everything that could act on a terminal or end a line are escaped, so that a report is safe
/// to look at too.
package final class JSONWriter {
  private let outlet: Outlet
  private let isIndented: Bool
  private var depth = 0
  private var isFirst = true

  /// With `isIndented` false the whole value stands on one line.
  package init(to outlet: Outlet, isIndented: Bool = true) {
    self.outlet = outlet
    self.isIndented = isIndented
  }

  /// A whole value and the end of its line.
  package func document(_ value: some Encodable) {
    encode(value)
    raw("\n")
  }

  /// A member of the object that is being written.
  package func member(_ key: String, _ value: some Encodable) {
    name(key)
    encode(value)
  }

  /// An element of the array that is being written.
  package func element(_ value: some Encodable) {
    next()
    encode(value)
  }

  /// Begins an object or an array; what is in it follows, then ``end(_:)``.
  package func begin(_ mark: String) {
    raw(mark)
    depth += 1
    isFirst = true
  }

  /// Ends what was begun last.
  package func end(_ mark: String) {
    depth -= 1
    if !isFirst { newLine() }
    isFirst = false
    raw(mark)
  }

  /// The name of a member, whose value follows.
  package func name(_ key: String) {
    next()
    outlet.put(UInt8(ascii: "\""))
    outlet.write(markup: key)
    raw(isIndented ? "\": " : "\":")
  }

  /// Goes on to the next member or element.
  func next() {
    if !isFirst { outlet.put(UInt8(ascii: ",")) }
    isFirst = false
    newLine()
  }

  /// Bytes that are JSON already: numbers and literals.
  package func raw(_ text: String) { outlet.write(text) }

  /// A string in quotes.
  func string(_ text: String) {
    outlet.put(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      while start < bytes.count {
        var end = start
        while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
        if end > start { outlet.write(UnsafeBufferPointer(rebasing: bytes[start..<end])) }
        start = end
        while end < bytes.count, !Self.isPlain(bytes[end]) { end += 1 }
        let others = String(decoding: bytes[start..<end], as: UTF8.self)
        for scalar in others.unicodeScalars { put(scalar) }
        start = end
      }
    }
    outlet.put(UInt8(ascii: "\""))
  }

  /// Whether a byte stands for itself, whatever stands around it.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private func newLine() {
    guard isIndented else { return }
    raw(depth < Self.lineStarts.count ? Self.lineStarts[depth] : Self.lineStart(depth))
  }

  /// The end of a line and the blanks of the next, by depth.
  private static let lineStarts = (0..<16).map(lineStart)

  private static func lineStart(_ depth: Int) -> String {
    "\n" + String(repeating: " ", count: 2 * depth)
  }

  /// One that does not stand for itself.
  private func put(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": raw("\\\"")
    case "\\": raw("\\\\")
    case "\n": raw("\\n")
    case "\r": raw("\\r")
    case "\t": raw("\\t")
    default:
      if (0x10ff80...0x10ffff).contains(scalar.value) {
        // a byte of a file's name that is no UTF-8
        raw("\\" + SafeText.number(of: scalar))
      } else if SafeText.acts(scalar) {
        for unit in String(scalar).utf16 { raw("\\u" + hexadecimal(unit, digits: 4)) }
      } else {
        outlet.write(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }
}
