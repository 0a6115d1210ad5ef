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
  /// A draft under a name, and the one that was filed under that name before it.
  private struct Card: Sendable {
    var place: UInt32
    var older: UInt32
  }
  private var slots: [Slot] = []
  private var cards: [Card] = []
  /// The newest card of each name.
  private var newestCards: [DraftKey: UInt32] = [:]

  private static var none: UInt32 { .max }

  @discardableResult
  mutating func add(_ item: Item) -> Int {
    slots.append(.taken(item))
    file(slots.count - 1, item.keys)
    return slots.count - 1
  }

  /// The place of the newest draft that stands under one of the names and fits; names that a line
  /// lacks are nil.
  func last(_ keys: DraftKey?..., where fits: (Item) -> Bool) -> Int? {
    keys.compactMap { near($0).first { self[$0].map(fits) ?? false } }.max()
  }

  /// The oldest one.
  func first(_ keys: DraftKey?..., where fits: (Item) -> Bool) -> Int? {
    keys.compactMap { near($0).reversed().first { self[$0].map(fits) ?? false } }.min()
  }

  /// What stands under a name, newest first. A line completes what was said lately: in a storm of
  /// kills of one device, thousands are filed under its name.
  private func near(_ key: DraftKey?) -> [Int] {
    var places: [Int] = []
    var next = key.flatMap { newestCards[$0] } ?? Self.none
    while next != Self.none, places.count < Self.memory {
      let card = cards[Int(next)]
      places.append(Int(card.place))
      next = card.older
    }
    return places
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

  /// Takes a draft out. Its names are forgotten where nothing else stands under them: nearly each
  /// warning of a storm is taken out again.
  @discardableResult
  mutating func remove(_ place: Int) -> Item? {
    guard let item = self[place] else { return nil }
    slots[place] = .empty
    for key in item.keys {
      guard let newest = newestCards[key] else { continue }
      let card = cards[Int(newest)]
      guard card.place == place else { continue }
      newestCards[key] = card.older == Self.none ? nil : card.older
    }
    return item
  }

  subscript(place: Int) -> Item? { slots[place].item }

  var newest: Int? { slots.indices.last }

  /// Hands out all drafts and forgets how they are found.
  mutating func close() -> [Item] {
    newestCards = [:]
    cards = []
    var all: [Item] = []
    all.reserveCapacity(slots.count { $0.item != nil })
    for place in slots.indices {
      if let item = slots[place].item { all.append(item) }
      slots[place] = .empty
    }
    slots = []
    return all
  }

  /// The places of all drafts that fit, oldest first.
  func allPlaces(where fits: (Item) -> Bool) -> [Int] {
    slots.indices.filter { self[$0].map(fits) ?? false }
  }

  private mutating func file(_ place: Int, _ keys: [DraftKey]) {
    for key in keys {
      cards.append(
        Card(place: UInt32(truncatingIfNeeded: place), older: newestCards[key] ?? Self.none))
      newestCards[key] = UInt32(truncatingIfNeeded: cards.count - 1)
    }
  }
}
