/// A date and time of day, broken down from microseconds since 1970-01-01 without any zone:
/// give it local microseconds and it is local.
struct CivilTime {
  /// `2026-11-23`
  let day: String
  /// `18:41:20`
  let time: String
  /// The microseconds, six digits.
  let fraction: String

  init(microseconds: Int64) {
    let second = floorDivide(microseconds, 1_000_000)
    let days = floorDivide(second, 86_400)
    let ofDay = second - 86_400 * days
    // Days to a civil date, with years that begin in March so that leap days come last.
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - 146_097 * era
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
    let calendarMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + 400 * era + (calendarMonth <= 2 ? 1 : 0)

    day = "\(digits(year, 4))-\(digits(calendarMonth, 2))-\(digits(dayOfMonth, 2))"
    time = "\(digits(ofDay / 3_600, 2)):\(digits(ofDay / 60 % 60, 2)):\(digits(ofDay % 60, 2))"
    fraction = digits((microseconds % 1_000_000 + 1_000_000) % 1_000_000, 6)
  }
}

private func digits(_ value: Int64, _ count: Int) -> String {
  let plain = String(value)
  return String(repeating: "0", count: max(0, count - plain.count)) + plain
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}
