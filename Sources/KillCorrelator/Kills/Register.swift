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
  private var items: [Item?] = []
  private var places: [DraftKey: [Int]] = [:]

  @discardableResult
  mutating func add(_ item: Item) -> Int {
    items.append(item)
    file(items.count - 1, item.keys)
    return items.count - 1
  }

  /// The place of the newest draft that stands under one of the names and fits; names that a line
  /// lacks are nil.
  func last(_ keys: DraftKey?..., where fits: (Item) -> Bool) -> Int? {
    keys.compactMap { near($0).last { items[$0].map(fits) ?? false } }.max()
  }

  /// The oldest one.
  func first(_ keys: DraftKey?..., where fits: (Item) -> Bool) -> Int? {
    keys.compactMap { near($0).first { items[$0].map(fits) ?? false } }.min()
  }

  /// A line completes what was said lately: in a storm of kills of one device, thousands are filed
  /// under its name.
  private func near(_ key: DraftKey?) -> ArraySlice<Int> {
    (key.flatMap { places[$0] } ?? []).suffix(Self.memory)
  }

  private static var memory: Int { 64 }

  /// Changes a draft and files it under the names that it got.
  mutating func change(_ place: Int, _ body: (inout Item) -> Void) {
    guard var item = items[place] else { return }
    let known = item.keys
    body(&item)
    items[place] = item
    file(place, item.keys.filter { !known.contains($0) })
  }

  @discardableResult
  mutating func remove(_ place: Int) -> Item? {
    defer { items[place] = nil }
    return items[place]
  }

  subscript(place: Int) -> Item? { items[place] }

  var newest: Int? { items.indices.last }
  var all: [Item] { items.compactMap { $0 } }
  /// The places of all drafts that fit, oldest first.
  func allPlaces(where fits: (Item) -> Bool) -> [Int] {
    items.indices.filter { items[$0].map(fits) ?? false }
  }

  private mutating func file(_ place: Int, _ keys: [DraftKey]) {
    for key in keys { places[key, default: []].append(place) }
  }
}
