internal import LogModel

/// Lines that begin with a date or a time of day.
extension LineParser {
  /// A line that begins with a digit: ISO 8601, seconds since 1970, a time of day.
  mutating func digits(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) -> Bool {
    var at = start
    if facility == nil, kmsgRecord(line, start, &head) { return true }
    if facility != nil, line.has("1 ", at: at) { return syslogProtocol(line, at + 2, &head) }
    if logcat(line, start, &head) { return true }
    if readISO(line, &at, &head) {
      // `dmesg --time-format iso` has a comma before the fraction, journalctl and rsyslog a point.
      let isDmesg = facility != nil || line[start + 19] == "," && line[start + 10] == "T"
      guard !isDmesg else {
        head.form = .printk
        kernelText(line, at, facility, &head)
        return true
      }
    } else if let time = line.timeOfDay(at: &at), line[at] == .blank {
      at += 1
      setRealtime(calendar.micros(timeOfDay: time.time), .yearless, time.digits, &head)
    } else if let (time, digits) = unixTime(line, &at) {
      setRealtime(time, .utc, digits, &head)
    } else {
      return seconds(line, start, facility, &head)
    }
    head.form = .calendar
    if isProtocol(line, at) {
      protocolFields(line, at, &head)
    } else {
      hostAndTag(line, at, &head)
    }
    return true
  }

  /// `11-23 18:41:20.123   187   187 W udevd  : text`, `… 0 0 W text` of the kernel: Android's logcat.
  private mutating func logcat(_ line: ByteSpan, _ start: Int, _ head: inout LineHead) -> Bool {
    var at = start
    guard let month = line.number(at: &at, limit: 2), line[at] == "-", at == start + 2
    else { return false }
    at += 1
    guard let day = line.number(at: &at, limit: 2), line[at] == .blank else { return false }
    at += 1
    guard let time = line.timeOfDay(at: &at) else { return false }
    var numbers: [Int64] = []
    while numbers.count < 2 {
      at = line.skippingBlanks(from: at)
      guard let number = line.number(at: &at, limit: 10), line[at] == .blank else { return false }
      numbers.append(number)
    }
    at += 1
    guard line[at].isUpper, line[at + 1] == .blank else { return false }
    at += 2
    head.form = .calendar
    let micros = calendar.micros(month: month, day: day, time: time.time)
    setRealtime(micros, .yearless, time.digits, &head)
    head.messageStart = at
    if numbers[0] == 0 {
      head.kind = .kernel
      head.stamp.clock = .reception
      return true
    }
    guard let colon = line.firstIndex(of: ": ", from: at), colon < at + 40 else { return true }
    let name = at..<min(line.endOfWord(from: at), colon)
    spoken(by: Tag(name: name, pid: Int(numbers[0]), end: colon + 1), line, &head)
    return true
  }

  /// `[2026-11-23T19:17:39.383Z] ` or `[Nov 23 19:17:39] `: whoever keeps a console's text puts a
  /// date before each line.
  mutating func bracketedDate(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) -> Bool {
    guard let close = line[start..<min(start + 48, line.count)].firstIndex(of: "]"), close > 8
    else { return false }
    let inner = line[(start + 1)..<(start + close)]
    var date = LineHead()
    let first = inner[0]
    guard
      first.isDigit ? digits(inner, 0, nil, &date) : word(inner, 0, &date), date.stamp.hasTime,
      date.messageStart >= inner.count
    else { return false }
    head.stamp = date.stamp
    head.form = .calendar
    guard line.has("]: ", at: start + close) else {
      hostAndTag(line, start + close + 1, &head)
      return true
    }
    head.messageStart = start + close + 3
    if facility == .kernel {
      head.kind = .kernel
    } else if let tag = Tag.withPID(line, at: head.messageStart) {
      name(tag, line, &head)
    }
    return true
  }

  /// `2026-11-23T19:17:39.383221+00:00 ` at `at`, with or without fraction and zone.
  @discardableResult
  func readISO(_ line: ByteSpan, _ at: inout Int, _ head: inout LineHead) -> Bool {
    var next = at
    guard let date = line.isoDate(at: &next),
      line[next] == "T" || line[next] == .blank
    else { return false }
    next += 1
    guard let time = line.timeOfDay(at: &next) else { return false }
    let zone = line.zone(at: &next)
    guard line[next] == .blank || next == line.count else { return false }
    setDate(date, time, zone: zone, &head)
    at = min(next + 1, line.count)
    return true
  }

  private func unixTime(_ line: ByteSpan, _ at: inout Int) -> (Int64, digits: Int)? {
    let start = at
    var next = at
    guard let (time, digits) = line.seconds(at: &next, limit: 11), next - digits - start > 9,
      line[next] == .blank
    else { return nil }
    at = next + 1
    return (time, digits)
  }

  /// `188.398258: ` or `188.398258 `: printk's time without its brackets.
  private func seconds(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) -> Bool {
    var at = start
    guard let (time, digits) = line.seconds(at: &at, limit: 7) else {
      return microseconds(line, start, &head)
    }
    if line[at] == ":" { at += 1 }
    guard digits == 6, line[at] == .blank else { return false }
    head.form = .printk
    head.stamp = Stamp(monotonic: time)
    kernelText(line, at + 1, facility, &head)
    return true
  }

  /// `188398258 kernel text`: a number of the journal's, as somebody's script prints it.
  private func microseconds(_ line: ByteSpan, _ start: Int, _ head: inout LineHead) -> Bool {
    var at = start
    guard let number = line.number(at: &at), at - start >= 4, line[at] == .blank,
      line.has("kernel", at: at + 1)
    else { return false }
    at += 7
    if line[at] == ":" { at += 1 }
    guard line[at] == .blank else { return false }
    head.form = .calendar
    if at - start >= 24, number > 1_000_000_000_000_000 {
      setRealtime(number, .utc, 6, &head)
      head.stamp.clock = .reception
    } else {
      head.stamp = Stamp(monotonic: number)
    }
    head.kind = .kernel
    head.messageStart = at + 1
    return true
  }

  /// A line that begins with a word: the month of a syslog stamp, or a weekday before a date.
  mutating func word(_ line: ByteSpan, _ start: Int, _ head: inout LineHead) -> Bool {
    let end = line.endOfWord(from: start)
    guard end > start, end - start <= 20, end < line.count else { return false }
    var at = line.skippingBlanks(from: end)
    guard Self.isWordlike(line[start..<end]) else { return false }
    if line[at].isDigit {
      if let date = line.isoDate(at: &at) { return weekdayAndDate(date, line, at, &head) }
      return monthAndDay(line, start..<end, at, &head)
    }
    // `Mon Nov 23 19:17:39 2026 …`
    let month = at..<line.endOfWord(from: at)
    guard end - start <= 12, month.count <= 20 else { return false }
    at = line.skippingBlanks(from: month.upperBound)
    return line[at].isDigit && monthAndDay(line, month, at, &head)
  }

  /// No month and no weekday of any language has one of these in it, nor a digit that stands among
  /// letters; what somebody put before the lines of a log has.
  private static func isWordlike(_ word: ByteSpan) -> Bool {
    let hasLetter = word.bytes.contains { $0.isLetter }
    for byte in word.bytes where byte < 0x80 {
      if hasLetter, byte.isDigit { return false }
      guard byte.isLetter || byte.isDigit || byte.isOne(of: ".,'") else { return false }
    }
    return true
  }

  /// `Mon 2026-11-23 19:17:39 UTC ` (`short-full`); `at` is behind the date.
  private mutating func weekdayAndDate(
    _ date: CivilTime, _ line: ByteSpan, _ at: Int, _ head: inout LineHead
  ) -> Bool {
    var at = at + 1
    guard line[at - 1] == .blank, let time = line.timeOfDay(at: &at), line[at] == .blank else {
      return false
    }
    at += 1
    let zoneEnd = line.endOfWord(from: at)
    setDate(date, time, zone: line.has("UTC ", at: at) ? 0 : line.zone(at: &at), &head)
    head.form = .calendar
    hostAndTag(line, min(zoneEnd + 1, line.count), &head)
    return true
  }

  /// `Nov 23 19:04:48 `, with a year before or behind the time if there is one; `at` is the day.
  private mutating func monthAndDay(
    _ line: ByteSpan, _ word: Range<Int>, _ at: Int, _ head: inout LineHead
  ) -> Bool {
    var at = at
    guard let day = line.number(at: &at, limit: 2), (1...31).contains(day), line[at] == .blank
    else { return false }
    at = line.skippingBlanks(from: at)
    var year = self.year(line, &at)
    guard let time = line.timeOfDay(at: &at) else { return false }
    // Cisco and some syslogds put a colon behind the time.
    if line[at] == ":" { at += 1 }
    guard line[at] == .blank || at == line.count else { return false }
    at = min(at + 1, line.count)
    if year == nil { year = self.year(line, &at) }
    let month = calendar.month(line[word])
    if let year {
      setDate(CivilTime(year: year, month: month, day: day), time, zone: nil, &head)
    } else {
      let micros = calendar.micros(month: month, day: day, time: time.time)
      setRealtime(micros, .yearless, time.digits, &head)
    }
    head.form = .calendar
    hostAndTag(line, at, &head)
    return true
  }

  private func year(_ line: ByteSpan, _ at: inout Int) -> Int64? {
    var next = at
    guard let year = line.number(at: &next, limit: 4), next == at + 4, line[next] == .blank,
      (1970..<2200).contains(year)
    else { return nil }
    at = next + 1
    return year
  }

  /// RFC 5424 behind its version: time, host, program, process, message id, structured data.
  private mutating func syslogProtocol(
    _ line: ByteSpan, _ start: Int, _ head: inout LineHead
  ) -> Bool {
    var at = start
    guard readISO(line, &at, &head) else { return false }
    head.form = .calendar
    protocolFields(line, at, &head)
    return true
  }

  /// Whether a line goes on like one of RFC 5424 without its priority: host, program, process or `-`,
  /// message id, and `-` or structured data.
  private func isProtocol(_ line: ByteSpan, _ start: Int) -> Bool {
    var at = start
    for number in 0..<4 {
      let end = line.endOfWord(from: at)
      let word = line[at..<end]
      guard word.count > 0, end < line.count else { return false }
      if number == 2, word.integer == nil, word[0] != "-" || word.count > 1 { return false }
      at = end + 1
    }
    return line[at] == "-" && line[at + 1] <= .blank || line[at] == "[" && line[at + 1].isLetter
  }

  private mutating func protocolFields(
    _ line: ByteSpan, _ start: Int, _ head: inout LineHead
  ) {
    var at = start
    var words: [Range<Int>] = []
    for _ in 0..<4 {
      let end = line.endOfWord(from: at)
      words.append(at..<end)
      at = min(end + 1, line.count)
    }
    if line[at] == "[" {
      while line[at] == "[", let end = line.firstIndex(of: "]", from: at) { at = end + 1 }
    } else if line[at] == "-" {
      at += 1
    }
    head.host = words[0]
    learn(line[words[0]])
    let pid = line[words[2]].integer.map { Int($0) }
    spoken(by: Tag(name: words[1], pid: pid, end: at), line, &head)
  }
}
