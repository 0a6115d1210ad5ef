package import ReportModel

/// Writes HTML and SVG: tags are our own, and whatever stands in or between them is escaped.
package struct MarkupWriter {
  private let outlet: Outlet

  init(to outlet: Outlet) { self.outlet = outlet }

  /// An element with what `body` puts into it.
  mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, SafeText>,
    _ body: (inout MarkupWriter) -> Void
  ) {
    begin(name, attributes)
    body(&self)
    end(name)
  }

  mutating func element(_ name: StaticString, _ body: (inout MarkupWriter) -> Void) {
    element(name, [:], body)
  }

  /// An element with nothing but text in it.
  mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, SafeText>, _ content: SafeText
  ) {
    element(name, attributes) { $0.text(content) }
  }

  mutating func element(_ name: StaticString, _ content: SafeText) {
    element(name, [:], content)
  }

  mutating func text(_ content: SafeText) {
    outlet.write(Self.escape(content))
  }

  /// What is markup already, from this program's source.
  mutating func raw(_ own: StaticString) {
    outlet.write(markup: own)
  }

  mutating func newLine() {
    outlet.write("\n")
  }

  mutating func begin(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, SafeText> = [:]
  ) {
    outlet.write(markup: "<")
    outlet.write(markup: name)
    for (key, value) in attributes where !value.isEmpty {
      outlet.write(markup: " ")
      outlet.write(markup: key)
      outlet.write(markup: "=\"")
      let text = Self.escape(value)
      if Self.isShown("\(key)") { outlet.write(text) } else { outlet.write(markup: text) }
      outlet.write(markup: "\"")
    }
    outlet.write(markup: ">")
  }

  mutating func end(_ name: StaticString) {
    outlet.write(markup: "</")
    outlet.write(markup: name)
    outlet.write(markup: ">")
  }

  /// Whether an attribute is for people. The others hold numbers, styles, and marks of this page's own.
  private static func isShown(_ attribute: String) -> Bool {
    attribute == "aria-label" || attribute == "data-title"
  }

  /// Good between tags and within either kind of quotes. What XML forbids altogether, control
  /// characters among it, cannot be in a ``SafeText``.
  package static func escape(_ content: SafeText) -> String {
    var out = ""
    out.reserveCapacity(content.text.utf8.count)
    for scalar in content.text.unicodeScalars { out += escape(scalar) }
    return out
  }

  static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: String(scalar)
    }
  }
}
