@testable import JournalReader
import KillCorrelator
import LogModel

/// What stands before and behind udevd's words in a line is of any content: the kill is told, or that
/// something could not be read.
enum FrameTarget {
  private static let words = Array("seq 3198 '/devices/pci0000:20/0000:3d:00.0/usb7' killed".utf8)

  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    // lines and texts of other encodings end where they end, and what a terminal does not show is none
    let ends: Set<UInt8> = [0, 0x07, 0x08, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x1b, 0xfe, 0xff]
    let frame = bytes.filter { !ends.contains($0) }
    let place = frame.isEmpty ? 0 : Int(frame[0]) % frame.count
    var line = Array(frame.dropFirst().prefix(place))
    if opensSequence(line) { return }
    // a word that goes on is another word
    if let last = line.last, GrepTarget.isOfWord(last) { line.append(0x20) }
    line += words
    let rest = frame.dropFirst(place + 1)
    // nor does what may be written for nothing, with a letter behind it, end one
    if let first = rest.first, GrepTarget.isOfWord(first) || "^\\#&".utf8.contains(first) {
      line.append(0x20)
    }
    line += rest + [0x0a]
    let answer = line.withUnsafeBytes { Reading.read($0) }
    // whoever reads inputs says of such a one that it may be no log: here it may be a dump of bytes
    if answer.boots.allSatisfy(\.isSilent) { return }
    let diagnosis = Reading.correlator.diagnose(answer)
    require(
      diagnosis.boots.contains { !$0.kills.isEmpty } || !diagnosis.coverage.gaps.isEmpty,
      "a kill is lost in a line of \(line.count) bytes")
  }

  /// Whether a terminal's control sequence is open at the end: the next letter is its last.
  private static func opensSequence(_ line: [UInt8]) -> Bool {
    guard let bracket = line.lastIndex(of: UInt8(ascii: "[")) else { return false }
    return line[bracket...].dropFirst().allSatisfy { (0x20...0x3f).contains($0) }
      && ["^[", "33", "1b", "1B", "e"].contains { line[..<bracket].ends(with: $0) }
  }
}
