internal import LogModel
internal import Platform

/// What lies in a journal file, whatever leads to it.
///
/// Header, lists and counts can agree with each other and still know nothing of some entries: the header
/// is older than the rest, or a page of the index is. The entries themselves are there all the same.
extension JournalObjects {
  /// When the entries were written that have one of some values, and a text that matters.
  ///
  /// All of the file is looked through for objects, which begin at each eighth byte at the most.
  func entries(
    with values: [(field: StaticString, values: [String])], saying matters: (ByteSpan) -> Bool
  ) -> Set<JournalHandle.Times> {
    let wanted = values.flatMap { field, values in values.map { Array("\(field)=\($0)".utf8) } }
    let message = Array("MESSAGE=".utf8)
    var speakers = Offsets()
    var texts = Offsets()
    forEachObject(.data) { place, object in
      guard let payload = payload(.data, object) else { return }
      if payload.starts(with: message) {
        if matters(ByteSpan(payload)) { texts.insert(place) }
      } else if wanted.contains(where: { $0.count == payload.count && payload.elementsEqual($0) }) {
        speakers.insert(place)
      }
    }
    var found: Set<JournalHandle.Times> = []
    guard !texts.isEmpty, !speakers.isEmpty else { return found }
    forEachObject(.entry) { _, entry in
      guard entry.count >= 64 else { return }
      let items = (0..<items(of: entry)).lazy.map { self.item($0, of: entry) }
      guard items.contains(where: texts.contains), items.contains(where: speakers.contains),
        items.allSatisfy({ self.object(.data, at: $0) != nil })
      else { return }
      found.insert(JournalHandle.Times(of: entry))
    }
    return found
  }

  private func forEachObject(_ kind: Kind, _ body: (UInt64, UnsafeRawBufferPointer) -> Void) {
    guard let words = bytes.baseAddress?.assumingMemoryBound(to: UInt64.self) else { return }
    let count = size / 8
    var start = JournalHeader.least / 8
    while start < count {
      if start >= Self.piece { MappedFiles.limit(to: MappedFiles.most) }
      let end = min(count, start + Self.piece)
      while start < end {
        let next = min(start + Self.group, end)
        if next - start < Self.group || Self.isAny(kind, of: UnsafeRawPointer(words + start)) {
          for number in start..<next where words[number].littleEndian & Self.type == kind.rawValue {
            let place = UInt64(number) * 8
            if let object = mapped(kind, at: place) { body(place, object) }
          }
        }
        start = next
      }
      HelperProcess.step()
    }
  }

  /// What tells of a number whether an object begins there: its type, and no flag that says it is compressed.
  private static let type: UInt64 = 0x07ff

  /// Whether one of a kind may begin in a group.
  private static func isAny(_ kind: Kind, of group: UnsafeRawPointer) -> Bool {
    let words = group.loadUnaligned(as: SIMD8<UInt64>.self)
    // less than nothing where they are the same
    let found = (words & type.littleEndian ^ UInt64(kind.rawValue).littleEndian) &- 1
    let four = found.lowHalf | found.highHalf
    let two = four.lowHalf | four.highHalf
    return (two[0] | two[1]) >> 63 != 0
  }

  /// So many numbers are looked at before what is in memory is, and so many at once.
  private static let piece = 1 << 18
  private static let group = 8
}

/// Where some objects lie: most others are told from them at a glance.
private struct Offsets {
  private var all: Set<UInt64> = []
  private var marks = [Bool](repeating: false, count: 1 << width)
  private static let width: UInt64 = 12

  var isEmpty: Bool { all.isEmpty }

  mutating func insert(_ offset: UInt64) {
    all.insert(offset)
    marks[offset.scattered(over: Self.width)] = true
  }

  func contains(_ offset: UInt64) -> Bool {
    marks[offset.scattered(over: Self.width)] && all.contains(offset)
  }
}

extension JournalFile {
  /// Notes if entries lie in the file that matter and that no walk has come to.
  func lookForRemains(
    with values: [(field: StaticString, values: [String])], saying matters: (ByteSpan) -> Bool,
    where isWanted: (JournalHandle.Times) -> Bool
  ) {
    guard let objects else { return }
    let count = objects.entries(with: values, saying: matters).count(where: isWanted)
    if count > 0 { note(.unlisted(count)) }
  }
}

extension JournalFailure {
  fileprivate static func unlisted(_ count: Int) -> JournalFailure {
    .damaged(
      "its lists do not lead to \(count == 1 ? "an entry" : "\(count) entries") that would matter")
  }
}
