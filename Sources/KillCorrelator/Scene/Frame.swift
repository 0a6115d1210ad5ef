/// One frame of a kernel stack, as the many forms of `dump_stack` and `/proc/PID/stack` write it.
struct Frame: Sendable, Equatable {
  /// Without offsets and the decorations of the compiler (`.isra.0`, `.cold`).
  var function: String
  /// Nil for code built into the kernel.
  var module: String?
  /// False for addresses that only happened to lie on the stack (`? `, `(unreliable)`).
  var isReliable: Bool

  init?(_ message: String) {
    guard let offset = message.range(of: "+0x") else { return nil }
    let head = message[..<offset.lowerBound]
    let start = head.lastIndex { $0 == " " || $0 == ":" || $0 == "]" || $0 == "\t" }
    let symbol = head[(start.map { head.index(after: $0) } ?? head.startIndex)...]
    let before = head[..<(start.map { head.index(after: $0) } ?? head.startIndex)]
    guard !symbol.isEmpty, Self.isStackPrefix(before) else { return nil }
    let tail = message[offset.upperBound...]
    guard tail.contains("/0x") else { return nil }
    function = Self.undecorated(symbol)
    isReliable = !before.contains("?") && !tail.hasSuffix("(unreliable)")
    module = nil
    if let open = tail.firstIndex(of: "["), let close = tail[open...].firstIndex(of: "]") {
      let name = tail[tail.index(after: open)..<close].split(separator: " ").first
      module = name.map(String.init)
    }
  }

  /// Only blanks, addresses in brackets, a question mark or the name of a register may stand
  /// before the symbol; `calling  foo+0x0/0x1` is no frame.
  private static func isStackPrefix(_ text: Substring) -> Bool {
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      if word == "?" || word == ":" || word == "pc" || word == "lr" || word == "Call" { continue }
      if word.hasPrefix("RIP:") || word.hasSuffix(":") && word.allSatisfy(\.isHexOrColon) {
        continue
      }
      if word.hasPrefix("[") && word.hasSuffix("]") { continue }
      return false
    }
    return true
  }

  private static func undecorated(_ symbol: Substring) -> String {
    var name = symbol
    if name.hasPrefix("__pfx_") { name = name.dropFirst(6) }
    if let dot = name.firstIndex(of: "."), dot != name.startIndex { name = name[..<dot] }
    return String(name)
  }
}

extension Character {
  fileprivate var isHexOrColon: Bool { self == ":" || isHexDigit }
}
