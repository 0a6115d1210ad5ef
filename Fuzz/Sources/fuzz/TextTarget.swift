import JournalReader
import LogModel

/// Dialects of lines, and the diagnosis of what they say.
enum TextTarget {
  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    let whole = Reading.readAll(bytes)
    Reading.check(whole)
    Reading.checkPieces(bytes, whole)
    if whole.coverage.sources.first?.kind == .text { checkLines(bytes, whole) }
    _ = Reading.correlator.diagnose(Reading.read(bytes))
  }

  /// An entry's line is a part of the input's line that it names.
  private static func checkLines(_ bytes: UnsafeRawBufferPointer, _ answer: Answer) {
    // of some texts each line ends in a carriage return alone
    let isOld = !bytes.contains(UInt8(ascii: "\n"))
    let end = UInt8(ascii: isOld ? "\r" : "\n")
    let lines = bytes.split(separator: end, omittingEmptySubsequences: false)
    for entry in answer.boots.flatMap(\.entries) {
      guard case .line(let number) = entry.place.position else { continue }
      require(lines.indices.contains(number - 1), "there is no \(entry.place.position)")
      // a few such lines alone are taken for one that was written over
      if isOld, lines.contains(where: { holds($0, entry.line) }) { continue }
      let line = lines[number - 1]
      // Control sequences are taken out of a line, and cut it.
      guard !line.contains(0x1b), !line.contains(0x0d), !line.contains(where: isCode) else {
        continue
      }
      require(
        holds(line, entry.line) || goesOn(line, entry.line),
        "\(entry.place.position) does not hold its entry")
    }
  }

  /// Whether it may be written for something else, or be markup: then the entry has what it means.
  private static func isCode(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte < 0x20
      || [0x22, 0x23, 0x26, 0x27, 0x3c, 0x3d, 0x5c, 0x5e, 0x7b].contains(byte)
  }

  /// Whether the end of a line is the beginning of an entry: a mail program broke it there.
  private static func goesOn(_ line: Slice<UnsafeRawBufferPointer>, _ entry: [UInt8]) -> Bool {
    let line = line.dropLast(line.reversed().prefix { $0 == UInt8(ascii: " ") }.count)
    return (0..<line.count).contains { entry.starts(with: line.dropFirst($0)) }
  }

  private static func holds(_ line: Slice<UnsafeRawBufferPointer>, _ part: [UInt8]) -> Bool {
    guard part.count <= line.count else { return false }
    return (0...(line.count - part.count)).contains { line.dropFirst($0).starts(with: part) }
  }
}
