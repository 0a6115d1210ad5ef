/// What the lines of a draft name, and by which it is found again.
enum DraftKey: Hashable, Sendable {
  case seqnum(UInt64)
  case worker(Int)
  case device(String)
  case program(String)
}

/// A draft that can be filed.
protocol Draft: Sendable {
  var keys: [DraftKey] { get }
}

/// Drafts in the order of their lines, each found by any of its names.
///
/// - Complexity: constant time to find one, whatever the number of drafts.
struct Register<Item: Draft>: Sendable {
  /// Each in its own piece of memory: an array of thousands would be in memory twice when it grows.
  private indirect enum Slot: Sendable {
    case taken(Item)
    case empty

    var item: Item? { if case .taken(let item) = self { item } else { nil } }
  }
  private var slots: [Slot] = []
  private var places: [DraftKey: [Int]] = [:]

  @discardableResult
  mutating func add(_ item: Item) -> Int {
    slots.append(.taken(item))
    file(slots.count - 1, item.keys)
    return slots.count - 1
  }

  /// The place of the newest draft that stands under one of the names and fits; names that a line
  /// lacks are nil.
  func last(_ keys: DraftKey?..., where fits: (Item) -> Bool) -> Int? {
    keys.compactMap { near($0).last { self[$0].map(fits) ?? false } }.max()
  }

  /// The oldest one.
  func first(_ keys: DraftKey?..., where fits: (Item) -> Bool) -> Int? {
    keys.compactMap { near($0).first { self[$0].map(fits) ?? false } }.min()
  }

  /// A line completes what was said lately: in a storm of kills of one device, thousands are filed
  /// under its name.
  private func near(_ key: DraftKey?) -> ArraySlice<Int> {
    (key.flatMap { places[$0] } ?? []).suffix(Self.memory)
  }

  private static var memory: Int { 64 }

  /// Changes a draft and files it under the names that it got.
  mutating func change(_ place: Int, _ body: (inout Item) -> Void) {
    guard var item = self[place] else { return }
    let known = item.keys
    body(&item)
    slots[place] = .taken(item)
    file(place, item.keys.filter { !known.contains($0) })
  }

  @discardableResult
  mutating func remove(_ place: Int) -> Item? {
    defer { slots[place] = .empty }
    return self[place]
  }

  subscript(place: Int) -> Item? { slots[place].item }

  var newest: Int? { slots.indices.last }

  /// Hands out all drafts and forgets how they are found.
  mutating func close() -> [Item] {
    places = [:]
    var all: [Item] = []
    all.reserveCapacity(slots.count { $0.item != nil })
    for slot in slots { if let item = slot.item { all.append(item) } }
    slots = []
    return all
  }

  /// The places of all drafts that fit, oldest first.
  func allPlaces(where fits: (Item) -> Bool) -> [Int] {
    slots.indices.filter { self[$0].map(fits) ?? false }
  }

  private mutating func file(_ place: Int, _ keys: [DraftKey]) {
    for key in keys { places[key, default: []].append(place) }
  }
}
