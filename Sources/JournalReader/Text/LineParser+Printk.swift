internal import LogModel

/// Lines that begin with a bracket.
extension LineParser {
  mutating func printk(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) -> Bool {
    var at = start
    guard let bracket = Bracket.read(line, at: &at) else { return false }
    switch bracket {
    case .caller(let caller):
      // `[    C3] `, printk.time=0 (`print_caller` in kernel/printk/printk.c)
      guard at - start >= 8, line[at] == .blank else { return false }
      head.caller = caller
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
    if case .difference = bracket, line.has("Linux version ", at: head.messageStart) {
      calendar.startCounting()
      head.stamp = Stamp(monotonic: 0)
    }
    return true
  }

  /// A record of /dev/kmsg, `6,339,5140900,-;text`, as `dmesg --kmsg-file` takes it: facility × 8 +
  /// level, number, µs, flags (the kernel's Documentation/ABI/testing/dev-kmsg).
  func kmsgRecord(_ line: ByteSpan, _ start: Int, _ head: inout LineHead) -> Bool {
    var at = start
    guard let priority = line.number(at: &at, limit: 4), line[at] == "," else { return false }
    at += 1
    guard line.number(at: &at) != nil, line[at] == "," else { return false }
    at += 1
    guard let time = line.number(at: &at), line[at] == ",",
      let text = line.firstIndex(of: ";", from: at)
    else { return false }
    head.form = .record
    head.stamp = Stamp(monotonic: time)
    if let caller = line[at..<text].firstIndex(of: ",caller=") {
      head.caller = at + caller + 8..<text
    }
    kernelText(line, text + 1, priority < 8 ? .kernel : .other, &head)
    return true
  }

  /// `][  T123]`, `] [ T123]` and what `dmesg` prints when it is asked for several formats.
  mutating func readMoreBrackets(
    _ line: ByteSpan, _ at: inout Int, _ head: inout LineHead
  ) {
    while true {
      var next = line[at] == .blank ? at + 1 : at
      guard line[next] == "[", let bracket = Bracket.read(line, at: &next) else { return }
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
      setDate(CivilTime(year: year, month: month, day: day), (time, digits), zone: nil, &head)
    case .difference(let difference):
      let time = calendar.micros(after: difference)
      if calendar.countsFromStart {
        head.stamp.clock = .source
        head.stamp.monotonic = time
      } else {
        setRealtime(time, .yearless, 6, &head)
      }
    case .caller, .status: break
    }
  }

  /// - Parameter zone: µs east of UTC; nil if the line does not tell.
  func setDate(
    _ date: CivilTime, _ time: (time: Int64, digits: Int), zone: Int64?, _ head: inout LineHead
  ) {
    var date = date
    date.time = time.time
    setRealtime(
      date.microseconds - (zone ?? 0), zone == nil ? .local : .utc, time.digits, &head)
  }

  func setRealtime(
    _ time: Int64, _ calendar: Stamp.Calendar, _ digits: Int, _ head: inout LineHead
  ) {
    head.stamp.clock = .source
    head.stamp.realtime = time
    head.stamp.calendar = calendar
    if head.stamp.monotonic == nil {
      head.stamp.resolution = Stamp.resolution(ofDigits: digits)
    }
  }

  /// `HOST kernel: ` or `HOST name[pid]: ` behind a monotonic time, or `kernel: ` alone. A driver's
  /// line begins with two words as well; what tells is the tag, or a host that was there before.
  private mutating func shortMonotonic(
    _ line: ByteSpan, _ start: Int, _ head: inout LineHead
  ) -> Bool {
    var tag = Tag.plain(line, at: start)
    if tag?.isKernel(line) != true {
      let end = line.endOfWord(from: start)
      guard end > start, end < line.count else { return false }
      let host = line[start..<end]
      tag = Tag.any(line, at: end + 1)
      guard let tag, HostWord.isLikely(host),
        tag.isKernel(line) || tag.pid != nil && !tag.name.isEmpty || knows(host)
      else { return false }
      head.host = start..<end
      learn(host)
    }
    guard let tag else { return false }
    let isKernel = tag.isKernel(line)
    head.form = .shortMonotonic
    name(tag, line, &head)
    if isKernel {
      if line.has("Linux version ", at: head.messageStart), let time = head.stamp.monotonic {
        kernelIsLate = time > 1_000_000
      }
      head.stamp.clock = kernelIsLate ? .reception : .source
      // a program that wrote into the kernel's buffer
      if head.host.isEmpty, let inner = Tag.withPID(line, at: head.messageStart),
        !inner.name.isEmpty
      {
        name(inner, line, &head)
      }
    } else {
      head.stamp.clock = .reception
    }
    return true
  }

  /// What the kernels of some makers of telephones print in front of each message:
  /// ` [1:  systemd-udevd:  187] `, `.(1)[187:systemd-udevd]`, `<1>.(0)[187:udevd]`.
  private static func vendorPrefix(_ line: ByteSpan, _ start: Int) -> Int {
    var at = line.skippingBlanks(from: start)
    let open: Int
    if line[at] == "[" {
      open = at
    } else {
      if line[at] == "<", line[at + 1].isDigit, line[at + 2] == ">" { at += 3 }
      guard line.has(".(", at: at), let close = line.firstIndex(of: ")[", from: at), close < at + 6
      else { return start }
      open = close + 1
    }
    guard line[line.skippingBlanks(from: open + 1)].isDigit,
      let close = line.firstIndex(of: "]", from: open), close < open + 40
    else { return start }
    let inside = line[open + 1..<close]
    var colons = 0
    for byte in inside.bytes where byte == ":" { colons += 1 }
    // one pid and a name, or a processor as well
    let isOfMaker = open > at ? colons >= 1 : colons == 2 && line[close - 1].isDigit
    guard isOfMaker else { return start }
    return open > at ? close + 1 : line.skippingBlanks(from: close + 1)
  }

  /// What printk was given: the kernel's own, or a program's line through /dev/kmsg.
  func kernelText(
    _ line: ByteSpan, _ start: Int, _ facility: Facility?, _ head: inout LineHead
  ) {
    var start = Self.vendorPrefix(line, start)
    // what systemd wrote into /dev/kmsg, where the kernel was to take its priority away
    let facility = facility ?? Facility.number(line, at: &start)
    if facility != .kernel, let tag = Tag.withPID(line, at: start) {
      name(tag, line, &head)
    } else if facility == .other, let tag = Tag.plain(line, at: start) {
      name(tag, line, &head)
    } else {
      head.kind = .kernel
      head.messageStart = start
    }
  }
}
