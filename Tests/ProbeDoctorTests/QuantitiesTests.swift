import LogModel
import Testing

@testable import ReportModel

@Suite struct QuantitiesTests {
  @Test(arguments: [(0, "0 boots"), (1, "1 boot"), (2, "2 boots"), (1_034_567, "1,034,567 boots")])
  func countsAgreeInNumber(_ count: Int, _ expected: String) {
    #expect(counted(count, "boot").text == expected)
  }

  @Test(arguments: [
    (0.0, "0.00 s"), (0.05, "0.05 s"), (0.5, "0.5 s"), (12.0, "12 s"), (12.54, "12.5 s"),
    (59.99, "60 s"), (180.0, "180 s"), (123.4, "123 s"), (-1.0, "0.00 s"),
    (.infinity, "1000000000 s"),
  ])
  func durationsHaveTheDigitsThatMatter(_ seconds: Double, _ expected: String) {
    #expect(duration(seconds).text == expected)
  }

  @Test func daysOfTheCalendar() {
    #expect(CivilTime(microseconds: 0).dateText == "1970-01-01")
    #expect(CivilTime(microseconds: 1_709_164_800_000_000).dateText == "2024-02-29")
    #expect(CivilTime(microseconds: 4_107_542_399_999_999).timeText == "23:59:59")
    #expect(CivilTime(microseconds: -1).dateText == "1969-12-31")
    #expect(CivilTime(microseconds: -1).fractionText == "999999")
  }
}
