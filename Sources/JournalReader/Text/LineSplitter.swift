/// Cuts a stream that comes in pieces of any size into lines.
///
/// What is kept of one line is bounded; the rest of it is skipped, the lines after it are not.
struct LineSplitter {
  /// More than any printk or journal line has, and little enough to keep many of.
  static let longestLine = 64 << 10

  /// The beginning of a line whose end has not come yet.
  private var pending: [UInt8] = []
  private var isWithinLine = false

  /// Calls `body` with each line that `bytes` ends, without its newline.
  mutating func feed(_ bytes: UnsafeRawBufferPointer, _ body: (ByteSpan) -> Void) {
    let span = ByteSpan(bytes)
    var start = 0
    while start < span.count {
      guard let end = span.firstIndex(of: .newline, from: start) else {
        hold(span[start...])
        return
      }
      if isWithinLine {
        hold(span[start..<end])
        flush(body)
      } else {
        body(span[start..<min(end, start + Self.longestLine)])
      }
      start = end + 1
    }
  }

  /// Hands out the last line if no newline ended it.
  mutating func finish(_ body: (ByteSpan) -> Void) {
    if isWithinLine { flush(body) }
  }

  private mutating func hold(_ part: ByteSpan) {
    isWithinLine = true
    pending.append(contentsOf: part.bytes.prefix(Self.longestLine - pending.count))
  }

  private mutating func flush(_ body: (ByteSpan) -> Void) {
    pending.withUnsafeBytes { body(ByteSpan($0)) }
    pending.removeAll(keepingCapacity: true)
    isWithinLine = false
  }
}
