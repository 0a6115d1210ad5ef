import Testing

@testable import ReportModel

@Suite struct JSONWriterTests {
  @Test(arguments: [
    ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("\u{0}\u{1b}\n\t\r\u{7f}\u{9b}", #""\u0000\u001b\n\t\r\u007f\u009b""#),
    ("\u{2028}\u{202e}é日😀", #""\u2028\u202eé日😀""#),
    ("\u{e0041}", #""\udb40\udc41""#),
  ])
  func stringsAreEscaped(_ text: String, _ expected: String) {
    #expect(written(text) == expected)
  }

  @Test func numbersReadBackTheSame() {
    #expect(written(12.0) == "12.0")
    #expect(written(0.1) == "0.1")
    #expect(written(Double.nan) == "null")
    #expect(written(UInt64.max) == "18446744073709551615")
    #expect(written(Report.Seconds(microseconds: 85_509_335)) == "85.509335")
    #expect(written(Report.Seconds(microseconds: -1_000_001)) == "-1.000001")
  }

  @Test func emptyAndNested() {
    #expect(written([String]()) == "[]")
    #expect(written([["a"], []]) == #"[["a"],[]]"#)
    struct Both: Codable {
      var none: String?
      var list = [1, 2]
    }
    let outlet = Outlet()
    JSONWriter(to: outlet).document(Both())
    let expected = """
      {
        "none": null,
        "list": [
          1,
          2
        ]
      }
      """
    #expect(String(decoding: outlet.bytes, as: UTF8.self) == expected + "\n")
  }

  /// What is written boot by boot is what the whole would be.
  @Test(arguments: Samples.all.map(\.name))
  func inPiecesAsWhole(_ name: String) throws {
    let report = try #require(Samples.all.first { $0.name == name }).diagnosis
    let (whole, pieces) = (Outlet(), Outlet())
    JSONWriter(to: whole).document(report)
    var output = JSONReport(tool: report.tool, to: pieces)
    output.write(report)
    #expect(pieces.bytes == whole.bytes)
  }

  @Test func bytesThatAreNoTextAreKept() throws {
    let line: [UInt8] = [0x41, 0xff, 0x42]
    let entry = Report.Entry(source: "a", position: "line 1", line: line, messageStart: 1)
    #expect(entry.text == "A\u{fffd}B" && entry.bytesBase64 == "Qf9C")
    #expect(entry.line == line && Array(entry.message) == [0xff, 0x42])
    #expect(Report.Entry(source: "a", position: "line 1", line: "é".utf8).bytesBase64 == nil)
  }

  /// Another version may know less, or more.
  @Test func anotherVersionsReportIsRead() throws {
    let report = try Report(
      json: Array(
        #"""
        {"schema_version": 1, "tool": {"name": "probe-doctor", "version": "9"}, "surprise": [],
         "boots": [{"event_timeout": {"source": "default"}, "kills": [
           {"id": "1", "kind": "kill", "headline": "", "cause": "unheard-of", "culprit":
             {"kind": "driver", "name": "acme", "confidence": "likely"}}]}],
         "coverage": {"complete": true}}
        """#.utf8))
    #expect(report.kills.map(\.culprit.name) == ["acme"])
    #expect(report.kills[0].cause == nil && report.kills[0].suspects.isEmpty)
    #expect(report.killCount == 1)
  }

  @Test(arguments: [
    #"{"MESSAGE":"tool: probe-doctor"}"#, "[ 0.000000] Linux version", "",
    #"{"schema_version":1,"tool":{"name":"probe-doctor","version":"0"},"type":"kill"}"#,
  ])
  func otherFilesAreNoReports(_ text: String) { #expect(!Report.begins(text.utf8)) }

  private func written(_ value: some Encodable) -> String {
    let outlet = Outlet()
    JSONWriter(to: outlet, isIndented: false).document(value)
    return String(decoding: outlet.bytes.dropLast(), as: UTF8.self)
  }
}
