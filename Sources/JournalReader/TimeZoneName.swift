internal import Platform

/// In which zone a time of the command line is meant.
enum TimeZoneName: Equatable {
  case local
  /// µs east of UTC.
  case fixed(Int64)
  /// A file below /usr/share/zoneinfo.
  case named(String)

  /// The zone that a command line's time ends with, which is taken off; nil where none is.
  static func taken(from words: inout [String]) -> TimeZoneName? {
    guard let last = words.last else { return nil }
    if words.count > 1, let zone = TimeZoneName(last) {
      words.removeLast()
      return zone
    }
    // RFC 3339: directly behind the time of day
    guard last.contains(":"), let mark = last.lastIndex(where: { "Zz+-".contains($0) }),
      last[..<mark].contains(":"), let zone = TimeZoneName(String(last[mark...]))
    else { return nil }
    words[words.count - 1] = String(last[..<mark])
    return zone
  }

  /// `UTC`, `Z`, `+02:00`, `-0530`, `+2`, `Europe/Berlin`.
  private init?(_ text: String) {
    if ["UTC", "GMT", "Z", "z"].contains(text) {
      self = .fixed(0)
    } else if let sign = text.first, sign == "+" || sign == "-" {
      let digits = text.dropFirst().filter { $0 != ":" }
      guard (1...4).contains(digits.utf8.count), let number = Int64(digits), digits.first != "+"
      else { return nil }
      let isShort = digits.utf8.count < 3
      let minutes = isShort ? number * 60 : number / 100 * 60 + number % 100
      guard minutes <= 24 * 60, isShort || number % 100 < 60 else { return nil }
      self = .fixed((sign == "-" ? -1 : 1) * minutes * 60_000_000)
    } else {
      guard Clock.zoneExists(text) else { return nil }
      self = .named(text)
    }
  }

  /// How far the zone is east of UTC, in µs, at a time in µs since 1970.
  func offset(at time: Int64) -> Int64 {
    switch self {
    case .local: Clock.zoneOffset(at: time)
    case .fixed(let offset): offset
    case .named(let name): Clock.zoneOffset(at: time, in: name)
    }
  }
}
