/// A part of a line in a container's log (`stdout P`, and `F` the last one) or in GitLab's (`00O+` where it
/// goes on): each has a stamp of its own.
struct PartialLine {
  /// Where its text begins.
  private let start: Int
  private let goesOn: Bool
  private let isRest: Bool

  private static let longestStamp = 40
  private static let mostParts = 256

  private init?(_ line: ByteSpan) {
    guard line[0].isDigit, let blank = line[0..<Self.longestStamp].firstIndex(of: .blank) else {
      return nil
    }
    let at = blank + 1
    if line.has("stdout ", at: at) || line.has("stderr ", at: at), line[at + 8] == .blank {
      start = at + 9
      goesOn = line[at + 7] == "P"
      isRest = false
    } else if line[at].isDigit, line[at + 1].isDigit, line[at + 2].isOne(of: "OE") {
      start = at + 4
      goesOn = false
      isRest = line[at + 3] == "+"
    } else {
      return nil
    }
  }

  /// Whether a text's lines are such.
  static func stand(in lines: [ByteSpan]) -> Bool {
    lines.contains { Self($0).map { $0.goesOn || $0.isRest } ?? false }
  }

  /// Whether a line goes on in the next one.
  static func goesOn(_ line: ByteSpan, in next: ByteSpan) -> Bool {
    guard let next = Self(next) else { return false }
    return next.isRest || Self(line)?.goesOn == true
  }

  /// The line of `text` that begins at `start`, where the next one begins, and of how many it is.
  static func line(
    of text: ByteSpan, at start: Int
  ) -> (bytes: [UInt8], next: Int, parts: Int) {
    var end = text.firstIndex(of: .newline, from: start) ?? text.count
    var line = text[start..<end]
    var bytes = Array(line.bytes)
    var parts = 1
    while end + 1 < text.count, parts < mostParts, bytes.count < LineSplitter.longestLine {
      let nextEnd = text.firstIndex(of: .newline, from: end + 1) ?? text.count
      let next = text[(end + 1)..<nextEnd]
      guard goesOn(line, in: next), let rest = Self(next) else { break }
      bytes.append(contentsOf: next[rest.start...].bytes)
      (line, end) = (next, nextEnd)
      parts += 1
    }
    return (bytes, end + 1, parts)
  }
}
