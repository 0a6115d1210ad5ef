/// A date and a time of day in the Gregorian calendar, in whatever zone.
public struct CivilTime: Sendable, Hashable {
  public var year: Int64
  /// From 1.
  public var month: Int64
  /// Of the month, from 1.
  public var day: Int64
  /// µs since midnight.
  public var time: Int64

  public static let microsPerDay: Int64 = 86_400_000_000

  public init(year: Int64 = 1970, month: Int64 = 1, day: Int64 = 1, time: Int64 = 0) {
    self.year = year
    self.month = month
    self.day = day
    self.time = time
  }

  /// - Parameter microseconds: since 1970-01-01 00:00 in the zone that is wanted. Howard Hinnant's
  ///   civil_from_days: years begin in March, so that leap days come last.
  public init(microseconds: Int64) {
    let days = floorDivide(microseconds, Self.microsPerDay)
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - 146_097 * era
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    year = yearOfEra + 400 * era + (month <= 2 ? 1 : 0)
    time = microseconds - days * Self.microsPerDay
  }

  /// µs from 1970-01-01 00:00 to this: Howard Hinnant's days_from_civil.
  public var microseconds: Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivide(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * Self.microsPerDay + time
  }

  /// 0 is Sunday.
  public var weekday: Int {
    let days = floorDivide(microseconds, Self.microsPerDay)
    // 1970 began on a Thursday
    return Int(days + 4 - 7 * floorDivide(days + 4, 7))
  }

  /// `2026-11-23`
  public var dateText: String { "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))" }

  /// `18:41:20`
  public var timeText: String {
    let second = time / 1_000_000
    return "\(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))"
  }

  /// `Feb 28`
  public var dayText: String { "\(Self.months[Int(month - 1)]) \(day)" }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The part of the second, in microseconds: six digits.
  public var fractionText: String { digits(time % 1_000_000, 6) }
}

private func digits(_ value: Int64, _ count: Int) -> String {
  let plain = String(value)
  return String(repeating: "0", count: max(0, count - plain.count)) + plain
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  let quotient = value / divisor
  return value % divisor < 0 ? quotient - 1 : quotient
}

extension CivilTime {
  /// µs since 1970 of a point in time as RFC 3339 writes it in UTC (`2026-11-23T18:41:20.123456Z`);
  /// nil if it is not written in this form.
  public static func microseconds(rfc3339 text: String) -> Int64? {
    let marks: [Character] = ["-", "-", "T", ":", ":", "."]
    var numbers: [Int64] = []
    var rest = text[...]
    guard rest.popLast() == "Z" else { return nil }
    for (mark, width) in zip(marks, [4, 2, 2, 2, 2, 2]) where !rest.isEmpty {
      let digits = rest.prefix(width)
      rest = rest.dropFirst(width)
      guard digits.utf8.count == width, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
        let number = Int64(digits), rest.isEmpty || rest.popFirst() == mark
      else { return nil }
      numbers.append(number)
    }
    guard numbers.count == 6, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]),
      rest.isEmpty || rest.utf8.count <= 6 && rest.allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    let fraction = TimeSpan.microseconds("0.\(rest)", of: 1_000_000) ?? 0
    let time = ((numbers[3] * 60 + numbers[4]) * 60 + numbers[5]) * 1_000_000 + fraction
    return CivilTime(year: numbers[0], month: numbers[1], day: numbers[2], time: time).microseconds
  }

  /// A point in time as RFC 3339 writes it in UTC.
  public static func rfc3339(microseconds: Int64) -> String {
    let civil = CivilTime(microseconds: microseconds)
    return "\(civil.dateText)T\(civil.timeText).\(civil.fractionText)Z"
  }
}

extension Stamp.Calendar {
  /// A date and a time of day with as much as the log tells of them: `2026-11-23 18:41:20 UTC`, without
  /// the zone or the year where it does not tell that, `18:41:20` where it has no dates.
  public func text(_ microseconds: Int64) -> String {
    let civil = CivilTime(microseconds: microseconds)
    switch self {
    case .utc: return "\(civil.dateText) \(civil.timeText) UTC"
    case .local: return "\(civil.dateText) \(civil.timeText)"
    case .yearless where microseconds < CivilTime.microsPerDay: return civil.timeText
    case .yearless: return "\(civil.dayText) \(civil.timeText)"
    }
  }
}
