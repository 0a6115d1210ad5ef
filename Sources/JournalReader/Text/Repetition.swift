/// What rsyslog writes instead of the same message over and over: `message repeated 2 times: [ text]`
/// (its `$RepeatedMsgReduction`; Ubuntu's default). The message in the brackets was said again.
///
/// An older syslogd's `last message repeated 2 times` does not tell what: it stays as it is.
enum Repetition {
  /// Where the message stands that `text` repeats.
  static func message(in text: ByteSpan) -> Range<Int>? {
    var at = 17
    guard text.count > at, text[text.count - 1] == "]", text.has("message repeated "),
      text.number(at: &at, limit: 9) != nil, text.has(" times: [", at: at)
    else { return nil }
    let start = text.skippingBlanks(from: at + 9)
    return start < text.count - 1 ? start..<text.count - 1 : nil
  }
}
