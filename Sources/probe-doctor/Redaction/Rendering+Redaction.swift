import LogModel
import ReportModel
import Reports

extension Rendering {
  /// The bytes of a report with other names for what is private, proven to hold none of it.
  ///
  /// - Throws: `Complaint` if something private would be left.
  func redacted(_ report: Report, _ values: PrivateValues) throws(Complaint) -> [UInt8] {
    var values = values
    values.learn(report)
    var redactor = Redactor(values)
    let bytes = bytes(of: redactor.redacted(report))
    try LeakSearch(redactor: redactor).prove(bytes, name: "the report")
    return bytes
  }
}
