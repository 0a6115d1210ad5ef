/// Values that some line, or the machine, has told to be private, to be found wherever they stand.
struct KnownValues {
  struct Value: Hashable {
    var kind: PrivateKind
    /// In small letters.
    var bytes: [UInt8]
  }

  private(set) var all: Set<Value> = []
  /// By the first two bytes, longest first.
  private var index: [UInt16: [Value]] = [:]
  /// Which first bytes there are: most places of a text are done with that.
  private var firstBytes = [Bool](repeating: false, count: 256)

  init() {}

  init(_ values: some Sequence<Value>) {
    for value in values { insert(value.kind, value.bytes) }
  }

  mutating func insert(_ kind: PrivateKind, _ value: some Collection<UInt8>) {
    let value = Value(kind: kind, bytes: value.map(\.lowercased))
    guard value.bytes.count >= 3, !Pseudonyms.isName(value.bytes[...]), all.insert(value).inserted
    else { return }
    firstBytes[Int(value.bytes[0])] = true
    index[Self.key(value.bytes, 0), default: []].append(value)
    index[Self.key(value.bytes, 0)]?.sort {
      ($1.bytes.count, $0.kind.rawValue) < ($0.bytes.count, $1.kind.rawValue)
    }
  }

  /// The longest value that stands at a place, as a word or several.
  func match(_ bytes: [UInt8], at place: Int) -> PrivateMatch? {
    guard place + 3 <= bytes.count, firstBytes[Int(bytes[place].lowercased)],
      let values = index[Self.key(bytes, place)]
    else { return nil }
    for value in values {
      let end = place + value.bytes.count
      guard end <= bytes.count, !isJoined(bytes, before: place, value),
        end == bytes.count || !value.kind.isPart(bytes[end]),
        zip(value.bytes, bytes[place...]).allSatisfy({ $0 == $1.lowercased })
      else { continue }
      return PrivateMatch(range: place..<end, kind: value.kind)
    }
    return nil
  }

  private static func key(_ bytes: [UInt8], _ place: Int) -> UInt16 {
    UInt16(bytes[place].lowercased) << 8 | UInt16(bytes[place + 1].lowercased)
  }

  private func isJoined(_ bytes: [UInt8], before place: Int, _ value: Value) -> Bool {
    guard place > 0, value.kind.isPart(bytes[place - 1]) else { return false }
    return !bytes.beginsWord(at: place) || bytes[place - 1] == UInt8(ascii: "_")
  }
}
