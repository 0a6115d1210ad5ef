import FleetReading
import Glibc
import Platform
import ReportModel

/// A line on the terminal that says how far a long reading is; nothing where nobody looks.
struct FleetProgress {
  private var total = 0
  private let start = Clock.seconds()
  private var done = 0
  private var kills = 0
  private var lastShown = 0.0

  mutating func note(_ step: FleetProgressStep) {
    switch step {
    case .toRead(let count): total = count
    case .read(let kills): noteOne(kills)
    case .done: if lastShown > 0 { ProgressLine.put("") }
    }
  }

  private mutating func noteOne(_ kills: Int) {
    done += 1
    self.kills += kills
    let now = Clock.seconds()
    guard total > 1, now - lastShown >= 0.2, isatty(STDERR_FILENO) == 1 else { return }
    lastShown = now
    let passed = now - start
    let left = passed / Double(done) * Double(total - done)
    let rest: SafeText = passed < 2 ? "" : ", about \(Self.span(left)) left"
    ProgressLine.put(
      "\(grouped(done)) of \(counted(total, "input")) read, \(counted(self.kills, "kill"))\(rest)")
  }

  private static func span(_ seconds: Double) -> SafeText {
    seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
  }
}
