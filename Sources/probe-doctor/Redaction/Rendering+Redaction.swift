import KillCorrelator
import LogModel
import ReportModel
import Reports
import Telling

extension Rendering {
  /// The bytes of a diagnosis with other names for what is private, proven to hold none of it.
  ///
  /// - Throws: `Complaint` if something private would be left.
  func redacted(_ diagnosis: Diagnosis, _ values: PrivateValues) throws(Complaint) -> [UInt8] {
    var values = values
    values.learn(diagnosis)
    var redactor = Redactor(values)
    let bytes = bytes(
      of: Report(redactor.redacted(diagnosis), version: ProbeDoctor.version))
    try LeakSearch(redactor: redactor).prove(bytes, name: "the report")
    return bytes
  }
}
