/// What stands in messages that were looked through, by where those lie in their file: most of what a
/// kernel says it has said in the boot before, and journald files it once.
struct MessageMeanings {
  private var known: [(message: UInt64, found: LogPhrases.Meaning)] = []
  private var width: UInt64 = 6
  private var count = 0
  private static let mostWidth: UInt64 = 14

  /// - Parameter message: where the text lies.
  subscript(message: UInt64) -> LogPhrases.Meaning? {
    guard !known.isEmpty else { return nil }
    let place = known[place(of: message)]
    return place.message == message ? place.found : nil
  }

  mutating func remember(_ found: LogPhrases.Meaning, of message: UInt64) {
    // hundreds of files have a few of them each
    if count * 2 >= known.count, width < Self.mostWidth {
      width += 2
      count = 0
      known = Array(repeating: (0, []), count: 1 << width)
    }
    known[place(of: message)] = (message, found)
    count += 1
  }

  private func place(of offset: UInt64) -> Int { offset.scattered(over: width) }
}

extension UInt64 {
  /// A number of so many bits, which is another one for most other offsets.
  func scattered(over width: UInt64) -> Int {
    Int(truncatingIfNeeded: (self &* 0x9e37_79b9_7f4a_7c15) >> (64 - width))
  }
}
