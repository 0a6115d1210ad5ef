internal import Glibc
internal import LogModel

/// A kernel's `modules.alias`, the text that depmod writes beside its index: `alias PATTERN MODULE`.
struct ModuleAliases: Sendable {
  let release: String
  private let text: RecordedText

  /// - Parameter text: its path ends in `modules/RELEASE/modules.alias`.
  init?(_ text: RecordedText) {
    let parts = text.path.split(separator: "/")
    guard parts.count >= 2 else { return nil }
    release = String(parts[parts.count - 2])
    self.text = text
  }

  /// The modules whose patterns match, each with its line, in the order of the file. As libkmod
  /// does it: shell patterns, in which `-` and `_` are equal outside of brackets.
  ///
  /// - Complexity: linear in the file; nearly all lines differ before the first wildcard.
  func modules(for modalias: String) -> [(name: String, entry: Entry)] {
    let wanted = Self.normalised(Array(modalias.utf8))
    let head = Array("alias ".utf8)
    var found: [(String, Entry)] = []
    for line in text.lines where line.bytes.starts(with: head) {
      let rest = line.bytes.dropFirst(head.count)
      guard Self.mayMatch(rest, wanted), let space = rest.lastIndex(of: UInt8(ascii: " ")) else {
        continue
      }
      let pattern = Self.normalised(Array(rest[..<space]))
      let name = String(decoding: rest[(space + 1)...], as: UTF8.self)
      let isMatch =
        fnmatch(
          String(decoding: pattern, as: UTF8.self), String(decoding: wanted, as: UTF8.self), 0) == 0
      if isMatch, !found.contains(where: { $0.0 == name }) {
        found.append((name, text.entry(line)))
      }
    }
    return found
  }

  /// Whether both are the same up to the pattern's first wildcard.
  private static func mayMatch(_ pattern: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool {
    for (mine, theirs) in zip(pattern, text) {
      if mine == UInt8(ascii: "*") || mine == UInt8(ascii: "?") || mine == UInt8(ascii: "[") {
        return true
      }
      if mine != theirs, mine != UInt8(ascii: "-") { return false }
    }
    return true
  }

  private static func normalised(_ text: [UInt8]) -> [UInt8] {
    var isInside = false
    return text.map { byte in
      if byte == UInt8(ascii: "[") { isInside = true }
      if byte == UInt8(ascii: "]") { isInside = false }
      return byte == UInt8(ascii: "-") && !isInside ? UInt8(ascii: "_") : byte
    }
  }
}
