import Foundation
import JournalReader
import LogModel

/// Files of any content: archives, compressed logs, journals. Journals are read in a process of
/// their own, as always: it may die, we may not.
enum FileTarget {
  private static let path = NSTemporaryDirectory() + "probe-doctor-fuzz-\(getpid())"

  static func tryOut(_ bytes: UnsafeRawBufferPointer) {
    do {
      try Data(bytes).write(to: URL(filePath: path))
      defer { unlink(path) }
      let answer = try Input.read([.path(path)], question: Reading.question)
      Reading.check(answer)
      _ = Reading.correlator.diagnose(answer)
    } catch let error as ReadError {
      require(!error.reason.isEmpty, "an error without a reason")
    } catch {
      fatalError("\(path): \(error)")
    }
  }
}
