/// A version of a kernel or of udev, in the order in which they came: `6.1.0-50-amd64` is older
/// than `6.12.117+deb13-amd64`. Numbers compare as numbers, all else as text.
struct VersionOrder: Comparable {
  private let parts: [Part]

  private enum Part: Comparable {
    case text(Substring)
    case number(Int)
  }

  init(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      if let number = Int(digits) {
        parts.append(.number(number))
        rest = rest.dropFirst(digits.count)
      } else {
        let word = digits.isEmpty ? rest.prefix { !($0.isASCII && $0.isNumber) } : digits
        parts.append(.text(word))
        rest = rest.dropFirst(word.count)
      }
    }
    self.parts = parts
  }

  static func < (left: VersionOrder, right: VersionOrder) -> Bool {
    left.parts.lexicographicallyPrecedes(right.parts)
  }
}

extension Sequence<String> {
  /// Oldest first.
  func sortedAsVersions() -> [String] {
    let keyed = map { (name: $0, order: VersionOrder($0)) }
    let sorted = keyed.sorted { left, right in
      left.order == right.order ? left.name < right.name : left.order < right.order
    }
    return sorted.map(\.name)
  }
}
