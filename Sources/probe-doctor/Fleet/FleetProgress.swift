import Glibc
import ReportModel
import Platform

/// A line on the terminal that says how far a long reading is; nothing where nobody looks.
struct FleetProgress {
  private let total: Int
  private let isShown: Bool
  private let start = Clock.seconds()
  private var done = 0
  private var kills = 0
  private var lastShown = 0.0

  init(total: Int) {
    self.total = total
    isShown = isatty(STDERR_FILENO) == 1 && total > 1
  }

  mutating func note(kills: Int) {
    done += 1
    self.kills += kills
    let now = Clock.seconds()
    guard isShown, now - lastShown >= 0.2 else { return }
    lastShown = now
    let passed = now - start
    let left = passed / Double(done) * Double(total - done)
    let rest: SafeText = passed < 2 ? "" : ", about \(FleetProgress.span(left)) left"
    put(
      "\(grouped(done)) of \(counted(total, "input")) read, \(counted(self.kills, "kill"))\(rest)")
  }

  /// Takes the line away.
  func end() {
    if isShown, lastShown > 0 { put("") }
  }

  private static func span(_ seconds: Double) -> SafeText {
    seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
  }

  private func put(_ text: SafeText) {
    _ = StandardOutput.put(Array("\r\u{1b}[K\(text.text)".utf8), STDERR_FILENO)
  }
}
