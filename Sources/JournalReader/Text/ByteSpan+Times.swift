internal import LogModel

extension ByteSpan {
  /// `hh:mm:ss` at `index`, with `.` or `,` and a fraction if there is one.
  func timeOfDay(at index: inout Int) -> (time: Int64, digits: Int)? {
    let start = index
    guard self[start + 2] == UInt8(ascii: ":"), self[start + 5] == UInt8(ascii: ":") else {
      return nil
    }
    var hourAt = start
    var minuteAt = start + 3
    var secondAt = start + 6
    guard let hour = number(at: &hourAt, limit: 2), hourAt == start + 2, hour < 24,
      let minute = number(at: &minuteAt, limit: 2), minuteAt == start + 5, minute < 60,
      let second = number(at: &secondAt, limit: 2), secondAt == start + 8, second <= 60,
      !self[secondAt].isDigit
    else { return nil }
    index = secondAt
    var fraction: (value: Int64, digits: Int) = (0, 0)
    if self[index] == UInt8(ascii: ".") || self[index] == UInt8(ascii: ","),
      self[index + 1].isDigit
    {
      index += 1
      fraction = micros(at: &index)
    }
    return (((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction.value, fraction.digits)
  }

  /// `2026-11-23` at `index`.
  func isoDate(at index: inout Int) -> CivilTime? {
    let start = index
    guard self[start + 4] == UInt8(ascii: "-"), self[start + 7] == UInt8(ascii: "-") else {
      return nil
    }
    var yearAt = start
    var monthAt = start + 5
    var dayAt = start + 8
    guard let year = number(at: &yearAt, limit: 4), yearAt == start + 4,
      let month = number(at: &monthAt, limit: 2), monthAt == start + 7, (1...12).contains(month),
      let day = number(at: &dayAt, limit: 2), dayAt == start + 10, (1...31).contains(day)
    else { return nil }
    index = dayAt
    return CivilTime(year: year, month: month, day: day)
  }

  /// `Z`, `+01:00`, `+0100` or `+01` at `index`: µs east of UTC.
  func zone(at index: inout Int) -> Int64? {
    if self[index] == UInt8(ascii: "Z") {
      index += 1
      return 0
    }
    let isWest = self[index] == UInt8(ascii: "-")
    guard isWest || self[index] == UInt8(ascii: "+") else { return nil }
    var next = index + 1
    guard let hours = number(at: &next, limit: 2), next == index + 3 else { return nil }
    index = next
    if self[next] == UInt8(ascii: ":") { next += 1 }
    let minutesStart = next
    var minutes: Int64 = 0
    if let value = number(at: &next, limit: 2), next == minutesStart + 2 {
      minutes = value
      index = next
    }
    let offset = (hours * 60 + minutes) * 60_000_000
    return isWest ? -offset : offset
  }
}
