/// What a bracket at the beginning of a line holds: printk's time in all the ways that dmesg
/// renders it, printk's caller, or the state in a status line of PID 1.
enum Bracket {
  /// µs since boot: `[    1.234567]`, also with a difference: `[    1.234567 <    0.000001>]`.
  case monotonic(Int64, digits: Int)
  /// µs since the line before: `[<    0.000001>]` (`dmesg --time-format delta`). It is negative
  /// where printk's clock was set back, early in a boot.
  case difference(Int64)
  /// µs since the line before: `[  +0.001780]` (`dmesg -H`).
  case relative(Int64)
  /// `[Nov23 19:04]` (`dmesg -H`); the word stands at the range.
  case minute(word: Range<Int>, day: Int64, time: Int64)
  /// `[Mon Nov 23 19:04:48 2026]` (`dmesg -T`).
  case date(word: Range<Int>, day: Int64, time: Int64, digits: Int, year: Int64)
  /// `[  T123]` or `[    C0]`.
  case caller(Range<Int>)
  /// `[  OK  ]`, `[FAILED]`, `[***   ]`.
  case status

  /// Reads the bracket at `index` and moves it behind the closing one.
  static func read(_ line: ByteSpan, at index: inout Int) -> Bracket? {
    let start = index
    var at = line.skippingBlanks(from: start + 1)
    let result: Bracket?
    let first = line[at]
    if first.isDigit {
      result = monotonic(line, &at)
    } else if first.isOne(of: "+-") {
      result = signed(line, &at).map { .relative($0) }
    } else if first == "<" {
      result = difference(line, &at).map { .difference($0) }
    } else if first.isOne(of: "TC"), line[at + 1].isDigit {
      let word = at
      at += 1
      _ = line.number(at: &at)
      result = .caller(word..<at)
    } else if let state = status(line, from: start) {
      at = state
      result = .status
    } else {
      result = date(line, &at)
    }
    guard let result, line[at] == "]" else { return nil }
    index = at + 1
    return result
  }

  /// How many digits the seconds have at the most.
  private static let longest = 10

  private static func monotonic(_ line: ByteSpan, _ at: inout Int) -> Bracket? {
    guard let (time, digits) = line.seconds(at: &at, limit: longest) else { return nil }
    at = line.skippingBlanks(from: at)
    guard line[at] != "<" || difference(line, &at) != nil else { return nil }
    return .monotonic(time, digits: digits)
  }

  /// `<    0.000001>` and the blanks behind it: µs since the line before.
  private static func difference(_ line: ByteSpan, _ at: inout Int) -> Int64? {
    at = line.skippingBlanks(from: at + 1)
    guard let value = signed(line, &at) else { return nil }
    at = line.skippingBlanks(from: at)
    guard line[at] == ">" else { return nil }
    at = line.skippingBlanks(from: at + 1)
    return value
  }

  private static func signed(_ line: ByteSpan, _ at: inout Int) -> Int64? {
    let isNegative = line[at] == "-"
    if isNegative || line[at] == "+" { at += 1 }
    guard let value = line.seconds(at: &at, limit: longest)?.time else { return nil }
    return isNegative ? -value : value
  }

  /// Six columns of capitals, stars and blanks: systemd's src/core/show-status.c.
  private static func status(_ line: ByteSpan, from start: Int) -> Int? {
    var marks = 0
    for index in start + 1..<start + 7 {
      let byte = line[index]
      guard byte.isUpper || byte == .blank || byte == "*" else { return nil }
      if byte != .blank { marks += 1 }
    }
    return marks > 0 && line[start + 8] == .blank ? start + 7 : nil
  }

  private static func date(_ line: ByteSpan, _ at: inout Int) -> Bracket? {
    let wordStart = at
    var wordEnd = at
    while line[wordEnd] > .blank, line[wordEnd] != "]", wordEnd < at + 24 { wordEnd += 1 }
    guard wordEnd > wordStart, line[wordEnd] == .blank else { return nil }
    if line[wordEnd - 1].isDigit { return minute(line, wordStart, wordEnd, &at) }
    let monthStart = line.skippingBlanks(from: wordEnd)
    if line[monthStart].isDigit {
      return minute(line, wordStart, line.endOfWord(from: monthStart), &at)
    }
    let monthEnd = line.endOfWord(from: monthStart)
    at = line.skippingBlanks(from: monthEnd)
    guard monthEnd - monthStart <= 24, let day = line.number(at: &at, limit: 2) else { return nil }
    at = line.skippingBlanks(from: at)
    guard let time = line.timeOfDay(at: &at) else { return nil }
    at = line.skippingBlanks(from: at)
    // date(1) and crash(8) put the zone before the year
    if line[at].isUpper { at = line.skippingBlanks(from: line.endOfWord(from: at)) }
    guard let year = line.number(at: &at, limit: 4), year > 1900 else { return nil }
    at = line.skippingBlanks(from: at)
    guard line[at] != "<" || difference(line, &at) != nil else { return nil }
    return .date(
      word: monthStart..<monthEnd, day: day, time: time.time, digits: time.digits, year: year)
  }

  /// `Nov23 19:04`, `Nov 3 19:04`: the day has two columns (`%b%e`).
  private static func minute(
    _ line: ByteSpan, _ start: Int, _ end: Int, _ at: inout Int
  ) -> Bracket? {
    var dayAt = end
    while dayAt > max(start, end - 2), line[dayAt - 1].isDigit { dayAt -= 1 }
    var wordEnd = dayAt
    while wordEnd > start, line[wordEnd - 1] == .blank { wordEnd -= 1 }
    let word = start..<wordEnd
    guard !word.isEmpty, let day = line.number(at: &dayAt, limit: 2) else { return nil }
    at = end + 1
    guard let hour = line.number(at: &at, limit: 2), line[at] == ":" else { return nil }
    at += 1
    guard let minute = line.number(at: &at, limit: 2) else { return nil }
    return .minute(word: word, day: day, time: (hour * 60 + minute) * 60_000_000)
  }
}
