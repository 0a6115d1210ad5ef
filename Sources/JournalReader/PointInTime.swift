internal import LogModel
internal import Platform

/// The value of `--since` and `--until`: a point in time as journalctl reads it
/// (systemd.time(7)).
package struct PointInTime: Equatable, Sendable {
  /// µs since 1970-01-01, UTC.
  package let microseconds: Int64

  /// Reads `2026-11-23 18:41:20.5`, `2026-11-23`, `18:41`, `today`, `yesterday`, `tomorrow`,
  /// `now`, `-1h 30min`, `+5min`, `2 days ago` and `@1795459280.5`. A weekday may stand before a date;
  /// dates and times of day are local unless a zone follows: `UTC`, `Z`, `+02:00` or `Europe/Berlin`.
  package init?(_ text: String, now: Int64 = Clock.realtime()) {
    let time: Int64? =
      if text.hasPrefix("@") {
        TimeSpan.microseconds(text.dropFirst(), of: 1_000_000)
      } else if text == "now" {
        now
      } else if text.hasPrefix("-") {
        TimeSpan.microseconds(text.dropFirst()).map { now - $0 }
      } else if text.hasPrefix("+") {
        TimeSpan.microseconds(text.dropFirst()).map { now + $0 }
      } else if text.hasSuffix(" ago") {
        TimeSpan.microseconds(text.dropLast(4)).map { now - $0 }
      } else {
        Self.calendar(text, now: now)
      }
    guard let time else { return nil }
    microseconds = time
  }

  private static func calendar(_ text: String, now: Int64) -> Int64? {
    var words = text.split(separator: " ").map(String.init)
    if let day = words.first, let mark = day.firstIndex(of: "T"), mark > day.startIndex {
      words[0] = String(day[..<mark])
      words.insert(String(day[day.index(after: mark)...]), at: 1)
    }
    let weekday = words.first.flatMap(Self.weekday)
    if weekday != nil { words.removeFirst() }
    let zone = TimeZoneName.taken(from: &words) ?? .local
    guard let first = words.first, words.count <= 2 else { return nil }

    var civil = CivilTime(microseconds: now + zone.offset(at: now))
    civil.time = 0
    let hasDay = setDay(first, of: &civil)
    if words.count == 2 || !hasDay {
      guard hasDay || words.count == 1, let last = words.last, let time = timeOfDay(last) else {
        return nil
      }
      civil.time = time
    }
    // as for systemd, a weekday that is not the date's is a mistake
    if let weekday, !hasDay || civil.weekday != weekday { return nil }
    // the zone's offset is that of the time that is meant, which it takes to know it
    let local = civil.microseconds
    return local - zone.offset(at: local - zone.offset(at: local))
  }

  /// 0 is Sunday: `Mon`, `monday`, `Mon,`.
  private static func weekday(_ word: String) -> Int? {
    let names = [
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    ]
    let word = word.lowercased().prefix { $0 != "," }
    return names.firstIndex { $0 == word || $0.prefix(3) == word }
  }

  /// Whether the word names a day.
  private static func setDay(_ word: String, of civil: inout CivilTime) -> Bool {
    switch word {
    case "today": return true
    case "yesterday": civil.day -= 1
    case "tomorrow": civil.day += 1
    default:
      let parts = word.split(separator: "-", omittingEmptySubsequences: false)
      let numbers = parts.map { Int64($0) }
      guard numbers.count == 3, let year = numbers[0].map({ full($0, parts[0]) }),
        let month = numbers[1],
        let day = numbers[2], (1970...9999).contains(year), (1...12).contains(month),
        (1...31).contains(day)
      else { return false }
      civil = CivilTime(year: year, month: month, day: day)
    }
    return true
  }

  /// A year of two digits is one from 1969 to 2068, as for strptime(3).
  private static func full(_ year: Int64, _ text: Substring) -> Int64 {
    text.utf8.count != 2 ? year : year < 69 ? 2000 + year : 1900 + year
  }

  /// `HH:MM[:SS[.ffffff]]` in microseconds; nil if it is no time.
  private static func timeOfDay(_ word: String) -> Int64? {
    let numbers = word.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(numbers.count), let hour = Int64(numbers[0]),
      let minute = Int64(numbers[1]), (0...23).contains(hour), (0...59).contains(minute),
      let second = numbers.count == 3 ? TimeSpan.microseconds(numbers[2], of: 1_000_000) : 0,
      second < 61_000_000
    else { return nil }
    return (hour * 60 + minute) * 60_000_000 + second
  }
}
