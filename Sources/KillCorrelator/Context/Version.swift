/// The leading number of a version, as far as the rules need to compare it.
struct Version: Sendable, Comparable {
  var major: Int
  var minor: Int

  /// `6.1.0-50-amd64`, `252.39-1~deb12u2`, `eudev-3.2.14`.
  init?(_ text: String) {
    let numbers = text.drop { !$0.isNumber }
    let parts = numbers.split(separator: ".", maxSplits: 2)
    guard let first = parts.first, let major = Int(first.prefix { $0.isNumber }) else { return nil }
    self.major = major
    minor =
      first.allSatisfy(\.isNumber) && parts.count > 1
      ? Int(parts[1].prefix { $0.isNumber }) ?? 0 : 0
  }

  /// Numbers with dots between them, and nothing else (`252`, `6.9`, `2.6.32`).
  init?(exactly text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }) else { return nil }
    self.init(text)
  }

  init(_ major: Int, _ minor: Int = 0) {
    self.major = major
    self.minor = minor
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }
}
