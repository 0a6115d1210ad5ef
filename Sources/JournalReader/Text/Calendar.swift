/// Makes points in time of dates that are not whole: no year, no day, no more than a difference.
struct Calendar {
  /// Dates without a year are counted as if the log began in 1970; only differences mean anything.
  private var year: Int64 = 1970
  private var lastMonth: Int64 = 0
  private var months = MonthWords()
  private var midnight: Int64 = 0
  private var lastTime: Int64 = 0
  /// Where `dmesg -H` has got to.
  private var running: Int64 = 0

  mutating func month(_ word: ByteSpan) -> Int64 { months.month(of: word) }

  /// The next occurrence of a month and day: from December to January a year has passed.
  mutating func micros(month: Int64, day: Int64, time: Int64) -> Int64 {
    var year = self.year
    if lastMonth - month >= 6 {
      year += 1
    } else if month - lastMonth >= 6, lastMonth > 0 {
      // A straggler of last December, not a new December.
      return CivilTime(year: year - 1, month: month, day: day, time: time).micros
    }
    self.year = year
    lastMonth = month
    return CivilTime(year: year, month: month, day: day, time: time).micros
  }

  /// A time of day alone: half a day back means that midnight has passed.
  mutating func micros(timeOfDay time: Int64) -> Int64 {
    if lastTime - time > CivilTime.microsPerDay / 2 {
      midnight += CivilTime.microsPerDay
    } else if midnight > 0, time - lastTime > CivilTime.microsPerDay / 2 {
      return midnight - CivilTime.microsPerDay + time
    }
    lastTime = time
    return midnight + time
  }

  /// `dmesg -H`: minutes are shown where they begin, and between them only differences.
  mutating func micros(minute: Int64) -> Int64 {
    if minute > running || minute + 60_000_000 <= running { running = minute }
    return running
  }

  mutating func micros(after difference: Int64) -> Int64 {
    running += difference
    return running
  }
}
