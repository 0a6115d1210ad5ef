/// What journald says that it lost.
enum JournalGaps {
  /// Message ids of sd-messages.h.
  private static let missed = "e9bf28e6e834481bb6f48f548ad13606"
  private static let suppressed = "a596d6fe7bfa4994828e72309e95d61e"

  static func match(_ handle: JournalHandle) throws(JournalFailure) {
    try handle.match("MESSAGE_ID", missed)
    try handle.match("MESSAGE_ID", suppressed)
  }

  /// "Missed 12 kernel messages", "Suppressed 7 messages from systemd-udevd.service": the latter
  /// only matters for the units and identifiers of the question, the rate limit being a unit's.
  static func gap(
    _ handle: JournalHandle, boot: BootID, question: Question
  ) throws(JournalFailure) -> Coverage.Gap? {
    guard let message = try handle.string("MESSAGE") else { return nil }
    let count = message.split(separator: " ").lazy.compactMap { Int($0) }.first
    if message.contains("kernel messages") {
      return Coverage.Gap(
        kind: "missed-kernel-messages", count: count,
        detail: "journald: \(message) (boot \(boot))")
    }
    guard question.units.contains(where: { message.hasSuffix(" \($0)") }) else { return nil }
    return Coverage.Gap(
      kind: "suppressed-messages", count: count,
      detail: "journald's rate limit: \(message) (boot \(boot))")
  }
}
