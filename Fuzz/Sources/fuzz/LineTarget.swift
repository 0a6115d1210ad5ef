import JournalReader
import LogModel

/// One line, read as a diagnosis reads it.
enum LineTarget {
  /// What stands behind most of the lines: only the last of a log may be cut without a mark, and looking
  /// for that takes long.
  private static let next = Array("\nlp: driver loaded but no devices found\n".utf8)

  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    let line = bytes.count % 4 == 0 ? Array(bytes) : bytes + next
    let answer = line.withUnsafeBytes { Reading.read($0) }
    Reading.check(answer)
    _ = Reading.correlator.diagnose(answer)
  }
}
