/// Spans of time as systemd writes and reads them (systemd.time(7), `format_timespan`, `parse_sec`).
public enum TimeSpan {
  /// The sum of numbers with units, in µs: `2min 59s`, `1h 30min`, `2 days`, `30.5s`, `12` (seconds).
  ///
  /// - Returns: Nil for `infinity`, for what is no span, and for one that is too long to be counted.
  public static func microseconds(_ text: some StringProtocol) -> Int64? {
    var sum: Int64?
    var rest = Substring(text).drop { $0 == " " }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest = rest[number.endIndex...].drop { $0 == " " }
      let name = rest.prefix { $0.isLetter }
      rest = rest[name.endIndex...].drop { $0 == " " }
      guard let unit = units[String(name)], let part = microseconds(number, of: unit) else {
        return nil
      }
      let (total, overflow) = (sum ?? 0).addingReportingOverflow(part)
      guard !overflow else { return nil }
      sum = total
    }
    return sum
  }

  /// The same in seconds.
  public static func seconds(_ text: some StringProtocol) -> Double? {
    microseconds(text).map { Double($0) / 1_000_000 }
  }

  /// A decimal number (`1795459280.5`) of units of so many µs, in µs.
  public static func microseconds(
    _ number: some StringProtocol, of unit: Int64
  ) -> Int64? {
    guard let value = Double(number), value >= 0 else { return nil }
    let product = (value * Double(unit)).rounded()
    return product < 9e18 ? Int64(product) : nil
  }

  private static let units: [String: Int64] = {
    let names: [(names: [String], microseconds: Int64)] = [
      (["us", "usec", "µs"], 1),
      (["ms", "msec"], 1_000),
      (["", "s", "sec", "second", "seconds"], 1_000_000),
      (["m", "min", "minute", "minutes"], 60_000_000),
      (["h", "hr", "hour", "hours"], 3_600_000_000),
      (["d", "day", "days"], 86_400_000_000),
      (["w", "week", "weeks"], 604_800_000_000),
      (["M", "month", "months"], 2_629_800_000_000),
      (["y", "year", "years"], 31_557_600_000_000),
    ]
    var units: [String: Int64] = [:]
    for unit in names { for name in unit.names { units[name] = unit.microseconds } }
    return units
  }()
}
