internal import FoundationEssentials

/// How the values of a report are changed, wherever they stand in it. A key that a type gets later
/// is changed like all others.
package struct Rewriting {
  /// Takes a text and the name of the member that it stands in.
  var text: (_ text: String, _ key: String) -> String
  var entry: (Report.Entry) -> Report.Entry

  package init(
    text: @escaping (_ text: String, _ key: String) -> String,
    entry: @escaping (Report.Entry) -> Report.Entry
  ) {
    self.text = text
    self.entry = entry
  }

  /// The value with all texts and entries in it changed: written as JSON, and read back.
  package func applied<Value: Codable>(to value: Value) -> Value {
    let outlet = Outlet()
    let json = JSONWriter(to: outlet, isIndented: false)
    json.rewriting = self
    json.encode(value)
    do {
      return try JSONDecoder().decode(Value.self, from: Data(outlet.bytes))
    } catch {
      preconditionFailure("\(Value.self) cannot be read back: \(error)")
    }
  }
}

extension JSONWriter {
  func rewrite(_ entry: Report.Entry) {
    let outer = rewriting
    rewriting = nil
    encode(outer?.entry(entry) ?? entry)
    rewriting = outer
  }
}
