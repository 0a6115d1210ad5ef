import ArgumentParser
import Glibc
import ReportModel
import Platform

/// The value of `--since` and `--until`: a point in time as journalctl reads it
/// (systemd.time(7), without weekdays).
struct PointInTime: ExpressibleByArgument, Equatable {
  /// µs since 1970-01-01, UTC.
  let microseconds: Int64

  init?(argument: String) {
    self.init(argument, now: Clock.realtime())
  }

  /// Reads `2026-11-23 18:41:20.5`, `2026-11-23`, `18:41`, `today`, `yesterday`, `tomorrow`,
  /// `now`, `-1h 30min`, `+5min`, `2 days ago` and `@1795459280.5`; dates and times of day are
  /// local unless `UTC` or `Z` follows.
  init?(_ text: String, now: Int64) {
    let time: Int64? =
      if text.hasPrefix("@") {
        Self.scaled(text.dropFirst(), unit: 1_000_000)
      } else if text == "now" {
        now
      } else if text.hasPrefix("-") {
        Self.span(text.dropFirst()).map { now - $0 }
      } else if text.hasPrefix("+") {
        Self.span(text.dropFirst()).map { now + $0 }
      } else if text.hasSuffix(" ago") {
        Self.span(text.dropLast(4)).map { now - $0 }
      } else {
        Self.calendar(text, now: now)
      }
    guard let time else { return nil }
    microseconds = time
  }

  // MARK: - Spans

  private static let units: [(names: [String], microseconds: Int64)] = [
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

  /// The sum of numbers with units: `1h`, `2 days`, `1h 30min`.
  private static func span(_ text: Substring) -> Int64? {
    var sum: Int64 = 0
    var rest = text.drop { $0 == " " }
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
      rest = rest.dropFirst(number.count).drop { $0 == " " }
      let name = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(name.count).drop { $0 == " " }
      guard let unit = units.first(where: { $0.names.contains(String(name)) }),
        let part = scaled(number, unit: unit.microseconds)
      else { return nil }
      let (total, overflow) = sum.addingReportingOverflow(part)
      guard !overflow else { return nil }
      sum = total
    }
    return sum
  }

  /// A decimal number of units, in microseconds.
  private static func scaled(_ text: Substring, unit: Int64) -> Int64? {
    guard let number = Double(text), number >= 0 else { return nil }
    let product = (number * Double(unit)).rounded()
    return product < 9e18 ? Int64(product) : nil
  }

  // MARK: - The calendar

  private static func calendar(_ text: String, now: Int64) -> Int64? {
    var words = text.split(separator: " ").map(String.init)
    if let day = words.first, let mark = day.firstIndex(of: "T"), mark > day.startIndex {
      words[0] = String(day[..<mark])
      words.insert(String(day[day.index(after: mark)...]), at: 1)
    }
    var isUTC = false
    if words.last == "UTC" {
      isUTC = true
      words.removeLast()
    } else if let last = words.last, words.count == 2, last.hasSuffix("Z") {
      isUTC = true
      words[1].removeLast()
    }
    guard let first = words.first, words.count <= 2 else { return nil }

    var seconds = time_t(now / 1_000_000)
    var parts = tm()
    if isUTC { gmtime_r(&seconds, &parts) } else { localtime_r(&seconds, &parts) }
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (0, 0, 0)
    parts.tm_isdst = -1

    var fraction: Int64 = 0
    let hasDay = setDay(first, of: &parts)
    if words.count == 2 || !hasDay {
      guard hasDay || words.count == 1, let last = words.last,
        let rest = setTime(last, of: &parts)
      else { return nil }
      fraction = rest
    }
    let whole = isUTC ? timegm(&parts) : mktime(&parts)
    return Int64(whole) * 1_000_000 + fraction
  }

  /// Whether the word names a day.
  private static func setDay(_ word: String, of parts: inout tm) -> Bool {
    switch word {
    case "today": return true
    case "yesterday": parts.tm_mday -= 1
    case "tomorrow": parts.tm_mday += 1
    default:
      let numbers = word.split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
      guard numbers.count == 3, let year = numbers[0], let month = numbers[1],
        let day = numbers[2], (1970...9999).contains(year), (1...12).contains(month),
        (1...31).contains(day)
      else { return false }
      (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
    }
    return true
  }

  /// Sets `HH:MM[:SS[.ffffff]]` and gives the fraction in microseconds; nil if it is no time.
  private static func setTime(_ word: String, of parts: inout tm) -> Int64? {
    let numbers = word.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(numbers.count), let hour = Int32(numbers[0]),
      let minute = Int32(numbers[1]), (0...23).contains(hour), (0...59).contains(minute),
      let second = numbers.count == 3 ? scaled(numbers[2], unit: 1_000_000) : 0,
      second < 61_000_000
    else { return nil }
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, Int32(second / 1_000_000))
    return second % 1_000_000
  }
}
