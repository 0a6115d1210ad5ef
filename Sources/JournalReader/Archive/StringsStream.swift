/// The texts in what is none, each a line, as strings(1) shows them: a terminal's recording, a piece of memory,
/// a log between blocks of something else.
final class StringsStream: PiecewiseStream {
  private var text: [UInt8] = []
  /// Shorter ones are there by chance.
  private static let least = 8

  override func pass(_ piece: UnsafeRawBufferPointer) -> Bool {
    for byte in piece {
      if byte >= .blank && byte < 0x7f || byte == 0x09 || byte == 0x1b {
        text.append(byte)
        if text.count >= LineSplitter.longestLine { flush() }
      } else {
        flush()
      }
    }
    if piece.isEmpty { flush() }
    return !piece.isEmpty
  }

  private func flush() {
    if text.count >= Self.least { output += text + [.newline] }
    text.removeAll(keepingCapacity: true)
  }
}
