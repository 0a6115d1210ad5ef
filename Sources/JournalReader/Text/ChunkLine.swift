/// A line of a text, where the next one begins, and how many lines of the text it is.
struct ChunkLine {
  var span: ByteSpan
  /// Set if it had to be put together.
  var joined: [UInt8]?
  var next: Int
  var parts = 1

  /// The line of a chunk that begins at `start`, or the part of a long one.
  init(
    of text: ByteSpan, _ chunk: Chunk, at start: Int, _ wrapping: Wrapping?, _ parser: LineParser
  ) {
    let isInString = chunk.beginning(ofLineAt: start, in: text) == .string
    let text = text[0..<chunk.end]
    let end = text.firstIndex(of: .newline, from: start) ?? text.count
    span = text[start..<end]
    next = end + 1
    if let wrapping, !isInString {
      let line = wrapping.line(of: text, at: start, parser: parser)
      (joined, next, parts) = (line.bytes, line.next, line.parts)
      return
    }
    if end - start > LineSplitter.longestLine {
      next = start + LongLine.end(ofPartIn: text[start..<start + LineSplitter.longestLine])
      span = text[start..<next]
      parts = 0
    }
    if isInString { joined = Array("\"".utf8) + span.bytes }
  }

  func withBytes<Result>(_ body: (ByteSpan) -> Result) -> Result {
    joined?.withUnsafeBytes { body(ByteSpan($0)) } ?? body(span)
  }
}
