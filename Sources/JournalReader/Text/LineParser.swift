/// Recognises what stands before the message in a line of a text log.
///
/// Each line is judged by itself, since a capture mixes dialects; what is remembered from the lines
/// before is only what a line leaves out: the year, the hosts seen, where the message above began.
struct LineParser {
  var calendar = Calendar()
  private var hosts: [[UInt8]] = []
  /// Where the message of the last line with a prefix began, and who spoke there.
  private var above: LineHead?
  /// Whether `short-monotonic` shows the kernel's lines by the time they were filed. systemd 257
  /// does; the kernel's first line tells, since it is printed at 0.
  private var kernelIsLate = false

  mutating func parse(_ line: ByteSpan) -> LineHead {
    var head = LineHead()
    var at = 0
    while line[at] == 0, at < line.count { at += 1 }

    let first = line[at]
    if first == .blank, let above, continues(above, line) { return continuation(of: above) }

    let facility = Facility.number(line, at: &at) ?? Facility.words(line, at: &at)
    let isRecognised =
      switch line[at] {
      case UInt8(ascii: "["): printk(line, at, facility, &head)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits(line, at, facility, &head) || word(line, at, &head)
      case .blank: false
      default: word(line, at, &head)
      }
    if isRecognised {
      // Nothing more to find out.
    } else if let tag = Tag.withPID(line, at: at), !tag.name.isEmpty {
      head.form = .tag
      name(tag, line, &head)
    } else if let tag = Tag.plain(line, at: at), tag.isKernel(line) || facility == .other {
      head.form = .tag
      name(tag, line, &head)
    } else {
      head.kind = facility == .kernel ? .kernel : .unknown
      head.messageStart = facility != nil ? at : line.skippingBlanks(from: at)
    }
    head.messageStart = min(head.messageStart, line.count)
    above = head.form == .bare || head.form == .status ? nil : head
    return head
  }

  /// A boot's lines tell anew how they were filed.
  mutating func beginBoot() {
    kernelIsLate = false
    above = nil
  }

  // MARK: - Continuation lines

  private func continues(_ above: LineHead, _ line: ByteSpan) -> Bool {
    guard above.messageStart >= 8, line.count > above.messageStart else { return false }
    for index in 0..<above.messageStart where line[index] != .blank { return false }
    return true
  }

  private func continuation(of above: LineHead) -> LineHead {
    var head = above
    head.form = .continuation
    head.stamp.clock = .none
    head.host = 0..<0
    return head
  }

  // MARK: - Brackets

  private mutating func printk(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) -> Bool {
    var at = start
    guard let bracket = Bracket.read(line, at: &at) else { return false }
    switch bracket {
    case .caller: return false
    case .status:
      head.form = .status
      head.messageStart = at + 1
      return true
    default: apply(bracket, line, &head)
    }
    head.form = .printk
    readMoreBrackets(line, &at, &head)
    if line[at] == .blank { at += 1 }
    readISO(line, &at, &head)
    if case .monotonic = bracket, facility == nil, shortMonotonic(line, at, &head) { return true }
    kernelText(line, at, facility, &head)
    return true
  }

  /// `][  T123]`, `] [ T123]` and what `dmesg` prints when it is asked for several formats.
  private mutating func readMoreBrackets(
    _ line: ByteSpan, _ at: inout Int, _ head: inout LineHead
  ) {
    while true {
      var next = line[at] == .blank ? at + 1 : at
      guard line[next] == UInt8(ascii: "["), let bracket = Bracket.read(line, at: &next) else {
        return
      }
      switch bracket {
      case .status: return
      case .caller(let range): head.caller = range
      case .monotonic where head.stamp.monotonic != nil: return
      default: apply(bracket, line, &head)
      }
      at = next
    }
  }

  private mutating func apply(_ bracket: Bracket, _ line: ByteSpan, _ head: inout LineHead) {
    switch bracket {
    case .monotonic(let time, let digits):
      head.stamp.clock = .source
      head.stamp.monotonic = time
      head.stamp.resolution = Stamp.resolution(ofDigits: digits)
    case .relative(let difference):
      setRealtime(calendar.micros(after: difference), .yearless, 6, &head)
    case .minute(let word, let day, let time):
      let month = calendar.month(line[word])
      let minute = calendar.micros(month: month, day: day, time: time)
      setRealtime(calendar.micros(minute: minute), .yearless, 6, &head)
    case .date(let word, let day, let time, let digits, let year):
      let month = calendar.month(line[word])
      let civil = CivilTime(year: year, month: month, day: day, time: time)
      setRealtime(civil.micros, .local, digits, &head)
    case .difference, .caller, .status: break
    }
  }

  private func setRealtime(
    _ time: Int64, _ calendar: Stamp.Calendar, _ digits: Int, _ head: inout LineHead
  ) {
    head.stamp.clock = .source
    head.stamp.realtime = time
    head.stamp.calendar = calendar
    if head.stamp.monotonic == nil {
      head.stamp.resolution = Stamp.resolution(ofDigits: digits)
    }
  }

  /// `HOST kernel: ` or `HOST name[pid]: ` behind a monotonic time. A driver's line begins with two
  /// words as well; what tells is the tag, or a host that was there before.
  private mutating func shortMonotonic(
    _ line: ByteSpan, _ start: Int, _ head: inout LineHead
  ) -> Bool {
    let end = line.endOfWord(from: start)
    guard end > start, end < line.count, isHostLike(line[start..<end]) else { return false }
    guard let tag = Tag.any(line, at: end + 1) else { return false }
    let isKernel = tag.isKernel(line)
    guard isKernel || tag.pid != nil || knows(line[start..<end]) else { return false }
    head.form = .shortMonotonic
    head.host = start..<end
    learn(line[start..<end])
    name(tag, line, &head)
    if isKernel {
      if line.has("Linux version ", at: head.messageStart), let time = head.stamp.monotonic {
        kernelIsLate = time > 1_000_000
      }
      head.stamp.clock = kernelIsLate ? .reception : .source
    } else {
      head.stamp.clock = .reception
    }
    return true
  }

  /// What printk was given: the kernel's own, or a program's line through /dev/kmsg.
  private func kernelText(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) {
    if facility != .kernel, let tag = Tag.withPID(line, at: start) {
      name(tag, line, &head)
    } else if facility == .other, let tag = Tag.plain(line, at: start) {
      name(tag, line, &head)
    } else {
      head.kind = .kernel
      head.messageStart = start
    }
  }

  // MARK: - Dates

  /// A line that begins with a digit: ISO 8601, seconds since 1970, a time of day.
  private mutating func digits(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) -> Bool {
    var at = start
    if facility != nil, line.has("1 ", at: at) { return syslogProtocol(line, at + 2, &head) }
    if readISO(line, &at, &head) {
      // `dmesg --time-format iso` has a comma before the fraction, journalctl and rsyslog a point.
      let isDmesg = facility != nil || line[start + 19] == UInt8(ascii: ",")
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
      return false
    }
    head.form = .calendar
    hostAndTag(line, at, &head)
    return true
  }

  /// `2026-11-23T19:17:39.383221+00:00 ` at `at`, with or without fraction and zone.
  @discardableResult
  private func readISO(_ line: ByteSpan, _ at: inout Int, _ head: inout LineHead) -> Bool {
    var next = at
    guard var civil = line.isoDate(at: &next),
      line[next] == UInt8(ascii: "T") || line[next] == .blank
    else { return false }
    next += 1
    guard let time = line.timeOfDay(at: &next) else { return false }
    civil.time = time.time
    let zone = line.zone(at: &next)
    guard line[next] == .blank || next == line.count else { return false }
    setRealtime(civil.micros - (zone ?? 0), zone == nil ? .local : .utc, time.digits, &head)
    at = min(next + 1, line.count)
    return true
  }

  private func unixTime(_ line: ByteSpan, _ at: inout Int) -> (Int64, digits: Int)? {
    let start = at
    var next = at
    guard let seconds = line.number(at: &next, limit: 11), next - start >= 9,
      line[next] == UInt8(ascii: "."), line[next + 1].isDigit
    else { return nil }
    next += 1
    let fraction = line.micros(at: &next)
    guard line[next] == .blank else { return nil }
    at = next + 1
    return (seconds * 1_000_000 + fraction.value, fraction.digits)
  }

  /// A line that begins with a word: the month of a syslog stamp, or a weekday before a date.
  private mutating func word(_ line: ByteSpan, _ start: Int, _ head: inout LineHead) -> Bool {
    let end = line.endOfWord(from: start)
    guard end > start, end - start <= 20, end < line.count else { return false }
    var at = line.skippingBlanks(from: end)
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

  /// `Mon 2026-11-23 19:17:39 UTC ` (`short-full`); `at` is behind the date.
  private mutating func weekdayAndDate(
    _ date: CivilTime, _ line: ByteSpan, _ at: Int, _ head: inout LineHead
  ) -> Bool {
    var at = at + 1
    guard line[at - 1] == .blank, let time = line.timeOfDay(at: &at), line[at] == .blank else {
      return false
    }
    var civil = date
    civil.time = time.time
    at += 1
    let zoneEnd = line.endOfWord(from: at)
    var zoneAt = at
    let offset = line.has("UTC ", at: at) ? 0 : line.zone(at: &zoneAt)
    setRealtime(
      civil.micros - (offset ?? 0), offset == nil ? .local : .utc, time.digits, &head)
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
    if line[at] == UInt8(ascii: ":") { at += 1 }
    guard line[at] == .blank || at == line.count else { return false }
    at = min(at + 1, line.count)
    if year == nil { year = self.year(line, &at) }
    let month = calendar.month(line[word])
    if let year {
      let civil = CivilTime(year: year, month: month, day: day, time: time.time)
      setRealtime(civil.micros, .local, time.digits, &head)
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

  // MARK: - Who

  /// `HOST name[pid]: `, `name[pid]: `, `HOST daemon.err name[pid]: ` or neither.
  private mutating func hostAndTag(_ line: ByteSpan, _ start: Int, _ head: inout LineHead) {
    let start = line.skippingBlanks(from: start)
    if let tag = Tag.any(line, at: start) { return spoken(by: tag, line, &head) }
    let end = line.endOfWord(from: start)
    let host = line[start..<end]
    var at = line.skippingBlanks(from: end)
    var tag = Tag.any(line, at: at)
    if tag == nil, Facility.dotted(line, at: &at) { tag = Tag.any(line, at: at) }
    guard isHostLike(host), tag != nil || knows(host) else {
      head.messageStart = start
      return
    }
    head.host = start..<end
    learn(host)
    if let tag {
      spoken(by: tag, line, &head)
    } else {
      head.messageStart = at
    }
  }

  /// Behind a date: the kernel's line was stamped when it was filed, unless printk's own time
  /// stands in it.
  private mutating func spoken(by tag: Tag, _ line: ByteSpan, _ head: inout LineHead) {
    name(tag, line, &head)
    guard head.kind == .kernel else { return }
    head.stamp.clock = .reception
    var at = head.messageStart
    _ = Facility.number(line, at: &at)
    guard line[at] == UInt8(ascii: "["), case .monotonic(let time, _)? = Bracket.read(line, at: &at)
    else { return }
    head.stamp.monotonic = time
    head.stamp.clock = .source
    readMoreBrackets(line, &at, &head)
    if line[at] == .blank { at += 1 }
    kernelText(line, at, nil, &head)
  }

  /// RFC 5424 behind its version: time, host, program, process, message id, structured data.
  private mutating func syslogProtocol(
    _ line: ByteSpan, _ start: Int, _ head: inout LineHead
  ) -> Bool {
    var at = start
    guard readISO(line, &at, &head) else { return false }
    head.form = .calendar
    var words: [Range<Int>] = []
    for _ in 0..<4 {
      let end = line.endOfWord(from: at)
      words.append(at..<end)
      at = min(end + 1, line.count)
    }
    if line[at] == UInt8(ascii: "[") {
      while line[at] == UInt8(ascii: "["), let end = line.firstIndex(of: "]", from: at) {
        at = end + 1
      }
    } else if line[at] == UInt8(ascii: "-") {
      at += 1
    }
    head.host = words[0]
    learn(line[words[0]])
    let pid = line[words[2]].integer.map { Int($0) }
    spoken(by: Tag(name: words[1], pid: pid, end: at), line, &head)
    return true
  }

  private func name(_ tag: Tag, _ line: ByteSpan, _ head: inout LineHead) {
    head.identifier = tag.name
    head.pid = tag.pid
    if tag.isKernel(line) {
      head.kind = .kernel
      // A call trace is indented by the kernel itself: only the separator goes.
      head.messageStart = line[tag.end] == .blank ? tag.end + 1 : tag.end
    } else {
      head.kind = .program
      head.messageStart = line.skippingBlanks(from: tag.end)
    }
  }

  private func isHostLike(_ word: ByteSpan) -> Bool {
    guard (1...64).contains(word.count), word[0] != UInt8(ascii: "-") else { return false }
    for byte in word.bytes {
      guard
        byte.isLetter || byte.isDigit || byte >= 0x80 || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
      else { return false }
    }
    return word[word.count - 1] != UInt8(ascii: ":")
  }

  private func knows(_ host: ByteSpan) -> Bool {
    for known in hosts where host.equals(known) { return true }
    return false
  }

  private mutating func learn(_ host: ByteSpan) {
    guard !knows(host), hosts.count < 16 else { return }
    hosts.append(Array(host.bytes))
  }
}
