import JournalReader
import LogModel

/// One line, read as a diagnosis reads it.
enum LineTarget {
  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    let answer = Reading.read(bytes)
    Reading.check(answer)
    _ = Reading.correlator.diagnose(answer)
  }
}
