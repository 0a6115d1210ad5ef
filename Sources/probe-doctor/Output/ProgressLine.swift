import Glibc
import JournalReader
import Platform
import Synchronization
import ReportModel

/// The line on a terminal that says how far a long reading is. It goes when reading is done.
enum ProgressLine {
  /// Runs `body` with something to tell its progress; with nothing where nobody looks: standard
  /// error is no terminal, or the user wants it quiet.
  static func during<Result>(
    quiet: Bool, _ body: (ReadingProgress?) throws -> Result
  ) rethrows -> Result {
    guard !quiet, isatty(STDERR_FILENO) == 1 else { return try body(nil) }
    let isShown = Atomic(false)
    let width = Terminal(descriptor: STDERR_FILENO).width
    let progress = ReadingProgress { step in
      isShown.store(true, ordering: .relaxed)
      put(text(step).cut(to: width - 1))
    }
    defer { if isShown.load(ordering: .relaxed) { put("") } }
    return try body(progress)
  }

  static func text(_ step: ReadingProgress.Step) -> SafeText {
    let part: SafeText =
      step.share.map { "\(Int($0 * 100)) %" } ?? "\((step.bytes ?? 0) >> 20) MiB"
    return "Reading: \(part), \(step.name)"
  }

  /// Puts a line in the place of the one before it.
  static func put(_ line: SafeText) {
    StandardOutput.note("\r\u{1b}[K\(line.text)")
  }
}
