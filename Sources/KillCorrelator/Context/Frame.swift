/// One frame of a kernel stack, as the many forms of `dump_stack` and `/proc/PID/stack` write it.
struct Frame: Sendable, Equatable {
  /// Without offsets and the decorations of the compiler (`.isra.0`, `.cold`).
  var function: String
  /// Nil for code built into the kernel.
  var module: String?
  /// False for addresses that only happened to lie on the stack (`? `, `(unreliable)`).
  var isReliable: Bool

  init?(_ line: Span<UInt8>) {
    guard let offset = line.range(of: "+0x") else { return nil }
    let tail = line.extracting(offset.upperBound...)
    guard tail.contains("/0x") else { return nil }
    var start = offset.lowerBound
    while start > 0, !Self.endsPrefix(line[start - 1]) { start -= 1 }
    let prefix = line.extracting(..<start)
    guard start < offset.lowerBound, Self.isStackPrefix(prefix) else { return nil }
    function = Self.undecorated(line.extracting(start..<offset.lowerBound))
    isReliable =
      prefix.firstIndex(of: UInt8(ascii: "?")) == nil && !tail.hasSuffix("(unreliable)")
    module = nil
    if let open = tail.firstIndex(of: UInt8(ascii: "[")),
      let close = tail.firstIndex(of: UInt8(ascii: "]"), from: open)
    {
      let brackets = tail.extracting(open + 1..<close)
      module = brackets.words.first.map { String(brackets.extracting($0)) }
    }
  }

  /// A frame of which somebody kept the function alone, as mails and commit messages do.
  ///
  /// A word proves nothing by itself: it has to stand within a report.
  init?(bare line: Span<UInt8>) {
    let words = line.words
    guard let last = words.last,
      words.count == 1 || words.count == 2 && line.extracting(words[0]).isOne(of: "?")
    else { return nil }
    let symbol = line.extracting(last)
    guard symbol.allSatisfy({ $0.isLetter || $0.isDigit || $0 == Self.underscore || $0 == .dot }),
      symbol.firstIndex(of: Self.underscore) != nil || symbol.isOne(of: "schedule"),
      !symbol[0].isDigit, symbol[0] != .dot
    else { return nil }
    function = Self.undecorated(symbol)
    isReliable = words.count == 1
    module = nil
  }

  private static let underscore = UInt8(ascii: "_")

  private static func endsPrefix(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == .colon || byte == UInt8(ascii: "]")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == .blank || byte == UInt8(ascii: "\t")
  }

  /// Only blanks, addresses in brackets, a question mark or the name of a register may stand
  /// before the symbol; `calling  foo+0x0/0x1` is no frame.
  private static func isStackPrefix(_ text: Span<UInt8>) -> Bool {
    text.split(by: isBlank).allSatisfy { range in
      let word = text.extracting(range)
      return word.isOne(of: "?", ":", "pc", "lr", "Call") || word.hasPrefix("RIP:")
        || word.hasSuffix(":") && word.allSatisfy { $0 == .colon || $0.isHexDigit }
        || word.hasPrefix("[") && word.hasSuffix("]")
    }
  }

  private static func undecorated(_ symbol: Span<UInt8>) -> String {
    let start = symbol.hasPrefix("__pfx_") ? 6 : 0
    let name = symbol.extracting(start...)
    guard let dot = name.firstIndex(of: .dot), dot > 0 else { return String(name) }
    return String(name.extracting(..<dot))
  }
}
