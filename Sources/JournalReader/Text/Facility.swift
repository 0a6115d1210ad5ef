/// The facility that some dialects show before anything else. It decides whether `name[pid]: ` is
/// a program's tag or the kernel's own words.
enum Facility {
  case kernel
  case other

  /// `<27>` at `index`: facility × 8 + level (`dmesg -r`, /dev/kmsg, syslog on the wire).
  static func number(_ line: ByteSpan, at index: inout Int) -> Facility? {
    guard line[index] == "<" else { return nil }
    var at = index + 1
    guard let priority = line.number(at: &at, limit: 4), line[at] == ">" else { return nil }
    index = at + 1
    return priority < 8 ? .kernel : .other
  }

  /// `kern  :err   : ` at `index` (`dmesg -x`: "%-6s:%-6s: ").
  static func words(_ line: ByteSpan, at index: inout Int) -> Facility? {
    guard line[index].isLower, line[index + 6] == ":",
      line[index + 13] == ":", line[index + 14] == .blank
    else { return longWords(line, at: &index) }
    for at in index..<index + 13 where at != index + 6 {
      guard line[at].isLower || line[at].isDigit || line[at] == .blank else { return nil }
    }
    let isKernel = line.has("kern  ", at: index)
    index += 15
    return isKernel ? .kernel : .other
  }

  /// The same with `authpriv`, which is longer than its column.
  private static func longWords(_ line: ByteSpan, at index: inout Int) -> Facility? {
    guard line.has("authpriv:", at: index), line[index + 15] == ":", line[index + 16] == .blank
    else { return beforeDate(line, at: &index) }
    index += 17
    return .other
  }

  /// `kern:    info: [2026-11-23T18:38:13.500000000Z]: `: Talos' way, up to the bracket.
  private static func beforeDate(_ line: ByteSpan, at index: inout Int) -> Facility? {
    var at = index
    while line[at].isLower { at += 1 }
    guard at > index, line[at] == ":", line[at + 1] == .blank else { return nil }
    at = line.skippingBlanks(from: at + 1)
    let level = at
    while line[at].isLower { at += 1 }
    guard at > level, line.has(": [", at: at) else { return nil }
    let isKernel = line.has("kern:", at: index)
    index = at + 2
    return isKernel ? .kernel : .other
  }

  /// `daemon.err ` at `index`: BusyBox's syslogd puts it between the host and the tag.
  static func dotted(_ line: ByteSpan, at index: inout Int) -> Bool {
    var at = index
    while line[at].isLower || (at > index && line[at].isDigit) { at += 1 }
    guard at > index, line[at] == "." else { return false }
    at += 1
    let level = at
    while line[at].isLower { at += 1 }
    guard at > level, line[at] == .blank else { return false }
    index = at + 1
    return true
  }
}
