import Testing

@testable import probe_doctor

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
    #expect(written(EncodedSeconds(microseconds: 85_509_335)) == "85.509335")
    #expect(written(EncodedSeconds(microseconds: -1_000_001)) == "-1.000001")
  }

  @Test func emptyAndNested() {
    #expect(written([String]()) == "[]")
    #expect(written([["a"], []]) == #"[["a"],[]]"#)
    let outlet = Outlet()
    var json = JSONWriter(to: outlet)
    json.object { json in
      json.member("none", String?.none)
      json.member("list", [1, 2])
    }
    let expected = """
      {
        "none": null,
        "list": [
          1,
          2
        ]
      }
      """
    #expect(String(decoding: outlet.bytes, as: UTF8.self) == expected)
  }

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
  func base64AsInTheStandard(_ text: String, _ expected: String) {
    #expect(base64(Array(text.utf8)) == expected)
  }

  private func written(_ value: some JSONValue) -> String {
    let outlet = Outlet()
    var json = JSONWriter(to: outlet, indented: false)
    value.write(to: &json)
    return String(decoding: outlet.bytes, as: UTF8.self)
  }
}
