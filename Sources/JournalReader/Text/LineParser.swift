internal import LogModel

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
  var kernelIsLate = false

  /// How the lines are quoted, if they are.
  var quotation: Quotation?

  mutating func parse(_ line: ByteSpan) -> LineHead {
    var start = 0
    while line[start] == 0, start < line.count { start += 1 }
    if let quotation, let end = quotation.end(in: line[start...]) { start += end }

    if line[start] == .blank, let going = goingOn(line, from: start) {
      above = going.form == .property ? going : above
      return going
    }
    var head = head(of: line, from: start)
    if head.form == .bare, let quoted = quoted(line) { head = quoted }
    above = head.form == .bare || head.form == .status ? nil : head
    return head
  }

  /// Reads a line that begins at `start`.
  mutating func head(of line: ByteSpan, from start: Int) -> LineHead {
    var head = LineHead()
    head.lineStart = start
    var at = start
    let facility = Facility.number(line, at: &at) ?? Facility.words(line, at: &at)
    let isRecognised =
      switch line[at] {
      case "[": printk(line, at, facility, &head) || bracketedDate(line, at, facility, &head)
      case let first where first.isDigit: digits(line, at, facility, &head) || word(line, at, &head)
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
      spoken(by: tag, line, &head)
    } else {
      head.kind = facility == .kernel ? .kernel : .unknown
      head.messageStart = facility != nil ? at : line.skippingBlanks(from: at)
    }
    head.messageStart = min(head.messageStart, line.count)
    return head
  }

  /// A boot's lines tell anew how they were filed.
  mutating func beginBoot() {
    kernelIsLate = false
    above = nil
  }

  // MARK: - Continuation lines

  /// What an indented line is to the line above: a further line of its message, or what a record
  /// of /dev/kmsg says of itself.
  private func goingOn(_ line: ByteSpan, from start: Int) -> LineHead? {
    guard let above else { return nil }
    if above.form == .record || above.form == .property, line[start + 1].isUpper {
      var head = LineHead()
      head.form = .property
      head.messageStart = start + 1
      return head
    }
    let indent = above.messageStart - above.lineStart
    guard indent >= 8, line.count > start + indent else { return nil }
    for index in start..<start + indent where line[index] != .blank { return nil }
    return continuation(of: above, at: start + indent)
  }

  private func continuation(of above: LineHead, at messageStart: Int) -> LineHead {
    var head = above
    head.messageStart = messageStart
    head.form = .continuation
    head.stamp.clock = .none
    head.host = 0..<0
    return head
  }

  // MARK: - Who

  /// `HOST name[pid]: `, `name[pid]: `, `HOST daemon.err name[pid]: ` or neither.
  mutating func hostAndTag(_ line: ByteSpan, _ start: Int, _ head: inout LineHead) {
    var start = line.skippingBlanks(from: start)
    var next = start
    if line[start] == "[", case .monotonic(let time, _)? = Bracket.read(line, at: &next),
      time > 1_000_000_000_000_000, line[next] == .blank
    {
      // seconds since 1970: OpenWrt's logread -t
      start = next + 1
    }
    if line[start] == "{", let end = line.firstIndex(of: "} ", from: start) {
      // what Loki's client shows of a stream
      start = line.skippingBlanks(from: end + 2)
      if let tag = Tag.withPID(line, at: start) { return spoken(by: tag, line, &head) }
      return head.messageStart = start
    }
    if let tag = Tag.any(line, at: start) { return spoken(by: tag, line, &head) }
    if let tag = Tag.bracketed(line, at: start) { return spoken(by: tag, line, &head) }
    var end = line.endOfWord(from: start)
    // how bad it is, where others name the host
    if HostWord.isLevel(line[start..<end]) {
      start = line.skippingBlanks(from: end)
      if let tag = Tag.any(line, at: start) { return spoken(by: tag, line, &head) }
      end = line.endOfWord(from: start)
    }
    let host = line[start..<end]
    var at = line.skippingBlanks(from: end)
    var tag = Tag.any(line, at: at)
    if tag == nil, Facility.dotted(line, at: &at) { tag = Tag.any(line, at: at) }
    guard HostWord.isLikely(host), tag != nil || knows(host) else {
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
  mutating func spoken(by tag: Tag, _ line: ByteSpan, _ head: inout LineHead) {
    name(tag, line, &head)
    guard head.kind == .kernel else { return }
    if head.stamp.hasTime { head.stamp.clock = .reception }
    var at = head.messageStart
    _ = Facility.number(line, at: &at)
    guard line[at] == "[", case .monotonic(let time, _)? = Bracket.read(line, at: &at) else {
      // a program that wrote into the kernel's buffer, as syslogd files it
      if let inner = Tag.withPID(line, at: at), !inner.name.isEmpty { name(inner, line, &head) }
      return
    }
    head.stamp.monotonic = time
    head.stamp.clock = .source
    readMoreBrackets(line, &at, &head)
    if line[at] == .blank { at += 1 }
    kernelText(line, at, nil, &head)
  }

  func name(_ tag: Tag, _ line: ByteSpan, _ head: inout LineHead) {
    head.identifier = tag.program(line)
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

  func knows(_ host: ByteSpan) -> Bool {
    for known in hosts where host.equals(known) { return true }
    return false
  }

  mutating func learn(_ host: ByteSpan) {
    guard !knows(host), hosts.count < 16 else { return }
    hosts.append(Array(host.bytes))
  }
}
