internal import LogModel

/// Collects what a log says of its own losses.
struct LossNotes {
  /// Phrases without which no line is such a note.
  static let phrases = [
    " kernel messages", "messages dropped", "messages suppressed", " messages from ",
  ]

  private var missed = (count: 0, notes: 0, first: "")
  private var limited = (count: 0, notes: 0, first: "")

  /// Looks at a message that holds one of the phrases.
  mutating func note(_ message: ByteSpan, place: @autoclosure () -> String) {
    if let count = count(in: message, after: "Missed ", before: " kernel messages")
      ?? count(in: message, after: "** ", before: " printk messages dropped")
      ?? count(in: message, after: "printk: ", before: " messages suppressed")
      ?? count(in: message, after: "", before: " messages dropped")
    {
      if missed.notes == 0 { missed.first = place() }
      missed.count += count
      missed.notes += 1
    } else if let count = count(in: message, after: "Suppressed ", before: " messages from ") {
      if limited.notes == 0 { limited.first = place() }
      limited.count += count
      limited.notes += 1
    }
  }

  private func count(
    in message: ByteSpan, after prefix: StaticString, before suffix: StaticString
  ) -> Int? {
    guard let end = message.firstIndex(of: suffix) else { return nil }
    var start = end
    while start > 0, message[start - 1].isDigit { start -= 1 }
    let length = prefix.utf8CodeUnitCount
    guard start < end, message.has(prefix, at: start - length) else { return nil }
    return message[start..<min(end, start + 9)].integer.map { Int($0) }
  }

  func gaps(in source: String) -> [Coverage.Gap] {
    var gaps: [Coverage.Gap] = []
    if missed.notes > 0 {
      gaps.note(
        "missed-kernel-messages", count: missed.count,
        "\(source) says that \(missed.count) kernel messages were lost "
          + "(\(missed.first) first)")
    }
    if limited.notes > 0 {
      gaps.note(
        "rate-limited", count: limited.count,
        "\(source) says that journald suppressed \(limited.count) messages "
          + "(\(limited.first) first)")
    }
    return gaps
  }
}
