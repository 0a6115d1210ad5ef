import LogModel

/// A slow and simple reader looks for udevd's words in each line; what it sees is told, or that something
/// could not be read.
enum GrepTarget {
  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    // what stands in a record's other fields was said by nobody
    guard !lines.contains(where: isField) else { return }
    let seen = lines.compactMap { killed($0) }
    guard !seen.isEmpty else { return }
    let answer = Reading.read(bytes)
    let diagnosis = Reading.correlator.diagnose(answer)
    guard diagnosis.coverage.gaps.isEmpty else { return }
    let told = Set(diagnosis.boots.flatMap(\.kills).compactMap(\.seqnum))
    for seqnum in seen { require(told.contains(seqnum), "the kill of SEQNUM \(seqnum) is lost") }
  }

  /// Whether it may be a field of an export stream.
  private static func isField(_ line: [UInt8]) -> Bool {
    let name = line.prefix { $0 == UInt8(ascii: "_") || (0x41...0x5a).contains($0) }
    return !name.isEmpty && line.dropFirst(name.count).first == UInt8(ascii: "=")
  }

  /// The SEQNUM of a line that says that its worker was killed.
  static func killed(_ line: [UInt8]) -> UInt64? {
    for (start, after) in [("seq ", " '/devices/"), (" processing SEQNUM=", " killed")] {
      guard let found = line.firstRange(of: start.utf8), isWordStart(line, found.lowerBound) else {
        continue
      }
      let digits = line[found.upperBound...].prefix { (0x30...0x39).contains($0) }
      let rest = line[digits.endIndex...]
      guard (1...9).contains(digits.count), rest.starts(with: after.utf8) else { continue }
      var end = rest.dropFirst(after.utf8.count)
      if start == "seq " {
        let path = end.prefix { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "'") }
        guard !path.isEmpty, line[path.endIndex...].starts(with: "' killed".utf8) else { continue }
        end = line[path.endIndex...].dropFirst("' killed".utf8.count)
      } else {
        let before = line[..<found.lowerBound]
        let pid = before.dropLast().reversed().prefix { (0x30...0x39).contains($0) }
        guard before.last == UInt8(ascii: "]"), (1...6).contains(pid.count),
          before.dropLast(pid.count + 1).ends(with: "Worker ["),
          isWordStart(line, before.count - pid.count - 9)
        else { continue }
      }
      guard end.first.map(isBoundary) ?? true else { continue }
      return UInt64(String(decoding: digits, as: UTF8.self))
    }
    return nil
  }

  private static func isWordStart(_ line: [UInt8], _ place: Int) -> Bool {
    place == 0 || line[place] == 0x20 || isBoundary(line[place - 1])
  }

  /// Not what a terminal does not show, or shows as something else.
  private static func isBoundary(_ byte: UInt8) -> Bool {
    (0x20..<0x80).contains(byte) && !isOfWord(byte)
  }

  static func isOfWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
      || (0x61...0x7a).contains(byte | 0x20)
  }
}

extension ArraySlice<UInt8> {
  func ends(with text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
