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
    var speakers: Set<UInt64> = []
    var texts: Set<UInt64> = []
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
    let words = UnsafeRawBufferPointer(rebasing: bytes[..<(size & ~7)])
      .assumingMemoryBound(to: UInt64.self)
    var start = JournalHeader.least / 8
    while start < words.count {
      if start >= Self.piece { MappedFiles.limit(to: MappedFiles.mostMapped) }
      let end = min(words.count, start + Self.piece)
      // its type, and no flag that says it is compressed
      for number in start..<end where words[number].littleEndian & 0x07ff == UInt64(kind.rawValue) {
        let place = UInt64(number) * 8
        if let object = mapped(kind, at: place) { body(place, object) }
      }
      start = end
      HelperProcess.step()
    }
  }

  /// So many numbers are looked at before what is in memory is.
  private static let piece = 1 << 20
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
