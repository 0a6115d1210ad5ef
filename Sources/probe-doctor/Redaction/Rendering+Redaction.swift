import KillCorrelator
import LogModel
import Redaction

extension LeakCheck {
  /// Of what this program writes, in whatever form.
  init(_ redactor: Redactor) {
    self.init(redactor: redactor) { text in
      let shown = Shown(text)
      let outlet = Outlet()
      var json = JSONWriter(to: outlet)
      json.string(text)
      return [
        String(decoding: outlet.bytes.dropFirst().dropLast(), as: UTF8.self),
        MarkupWriter.escape(shown), Marked.escape(shown), shown.text,
      ]
    }
  }
}

extension Rendering {
  /// The bytes of a diagnosis with other names for what is private, proven to hold none of it.
  ///
  /// - Throws: `Complaint` if something private would be left.
  func redacted(_ diagnosis: Diagnosis, _ values: PrivateValues) throws(Complaint) -> [UInt8] {
    var values = values
    values.learn(diagnosis)
    var redactor = Redactor(values)
    let bytes = bytes(of: redactor.redacted(diagnosis))
    try LeakCheck(redactor).prove(bytes, name: "the report")
    return bytes
  }
}
