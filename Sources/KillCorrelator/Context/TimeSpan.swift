/// systemd's notation for durations (`format_timespan`, `parse_sec`).
public enum TimeSpan {
  /// `2min 59s`, `3min`, `12`, `1h 2min`, `30.5s`; nil for `infinity` and for what is none.
  public static func seconds(_ text: String) -> Double? {
    var total: Double?
    var rest = text[...].drop { $0 == " " }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber || $0 == "." }
      guard !number.isEmpty, let value = Double(number) else { return nil }
      rest = rest[number.endIndex...].drop { $0 == " " }
      let unit = rest.prefix { $0.isLetter }
      guard let factor = units[String(unit)] else { return nil }
      total = (total ?? 0) + value * factor
      rest = rest[unit.endIndex...].drop { $0 == " " }
    }
    return total.flatMap(believable)
  }

  /// Nil for a span that nobody lives to see: a log can say any number.
  static func believable(_ seconds: Double) -> Double? {
    (-1e9..<1e9).contains(seconds) ? seconds : nil
  }

  private static let units: [String: Double] = [
    "": 1, "s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60,
    "m": 60, "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600, "d": 86400, "day": 86400,
    "days": 86400, "ms": 0.001, "msec": 0.001, "us": 0.000001, "usec": 0.000001,
  ]
}
