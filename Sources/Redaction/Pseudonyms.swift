import ReportModel

/// The names that stand for private values: the same one for the same value, whatever its spelling,
/// and never one for two.
struct Pseudonyms {
  private struct Key: Hashable {
    var kind: PrivateKind
    var value: [UInt8]
  }

  private var numbers: [Key: Int] = [:]
  private(set) var counts: [PrivateKind: Int] = [:]

  /// What stands for a value: `host-1`, `mac-2`.
  ///
  /// The ids of a boot and of a machine keep their form, 32 hexadecimal digits with or without
  /// dashes, for that is all that a journal takes.
  mutating func name(_ kind: PrivateKind, _ value: ArraySlice<UInt8>) -> [UInt8] {
    if kind == .host, ValueForms(Array(value)).match(at: 0)?.range == 0..<value.count {
      return name(.ip, value)
    }
    if kind == .host, let dot = value.firstIndex(of: UInt8(ascii: ".")), dot > value.startIndex {
      return name(.host, value[..<dot]) + [UInt8(ascii: ".")] + name(.domain, value[(dot + 1)...])
    }
    let folded = Self.folded(value, isNumber: kind.isNumber)
    var kind = kind
    if kind == .uuid {
      for known in [PrivateKind.boot, .machine]
      where numbers[Key(kind: known, value: folded)] != nil {
        kind = known
      }
    }
    let number = number(Key(kind: kind, value: folded))
    guard let first = Self.marks[kind] else { return Array("\(kind.rawValue)-\(number)".utf8) }
    // the number stands in front: a kill is known by the first eight digits
    let hexadecimal = String(number, radix: 16)
    let digits =
      first + String(repeating: "0", count: 7 - hexadecimal.count) + hexadecimal
      + String(repeating: "0", count: 24)
    return Array((value.contains(UInt8(ascii: "-")) ? dashed(digits) : digits).utf8)
  }

  /// Whether bytes are, or begin with, a name that stands for something.
  static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    let word = bytes.prefix { $0.isASCIILetter }
    let rest = bytes.dropFirst(word.count)
    let number = rest.dropFirst().prefix(while: \.isDecimal)
    let isWhole = !(rest.dropFirst(1 + number.count).first?.isWordByte ?? false)
    if rest.first == UInt8(ascii: "-"), !number.isEmpty, isWhole,
      PrivateKind(rawValue: String(decoding: word, as: UTF8.self)) != nil
    {
      return true
    }
    guard bytes.count >= 32, bytes[bytes.startIndex].isHexadecimal else { return false }
    let digits = folded(bytes.prefix(36), isNumber: true)
    // no id that was thrown like dice ends so
    return digits.count >= 32 && digits[8..<32].allSatisfy { $0 == UInt8(ascii: "0") }
  }

  /// Whether bytes begin with such a name of which a picture shows only the beginning: `ser…`.
  static func isCutName(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let end = bytes.firstRange(of: Array("…".utf8))?.lowerBound else { return false }
    let shown = bytes[..<end]
    return isName(shown)
      || PrivateKind.allCases.contains { "\($0.rawValue)-".utf8.starts(with: shown) }
  }

  /// The first digit of the ids that keep their form.
  private static let marks: [PrivateKind: String] = [.boot: "b", .machine: "a"]

  private mutating func number(_ key: Key) -> Int {
    if let known = numbers[key] { return known }
    let next = counts[key.kind, default: 0] + 1
    counts[key.kind] = next
    numbers[key] = next
    return next
  }

  private static func folded(_ value: ArraySlice<UInt8>, isNumber: Bool) -> [UInt8] {
    guard isNumber else { return value.map(\.lowercased) }
    // systemd writes `\x2d` for a dash in the names of units
    var value = value
    if value.contains(UInt8(ascii: "\\")) {
      value = Array(String(decoding: value, as: UTF8.self).replacing("\\x2d", with: "").utf8)[...]
    }
    return value.map(\.lowercased).filter(\.isWordByte)
  }

  private func dashed(_ digits: String) -> String {
    var parts: [Substring] = []
    var rest = digits[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }
}
