internal import LogModel

extension ByteSpan {
  /// The two digits at `index`, as a number.
  private func pair(_ index: Int) -> Int64? {
    guard self[index].isDigit, self[index + 1].isDigit else { return nil }
    return Int64(self[index] &- 0x30) * 10 + Int64(self[index + 1] &- 0x30)
  }

  /// `hh:mm:ss` at `index`, with `.` or `,` and a fraction if there is one.
  func timeOfDay(at index: inout Int) -> (time: Int64, digits: Int)? {
    guard self[index + 2] == ":", self[index + 5] == ":",
      let hour = pair(index), hour < 24, let minute = pair(index + 3), minute < 60,
      let second = pair(index + 6), second <= 60, !self[index + 8].isDigit
    else { return nil }
    index += 8
    var fraction: (value: Int64, digits: Int) = (0, 0)
    if self[index].isOne(of: ".,"), self[index + 1].isDigit {
      index += 1
      fraction = micros(at: &index)
    }
    return (((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction.value, fraction.digits)
  }

  /// `168.632651` at `index`, in µs; of the seconds up to `limit` digits.
  func seconds(at index: inout Int, limit: Int) -> (time: Int64, digits: Int)? {
    var next = index
    guard let whole = number(at: &next, limit: limit), self[next] == ".", self[next + 1].isDigit
    else { return nil }
    next += 1
    let fraction = micros(at: &next)
    index = next
    return (whole * 1_000_000 + fraction.value, fraction.digits)
  }

  /// `2026-11-23` at `index`.
  func isoDate(at index: inout Int) -> CivilTime? {
    guard self[index + 4] == "-", self[index + 7] == "-",
      let century = pair(index), let year = pair(index + 2), let month = pair(index + 5),
      (1...12).contains(month), let day = pair(index + 8), (1...31).contains(day)
    else { return nil }
    index += 10
    return CivilTime(year: century * 100 + year, month: month, day: day)
  }

  /// `Z`, `+01:00`, `+0100` or `+01` at `index`: µs east of UTC.
  func zone(at index: inout Int) -> Int64? {
    if self[index] == "Z" {
      index += 1
      return 0
    }
    let isWest = self[index] == "-"
    guard isWest || self[index] == "+" else { return nil }
    guard let hours = pair(index + 1) else { return nil }
    index += 3
    let rest = self[index] == ":" ? index + 1 : index
    let minutes = pair(rest)
    if minutes != nil { index = rest + 2 }
    let offset = (hours * 60 + (minutes ?? 0)) * 60_000_000
    return isWest ? -offset : offset
  }
}
