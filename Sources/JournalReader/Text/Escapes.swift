/// Takes a terminal's control sequences out of a line and cuts it where the terminal would start
/// afresh.
///
/// A console capture holds colours, cursor moves and resets between, and within, what was said.
/// A carriage return within a line and a cleared screen end one text and begin another: firmware
/// and kernel, a status line and the printk line that followed it, share a line of the file so.
enum Escapes {
  /// Whether `line` needs this at all: most do not, and keep their exact bytes.
  static func concern(_ line: ByteSpan) -> Bool {
    line.firstIndex(of: .escape) != nil || line.firstIndex(of: .carriageReturn) != nil
  }

  /// Calls `body` with each part of `line`; `scratch` is memory to use again.
  static func forEachPart(
    of line: ByteSpan, scratch: inout [UInt8], _ body: (ByteSpan) -> Void
  ) {
    scratch.removeAll(keepingCapacity: true)
    var index = 0
    while index < line.count {
      let byte = line[index]
      if byte == .carriageReturn {
        flush(&scratch, body)
        index += 1
      } else if byte == .escape {
        let (length, clears) = sequence(in: line, at: index)
        if clears { flush(&scratch, body) }
        index += length
      } else {
        scratch.append(byte)
        index += 1
      }
    }
    flush(&scratch, body)
  }

  /// A message of a journal's without its colours: journald keeps them, and `journalctl -o json` writes
  /// such a message as numbers.
  static func without(_ message: ArraySlice<UInt8>) -> [UInt8] {
    // what is no text is shown as it is
    let mayHaveSome = message.withUnsafeBytes { ByteSpan($0).firstIndex(of: .escape) != nil }
    guard mayHaveSome, String(validating: message, as: UTF8.self) != nil else {
      return Array(message)
    }
    var scratch: [UInt8] = []
    var parts: [[UInt8]] = []
    message.withUnsafeBytes { bytes in
      forEachPart(of: ByteSpan(bytes), scratch: &scratch) { parts.append(Array($0.bytes)) }
    }
    return Array(parts.joined(separator: [.blank]))
  }

  private static func flush(_ part: inout [UInt8], _ body: (ByteSpan) -> Void) {
    if !part.isEmpty { part.withUnsafeBytes { body(ByteSpan($0)) } }
    part.removeAll(keepingCapacity: true)
  }

  /// The length of the sequence that the ESC at `start` begins (ECMA-48), and whether the screen
  /// is empty after it. systemd shortens status lines without regard to sequences in them, so one
  /// that breaks off is only as long as what is valid of it.
  private static func sequence(in line: ByteSpan, at start: Int) -> (length: Int, clears: Bool) {
    var index = start + 1
    switch line[index] {
    case "[":
      index += 1
      let parameters = index
      while (0x20...0x3f).contains(line[index]) { index += 1 }
      guard (0x40...0x7e).contains(line[index]) else { return (index - start, false) }
      let clears = line[index] == "J" && line[parameters] == "2"
      return (index + 1 - start, clears)
    case "]":
      // An operating system command, ended by BEL or ESC \.
      let limit = min(line.count, start + 256)
      while index < limit {
        if line[index] == 0x07 { return (index + 1 - start, false) }
        if line[index] == .escape, line[index + 1] == "\\" { return (index + 2 - start, false) }
        index += 1
      }
      return (2, false)
    case "c": return (2, true)
    case 0x20...0x2f:
      while (0x20...0x2f).contains(line[index]) { index += 1 }
      return ((0x30...0x7e).contains(line[index]) ? index + 1 - start : 1, false)
    case 0x30...0x7e:
      return (2, false)
    default:
      return (1, false)
    }
  }
}
