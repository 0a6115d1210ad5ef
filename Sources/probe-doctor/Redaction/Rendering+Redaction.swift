import KillCorrelator
import LogModel

extension Rendering {
  /// The bytes of a diagnosis with other names for what is private, proven to hold none of it.
  ///
  /// - Throws: `Complaint` if something private would be left.
  func redacted(_ diagnosis: ToldDiagnosis, _ values: PrivateValues) throws(Complaint) -> [UInt8] {
    var values = values
    values.learn(diagnosis)
    var redactor = Redactor(values)
    let bytes = bytes(of: redactor.redacted(diagnosis))
    try LeakSearch(redactor: redactor).prove(bytes, name: "the report")
    return bytes
  }
}
