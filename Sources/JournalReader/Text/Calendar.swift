internal import LogModel

/// Makes points in time of dates that are not whole: no year, no day, no more than a difference.
struct Calendar {
  /// Dates without a year are counted as if the log began in 1970; only differences mean anything.
  private var year: Int64 = 1970
  private var lastMonth: Int64 = 0
  private var months = MonthWords()
  private var midnight: Int64 = 0
  private var lastTime: Int64 = 0
  /// Where `dmesg -H` and `dmesg --time-format delta` have got to.
  private var running: Int64 = 0
  /// Whether the log tells only how far its lines are apart: each of them has to be read.
  private(set) var isCounting = false
  /// Whether that is counted from the kernel's start.
  private(set) var countsFromStart = false
  var order = ReadingOrder.oldestFirst

  mutating func month(_ word: ByteSpan) -> Int64 { months.month(of: word) }

  /// The next occurrence of a month and day: from December to January a year has passed.
  mutating func micros(month: Int64, day: Int64, time: Int64) -> Int64 {
    let step: Int64 = order == .oldestFirst ? 1 : -1
    var year = self.year
    if (lastMonth - month) * step >= 6, lastMonth > 0 {
      year += step
    } else if (month - lastMonth) * step >= 6, lastMonth > 0 {
      // A straggler of last December, not a new December.
      return CivilTime(year: year - step, month: month, day: day, time: time).microseconds
    }
    self.year = year
    lastMonth = month
    let micros = CivilTime(year: year, month: month, day: day, time: time).microseconds
    // a time alone, in between, is of the same day
    (midnight, lastTime) = (micros - time, time)
    return micros
  }

  /// A time of day alone: half a day back means that midnight has passed.
  mutating func micros(timeOfDay time: Int64) -> Int64 {
    let step: Int64 = order == .oldestFirst ? 1 : -1
    let back = (lastTime - time) * step
    if back > CivilTime.microsPerDay / 2 {
      midnight += CivilTime.microsPerDay * step
    } else if midnight != 0, -back > CivilTime.microsPerDay / 2 {
      return midnight - CivilTime.microsPerDay * step + time
    }
    lastTime = time
    return midnight + time
  }

  /// `dmesg -H`: minutes are shown where they begin, and between them only differences.
  mutating func micros(minute: Int64) -> Int64 {
    isCounting = true
    if minute > running || minute + 60_000_000 <= running { running = minute }
    return running
  }

  mutating func micros(after difference: Int64) -> Int64 {
    isCounting = true
    running &+= difference
    return running
  }

  /// The line that was just read is the kernel's first.
  mutating func startCounting() {
    running = 0
    countsFromStart = true
  }
}
