/// What the lines of a draft name, and by which it is found again.
enum DraftKey: Hashable, Sendable {
  case seqnum(UInt64)
  case worker(Int)
  case device(String)
  case program(String)
}

/// Drafts in the order of their lines, each found by any of its names.
///
/// - Complexity: constant time to find one, whatever the number of drafts.
struct DraftIndex: Sendable {
  /// A draft under a name, and the one that was put under that name before it.
  private struct Link: Sendable {
    var place: UInt32
    var older: UInt32
  }
  private var slots: [UeventDraft] = []
  /// Which of them were taken out.
  private var gaps: Set<Int> = []
  private var links: [Link] = []
  /// The newest link of each name.
  private var newestLinks: [DraftKey: UInt32] = [:]

  private static var none: UInt32 { .max }

  @discardableResult
  mutating func add(_ draft: UeventDraft) -> Int {
    slots.append(draft)
    file(slots.count - 1, draft.keys)
    return slots.count - 1
  }

  /// The place of the newest draft that stands under one of the names and fits; names that a line
  /// lacks are nil.
  func last(_ keys: DraftKey?..., where fits: (UeventDraft) -> Bool) -> Int? {
    last(keys, where: fits)
  }

  private func last(_ keys: [DraftKey?], where fits: (UeventDraft) -> Bool) -> Int? {
    keys.compactMap { near($0).first { self[$0].map(fits) ?? false } }.max()
  }

  /// Takes that one out.
  mutating func take(_ keys: DraftKey?..., where fits: (UeventDraft) -> Bool) -> UeventDraft? {
    last(keys, where: fits).flatMap { remove($0) }
  }

  /// The oldest one.
  func first(_ keys: DraftKey?..., where fits: (UeventDraft) -> Bool) -> Int? {
    keys.compactMap { near($0).reversed().first { self[$0].map(fits) ?? false } }.min()
  }

  /// What stands under a name, newest first. A line completes what was said lately: in a storm of
  /// kills of one device, thousands are filed under its name.
  private func near(_ key: DraftKey?) -> [Int] {
    var places: [Int] = []
    var next = key.flatMap { newestLinks[$0] } ?? Self.none
    while next != Self.none, places.count < Self.memory {
      let link = links[Int(next)]
      places.append(Int(link.place))
      next = link.older
    }
    return places
  }

  private static var memory: Int { 64 }

  /// Changes a draft and files it under the names that it got.
  mutating func change(_ place: Int, _ body: (inout UeventDraft) -> Void) {
    guard var draft = self[place] else { return }
    let known = draft.keys
    body(&draft)
    slots[place] = draft
    file(place, draft.keys.filter { !known.contains($0) })
  }

  /// Takes a draft out. Its names are forgotten where nothing else stands under them: nearly each
  /// warning of a storm is taken out again.
  @discardableResult
  mutating func remove(_ place: Int) -> UeventDraft? {
    guard let draft = self[place] else { return nil }
    gaps.insert(place)
    for key in draft.keys {
      guard let newest = newestLinks[key] else { continue }
      let link = links[Int(newest)]
      guard link.place == place else { continue }
      newestLinks[key] = link.older == Self.none ? nil : link.older
    }
    return draft
  }

  subscript(place: Int) -> UeventDraft? { gaps.contains(place) ? nil : slots[place] }

  var newest: Int? { slots.indices.last }

  var isEmpty: Bool { gaps.count == slots.count }

  /// All drafts, in the order of their lines.
  var all: some Sequence<UeventDraft> { slots.indices.lazy.compactMap { self[$0] } }

  /// The same, of which there is one copy: the index is empty then.
  mutating func takeAll() -> [UeventDraft] {
    var drafts = slots
    let gaps = gaps
    self = Self()
    guard !gaps.isEmpty else { return drafts }
    var end = 0
    for place in drafts.indices where !gaps.contains(place) {
      if end < place { drafts.swapAt(end, place) }
      end += 1
    }
    drafts.removeSubrange(end...)
    return drafts
  }

  /// The places of all drafts that fit, oldest first.
  func allPlaces(where fits: (UeventDraft) -> Bool) -> [Int] {
    slots.indices.filter { self[$0].map(fits) ?? false }
  }

  private mutating func file(_ place: Int, _ keys: [DraftKey]) {
    for key in keys {
      links.append(
        Link(place: UInt32(truncatingIfNeeded: place), older: newestLinks[key] ?? Self.none))
      newestLinks[key] = UInt32(truncatingIfNeeded: links.count - 1)
    }
  }
}
