/// The uevents that the kernel has sent and udevd has not finished.
///
/// udevd takes them in their order. It keeps one back while an earlier one of the same device, or of
/// one above or below it, is under way (`event_is_blocked` in udev-manager.c), and all while it has as
/// many workers as it may: that is nobody's fault. A uevent's time begins when a worker takes it, and
/// no sooner than what this tells (``Item/since``).
///
/// What is asked for a thousand times a second, ``sent(_:at:)`` and ``finished(_:at:)``, takes time
/// by the depth of a path; ``front(_:)`` by how many it is asked for.
///
/// All times are microseconds on one clock.
struct UeventQueue: Sendable {
  /// A uevent in udevd's hands.
  struct Item: Sendable, Hashable {
    var uevent: Uevent
    /// The earliest moment at which a worker can have taken it.
    var since: Int64
  }

  /// With more pending than this something else is wrong; the newest are not followed then.
  static let most = 200_000
  /// How far into the queue is looked for what is not held back.
  private static let deepest = 4096

  private var items: [UInt64: Item] = [:]
  /// Their numbers as they came, those of finished ones among them.
  private var order: [UInt64] = []
  private var head = 0
  /// When a uevent of a device last ended, and one of a device below it, as long as others wait.
  private var ended: [String: Int64] = [:]
  private var endedBelow: [String: Int64] = [:]
  /// Those of which the end came before the beginning.
  private var early: Set<UInt64> = []
  /// In a storm a few devices have thousands of uevents: their paths are kept once.
  private var paths: Set<String> = []
  private var newest: UInt64 = 0

  var count: Int { items.count }
  var isEmpty: Bool { items.isEmpty }

  /// One that is pending, with what its relatives' ends tell of its time.
  subscript(seqnum: UInt64) -> Item? { items[seqnum].map(released) }

  /// All that are pending.
  var uevents: [Uevent] { items.values.map(\.uevent) }

  /// The kernel sent it.
  mutating func sent(_ uevent: Uevent, at time: Int64) {
    newest = max(newest, uevent.seqnum)
    if early.remove(uevent.seqnum) != nil { return }
    guard items.count < Self.most else { return }
    var uevent = uevent
    uevent.devpath = paths.insert(uevent.devpath).memberAfterInsert
    if items.updateValue(Item(uevent: uevent, since: time), forKey: uevent.seqnum) == nil {
      order.append(uevent.seqnum)
    }
  }

  /// udevd broadcast it: it is done, or its worker is dead.
  /// - Returns: what it was, if it was pending.
  @discardableResult
  mutating func finished(_ seqnum: UInt64, at time: Int64) -> Item? {
    guard let done = items.removeValue(forKey: seqnum).map(released) else {
      if seqnum > newest, early.count < Self.most { early.insert(seqnum) }
      return nil
    }
    if items.isEmpty {
      forget()
    } else {
      if ended.count + endedBelow.count >= Self.most {
        ended.removeAll()
        endedBelow.removeAll()
      }
      ended[done.uevent.devpath] = time
      for path in Self.ancestors(of: done.uevent.devpath) { endedBelow[path] = time }
      trim()
    }
    return done
  }

  /// What is pending may have ended long ago. Nothing is known any more.
  mutating func forget() {
    items.removeAll(keepingCapacity: items.count < 1024)
    order.removeAll()
    head = 0
    ended.removeAll()
    endedBelow.removeAll()
    early.removeAll()
    paths.removeAll()
  }

  /// udevd has dropped what it had not begun: it was started anew.
  mutating func forget(sentBefore time: Int64) {
    items = items.filter { $0.value.since >= time }
    order = order[head...].filter { items[$0] != nil }
    head = 0
    if items.isEmpty { forget() }
  }

  /// When the oldest was sent; nil if none is pending.
  var oldest: Int64? {
    order[head...].lazy.compactMap { items[$0] }.first?.since
  }

  /// The first that nothing holds back, at most so many, in udevd's order: those that workers have,
  /// if there are that many workers.
  func front(_ most: Int) -> [Item] {
    var found: [Item] = []
    var before: Set<String> = []
    var aboveThose: Set<String> = []
    var seen = 0
    for seqnum in order[head...] {
      guard found.count < most, seen < Self.deepest else { break }
      guard let item = items[seqnum] else { continue }
      seen += 1
      let path = item.uevent.devpath
      let above = Self.ancestors(of: path)
      let isHeldBack =
        before.contains(path) || aboveThose.contains(path) || above.contains { before.contains($0) }
      if !isHeldBack { found.append(released(item)) }
      before.insert(path)
      aboveThose.formUnion(above)
    }
    return found
  }

  /// Its time begins when the last one ended that can have kept it back.
  private func released(_ item: Item) -> Item {
    var item = item
    let path = item.uevent.devpath
    let own = [ended[path], endedBelow[path]].compactMap { $0 }.max() ?? item.since
    let above = Self.ancestors(of: path).compactMap { ended[$0] }.max() ?? item.since
    item.since = max(item.since, own, above)
    return item
  }

  /// Numbers of what is finished go with the ones before them, and all of them when they are many.
  private mutating func trim() {
    while head < order.count, items[order[head]] == nil { head += 1 }
    if order.count - head > 2 * items.count + 1024 {
      order = order[head...].filter { items[$0] != nil }
      head = 0
    } else if head > 1024, head * 2 > order.count {
      order.removeFirst(head)
      head = 0
    }
  }

  /// `/devices/a/b` has `/devices/a` and `/devices` above it.
  static func ancestors(of path: String) -> [String] {
    var paths: [String] = []
    var rest = path.utf8[...]
    while let slash = rest.lastIndex(of: UInt8(ascii: "/")), slash > rest.startIndex {
      rest = rest[..<slash]
      paths.append(String(Substring(rest)))
    }
    return paths
  }
}
