/// The uevents that the kernel has sent and udevd has not finished.
///
/// udevd keeps a uevent back while an earlier one of the same device, or of one above or below it,
/// is under way (`event_is_blocked` in udev-manager.c): that is nobody's fault, and its time begins
/// when the other one ends. What is asked for a thousand times a second, ``sent(_:at:)`` and
/// ``finished(_:at:)``, takes constant time; only ``overdue(at:)`` looks at all of them.
///
/// All times are microseconds on one clock.
struct PendingUevents: Sendable {
  /// A uevent in udevd's hands.
  struct Item: Sendable, Hashable {
    var uevent: Uevent
    /// The earliest moment at which a worker can have taken it.
    var since: Int64
  }

  /// With more pending than this something else is wrong; the newest are not followed then.
  static let most = 100_000

  private let patience: Int64
  private var items: [UInt64: Item] = [:]
  /// When a uevent of a device last ended, as long as others wait.
  private var ended: [String: Int64] = [:]
  /// Those that ``overdue(at:)`` has given.
  private var given: Set<UInt64> = []
  /// When it is worth looking again; nil while there are none.
  private(set) var nextCheck: Int64?

  /// - Parameter patience: microseconds after which one is overdue.
  init(patience: Int64) {
    self.patience = patience
  }

  var count: Int { items.count }

  subscript(seqnum: UInt64) -> Item? { items[seqnum] }

  /// The kernel sent it.
  mutating func sent(_ uevent: Uevent, at time: Int64) {
    guard items.count < Self.most else { return }
    items[uevent.seqnum] = Item(uevent: uevent, since: time)
    nextCheck = nextCheck ?? time + patience
  }

  /// udevd broadcast it: it is done, or its worker is dead.
  /// - Returns: what it was, if it was pending.
  @discardableResult
  mutating func finished(_ seqnum: UInt64, at time: Int64) -> Item? {
    guard let done = items.removeValue(forKey: seqnum) else { return nil }
    given.remove(seqnum)
    if items.isEmpty {
      ended.removeAll(keepingCapacity: true)
      nextCheck = nil
    } else {
      if ended.count >= Self.most { ended.removeAll() }
      ended[done.uevent.devpath] = time
    }
    return done
  }

  /// Broadcasts were lost: what is pending may have ended long ago. Nothing is known any more.
  mutating func forget() {
    items.removeAll()
    ended.removeAll()
    given.removeAll()
    nextCheck = nil
  }

  /// The uevents for which udevd has taken too long and that were not given before,
  /// oldest first. Sets ``nextCheck``.
  mutating func overdue(at time: Int64) -> [Item] {
    var overdue: [Item] = []
    var next = time + patience
    let byPath = Dictionary(grouping: items.values, by: \.uevent.devpath)
    for item in items.values where !given.contains(item.uevent.seqnum) {
      guard !isHeldBack(item, byPath) else { continue }
      let since = max(item.since, lastEnd(of: item.uevent.devpath) ?? item.since)
      if since + patience <= time {
        given.insert(item.uevent.seqnum)
        overdue.append(Item(uevent: item.uevent, since: since))
      } else {
        next = min(next, since + patience)
      }
    }
    nextCheck = items.isEmpty ? nil : next
    return overdue.sorted { $0.uevent.seqnum < $1.uevent.seqnum }
  }

  private func isHeldBack(_ item: Item, _ byPath: [String: [Item]]) -> Bool {
    let path = item.uevent.devpath
    func isEarlier(_ other: Item) -> Bool { other.uevent.seqnum < item.uevent.seqnum }
    for ancestor in Self.withAncestors(path) {
      if byPath[ancestor]?.contains(where: isEarlier) == true { return true }
    }
    let below = path + "/"
    return byPath.contains { $0.key.hasPrefix(below) && $0.value.contains(where: isEarlier) }
  }

  /// When the last uevent ended that can have kept one of this device back.
  private func lastEnd(of path: String) -> Int64? {
    let above = Self.withAncestors(path).compactMap { ended[$0] }.max()
    let below = ended.lazy.filter { $0.key.hasPrefix(path + "/") }.map(\.value).max()
    return [above, below].compactMap { $0 }.max()
  }

  private static func withAncestors(_ path: String) -> [String] {
    var paths = [path]
    var rest = path[...]
    while let slash = rest.lastIndex(of: "/"), slash > rest.startIndex {
      rest = rest[..<slash]
      paths.append(String(rest))
    }
    return paths
  }
}
