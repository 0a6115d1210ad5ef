/// Who a line names before its message: `systemd-udevd[65]: `, `kernel: `, `[123]: `.
struct Tag {
  var name: Range<Int>
  var pid: Int?
  /// Behind the colon.
  var end: Int

  /// `name[pid]:` at `start`, with a blank or the line's end behind it. The name may be empty:
  /// udev 240 wrote so. A kernel's own text does not look like that; what the kernel says of a
  /// crashing process (`udevd[500]: segfault at 0`) does, and cannot be told from it here.
  static func withPID(_ line: ByteSpan, at start: Int) -> Tag? {
    var at = start
    let limit = start + 65
    while at < limit {
      let byte = line[at]
      if byte == "[" { break }
      guard byte > .blank, !byte.isOne(of: ":]") else { return nil }
      at += 1
    }
    guard line[at] == "[" else { return nil }
    let name = start..<at
    at += 1
    guard let pid = line.number(at: &at, limit: 10), pid > 0, line[at] == "]",
      line[at + 1] == ":", line[at + 2] == .blank || at + 2 == line.count
    else { return nil }
    return Tag(name: name, pid: Int(pid), end: at + 2)
  }

  /// `name:` at `start`, with a blank or the line's end behind it.
  static func plain(_ line: ByteSpan, at start: Int) -> Tag? {
    var at = start
    let limit = start + 65
    while at < limit, line[at] > .blank {
      if line[at] == ":", line[at + 1] == .blank || at + 1 == line.count {
        return at > start ? Tag(name: start..<at, pid: nil, end: at + 1) : nil
      }
      at += 1
    }
    return nil
  }

  /// `[kernel] ` at `start`, metalog's way, or `kernel  ` in a column.
  static func bracketed(_ line: ByteSpan, at start: Int) -> Tag? {
    if line.has("kernel  ", at: start) {
      let end = line.skippingBlanks(from: start + 6)
      return Tag(name: start..<start + 6, pid: nil, end: end - 1)
    }
    return line.has("[kernel] ", at: start)
      ? Tag(name: start + 1..<start + 7, pid: nil, end: start + 8) : nil
  }

  static func any(_ line: ByteSpan, at start: Int) -> Tag? {
    withPID(line, at: start) ?? plain(line, at: start)
  }

  /// What `journalctl -o with-unit` names PID 1 by.
  static let firstProcessUnit = "init.scope"

  /// `systemd-udevd.service` is the unit of systemd-udevd: what `journalctl -o with-unit` names
  /// instead of the program.
  func program(_ line: ByteSpan) -> Range<Int> {
    let suffix = 8
    guard pid != nil, name.count > suffix, line.has(".service", at: name.upperBound - suffix) else {
      return name
    }
    return name.lowerBound..<name.upperBound - suffix
  }

  func isKernel(_ line: ByteSpan) -> Bool {
    pid == nil && line[name].count == 6 && line.has("kernel", at: name.lowerBound)
  }
}
