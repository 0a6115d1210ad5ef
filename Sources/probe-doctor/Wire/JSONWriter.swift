import ReportModel

/// Something that has a form in JSON.
protocol JSONValue {
  func write(to json: inout JSONWriter)
}

/// Writes JSON as it goes, without building a tree first.
///
/// What it writes is ASCII apart from letters and signs that show themselves: control characters
/// and everything that could act on a terminal or end a line are escaped, so that a report is safe
/// to look at too.
struct JSONWriter {
  private let outlet: Outlet
  private let indented: Bool
  private var depth = 0
  private var isFirst = true

  /// With `indented` false the whole value stands on one line.
  init(to outlet: Outlet, indented: Bool = true) {
    self.outlet = outlet
    self.indented = indented
  }

  /// An object, whose members `body` adds with ``member(_:_:)``.
  mutating func object(_ body: (inout JSONWriter) -> Void) {
    begin("{")
    body(&self)
    end("}")
  }

  /// An array of values.
  mutating func array(_ values: some Sequence<some JSONValue>) {
    begin("[")
    for value in values { element(value) }
    end("]")
  }

  /// Begins an object or an array that is not known whole: what is in it follows, then ``end(_:)``.
  mutating func begin(_ mark: String) {
    raw(mark)
    depth += 1
    isFirst = true
  }

  /// Ends what was begun last.
  mutating func end(_ mark: String) {
    depth -= 1
    if !isFirst { newLine() }
    isFirst = false
    raw(mark)
  }

  /// Begins a member of the object that is being written, an object or an array.
  mutating func begin(_ key: String, _ mark: String) {
    name(key)
    begin(mark)
  }

  /// Begins an element of the array that is being written.
  mutating func beginElement(_ mark: String) {
    next()
    begin(mark)
  }

  /// An element of the array that is being written.
  mutating func element(_ value: some JSONValue) {
    next()
    value.write(to: &self)
  }

  /// A member of the object that is being written; nil is `null`.
  mutating func member(_ key: String, _ value: (some JSONValue)?) {
    name(key)
    if let value { value.write(to: &self) } else { raw("null") }
  }

  /// A string in quotes.
  mutating func string(_ text: String) {
    raw("\"")
    if text.utf8.allSatisfy(Self.isPlain) {
      raw(text)
    } else {
      for scalar in text.unicodeScalars { put(scalar) }
    }
    raw("\"")
  }

  /// Bytes that are JSON already: numbers and literals.
  mutating func raw(_ text: String) {
    outlet.write(text)
  }

  /// Whether a byte stands for itself, whatever stands around it.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private mutating func name(_ key: String) {
    next()
    string(key)
    raw(indented ? ": " : ":")
  }

  private mutating func next() {
    if !isFirst { raw(",") }
    isFirst = false
    newLine()
  }

  private mutating func newLine() {
    guard indented else { return }
    raw("\n")
    outlet.write(repeatElement(0x20, count: 2 * depth))
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": raw("\\\"")
    case "\\": raw("\\\\")
    case "\n": raw("\\n")
    case "\r": raw("\\r")
    case "\t": raw("\\t")
    case " "..."~": outlet.write(CollectionOfOne(UInt8(truncatingIfNeeded: scalar.value)))
    default:
      if needsEscape(scalar) {
        for unit in String(scalar).utf16 { raw("\\u" + hexadecimal(unit, digits: 4)) }
      } else {
        outlet.write(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  private func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

extension String: JSONValue {
  func write(to json: inout JSONWriter) { json.string(self) }
}

extension Bool: JSONValue {
  func write(to json: inout JSONWriter) { json.raw(self ? "true" : "false") }
}

extension Int: JSONValue {
  func write(to json: inout JSONWriter) { json.raw(String(self)) }
}

extension UInt64: JSONValue {
  func write(to json: inout JSONWriter) { json.raw(String(self)) }
}

extension Double: JSONValue {
  /// The shortest form that reads back as the same number; `null` for what JSON has no form for.
  func write(to json: inout JSONWriter) { json.raw(isFinite ? description : "null") }
}

/// What is encoded only when it is its turn.
extension LazyMapSequence: JSONValue where Element: JSONValue {
  func write(to json: inout JSONWriter) { json.array(self) }
}

extension Array: JSONValue where Element: JSONValue {
  func write(to json: inout JSONWriter) { json.array(self) }
}
