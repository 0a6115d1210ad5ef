import JournalReader
import LogModel

/// Records with fields: `journalctl -o export`, `-o json` and their kin, `dmesg --json`.
enum RecordTarget {
  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    let whole = Reading.readAll(bytes)
    Reading.check(whole)
    Reading.checkPieces(bytes, whole)
  }
}
