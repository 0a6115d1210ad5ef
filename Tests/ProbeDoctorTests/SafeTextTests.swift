import Testing

@testable import ReportModel

@Suite struct ShownTests {
  @Test(arguments: [
    ("plain words, grün und 日本", "plain words, grün und 日本"),
    ("\u{1b}[31mred", "\\x1b[31mred"),
    ("a\u{0}b\u{7}c\u{8}d\re\nf", "a\\x00b\\x07c\\x08d\\x0de\\x0af"),
    ("tab\there", "tab here"),
    ("\u{7f}\u{85}\u{9b}", "\\x7f\\x85\\x9b"),
    ("\u{202e}\u{2066}\u{200b}\u{feff}\u{ad}", "\\u202e\\u2066\\u200b\\ufeff\\xad"),
    ("\u{2028}\u{2029}\u{3164}", "\\u2028\\u2029\\u3164"),
    ("\u{e000}\u{e0041}", "\\ue000\\U000e0041"),
    ("dev-disk\\x2dlabel", "dev-disk\\x2dlabel"),
  ])
  func foreignTextIsHarmless(_ foreign: String, _ expected: String) {
    #expect(SafeText(foreign).text == expected)
    let interpolated: SafeText = "<\(foreign)>"
    #expect(interpolated.text == "<\(expected)>")
  }

  @Test func bytesThatAreNoTextAreShownAsNumbers() {
    #expect(SafeText(bytes: [0x41, 0xff, 0xc3, 0x28, 0xe2, 0x82]).text == "A\\xff\\xc3(\\xe2\\x82")
    // A surrogate and an overlong slash are not UTF-8.
    #expect(SafeText(bytes: [0xed, 0xa0, 0x80]).text == "\\xed\\xa0\\x80")
    #expect(SafeText(bytes: [0xc0, 0xaf]).text == "\\xc0\\xaf")
  }

  @Test func longTextIsCut() {
    #expect(SafeText(String(repeating: "x", count: 300)).columns == 300)
    let cut = SafeText(String(repeating: "x", count: 301))
    #expect(cut.columns == 300)
    #expect(cut.text.hasSuffix("x…"))
    #expect(SafeText(String(repeating: "\u{1b}", count: 301)).columns <= 300)
    #expect(SafeText(String(repeating: "日", count: 301)).columns <= 300)
  }

  @Test func ourOwnTextIsNotEscaped() {
    let own: SafeText = "✗ a\tb"
    #expect(own.text == "✗ a\tb")
    let twice: SafeText = "\(SafeText(bytes: [0x1b]))"
    #expect(twice.text == "\\x1b")
  }
}
