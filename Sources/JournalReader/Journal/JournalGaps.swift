internal import LogModel

/// What journald says that it lost of one boot, found by the message ids of sd-messages.h.
struct JournalGaps {
  private static let missed = "e9bf28e6e834481bb6f48f548ad13606"
  private static let suppressed = "a596d6fe7bfa4994828e72309e95d61e"

  private var kernel = 0
  private var limited = 0

  static let match = JournalFile.Match(any: [("MESSAGE_ID", [missed, suppressed])])

  /// "Missed 12 kernel messages", "Suppressed 7 messages from systemd-udevd.service": the latter
  /// only matters for the units of the question, the rate limit being a unit's.
  mutating func note(_ message: String, units: [String]) {
    let count = message.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 1
    if message.contains("kernel messages") {
      kernel += count
    } else if units.contains(where: { message.hasSuffix(" \($0)") }) {
      limited += count
    }
  }

  /// The same kinds that a text log's own words about its losses have.
  func gaps(of boot: BootID) -> [Coverage.Gap] {
    var gaps: [Coverage.Gap] = []
    if kernel > 0 {
      gaps.note(
        "missed-kernel-messages", count: kernel,
        "journald missed \(kernel) kernel messages in boot \(boot)")
    }
    if limited > 0 {
      gaps.note(
        "rate-limited", count: limited,
        "journald suppressed \(limited) messages of interest in boot \(boot)")
    }
    return gaps
  }
}
