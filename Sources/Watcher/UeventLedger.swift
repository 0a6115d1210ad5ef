/// Which uevents the kernel has sent and udevd has not finished.
///
/// udevd keeps an event back while an earlier one of the same device, or of one above or below it,
/// is under way (`event_is_blocked` in udev-manager.c): such an event is nobody's fault, and its time
/// begins when the other one ends. What is asked for a thousand times a second, ``sent(_:at:)`` and
/// ``finished(_:at:)``, takes constant time; only ``overdue(at:)`` looks at all that is pending.
///
/// All times are microseconds on one clock.
public struct UeventLedger: Sendable {
  /// A uevent in udevd's hands.
  public struct Pending: Sendable, Hashable {
    public var uevent: Uevent
    /// The earliest moment at which a worker can have taken it.
    public var since: Int64
  }

  /// With more pending than this something else is wrong; the newest are not followed then.
  static let most = 100_000

  private let patience: Int64
  private var pending: [UInt64: Pending] = [:]
  /// When an event of a device last ended, as long as others wait.
  private var ended: [String: Int64] = [:]
  private var told: Set<UInt64> = []
  /// When it is worth looking again; nil while nothing is pending.
  public private(set) var nextCheck: Int64?

  /// - Parameter patience: microseconds after which an event is overdue.
  public init(patience: Int64) {
    self.patience = patience
  }

  public var count: Int { pending.count }

  public subscript(seqnum: UInt64) -> Pending? { pending[seqnum] }

  /// The pending uevents of a device, by its sysname.
  public func pending(ofDevice sysname: String) -> [Pending] {
    pending.values.filter { $0.uevent.sysname == sysname }
  }

  /// The kernel sent it.
  public mutating func sent(_ uevent: Uevent, at time: Int64) {
    guard pending.count < Self.most else { return }
    pending[uevent.seqnum] = Pending(uevent: uevent, since: time)
    nextCheck = nextCheck ?? time + patience
  }

  /// udevd broadcast it: it is done, or its worker is dead.
  /// - Returns: what it was, if it was pending.
  @discardableResult
  public mutating func finished(_ seqnum: UInt64, at time: Int64) -> Pending? {
    guard let done = pending.removeValue(forKey: seqnum) else { return nil }
    told.remove(seqnum)
    if pending.isEmpty {
      ended.removeAll(keepingCapacity: true)
      nextCheck = nil
    } else {
      if ended.count >= Self.most { ended.removeAll() }
      ended[done.uevent.devpath] = time
    }
    return done
  }

  /// Broadcasts were lost: what is pending may have ended long ago. Nothing is known any more.
  public mutating func forget() {
    pending.removeAll()
    ended.removeAll()
    told.removeAll()
    nextCheck = nil
  }

  /// The uevents for which udevd has taken too long and which have not been told before, oldest
  /// first. Sets ``nextCheck``.
  public mutating func overdue(at time: Int64) -> [Pending] {
    var overdue: [Pending] = []
    var next = time + patience
    let byPath = Dictionary(grouping: pending.values, by: \.uevent.devpath)
    for event in pending.values where !told.contains(event.uevent.seqnum) {
      guard !isHeldBack(event, byPath) else { continue }
      let since = max(event.since, lastEnd(of: event.uevent.devpath) ?? event.since)
      if since + patience <= time {
        told.insert(event.uevent.seqnum)
        overdue.append(Pending(uevent: event.uevent, since: since))
      } else {
        next = min(next, since + patience)
      }
    }
    nextCheck = pending.isEmpty ? nil : next
    return overdue.sorted { $0.uevent.seqnum < $1.uevent.seqnum }
  }

  private func isHeldBack(_ event: Pending, _ byPath: [String: [Pending]]) -> Bool {
    let path = event.uevent.devpath
    func isEarlier(_ other: Pending) -> Bool { other.uevent.seqnum < event.uevent.seqnum }
    for ancestor in Self.withAncestors(path) {
      if byPath[ancestor]?.contains(where: isEarlier) == true { return true }
    }
    let below = path + "/"
    return byPath.contains { $0.key.hasPrefix(below) && $0.value.contains(where: isEarlier) }
  }

  /// When the last event ended that can have kept one of this device back.
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
