internal import KillCorrelator

/// The uevents that take too long, and when each has to be looked at again.
///
/// A worker is looked at when a third of the limit is over, shortly before the kill is due, just
/// after it, and then more and more rarely as long as it hangs. A kill is diagnosed when the lines
/// that follow it have had time to come, and again when the worker is gone.
///
/// All times are microseconds of CLOCK_MONOTONIC.
struct OverdueUevents: Sendable {
  /// A uevent and how far it has got.
  private struct Item: Sendable {
    var uevent: OverdueUevent
    /// When to look at it next; nil if that would show nothing new.
    var nextLook: Int64?
    var looks = 0
    /// When it was known that udevd had killed the worker.
    var killed: Int64?
    /// When it was over: finished, or its worker gone.
    var ended: Int64?
    var isDiagnosed = false

    /// Whether its time was over by then, as exactly as that is known.
    func isTimeOver(at time: Int64, limit: Int64) -> Bool {
      time - uevent.since >= limit - 1_000_000
    }
  }

  /// How long the lines that follow a kill may take.
  private static let settling: Int64 = 3_000_000
  /// How long a uevent that ended about when its time was over may yet turn out to be a kill.
  private static let doubt: Int64 = 10_000_000
  private static let moment: Int64 = 1_000_000
  private static let mostLooks = 12
  private static let mostItems = 256

  private var items: [Item] = []
  private let limit: Int64

  init(limit: WorkerLimit) {
    self.limit = Int64(limit.kill * 1_000_000)
  }

  var uevents: [OverdueUevent] { items.map(\.uevent) }
  var isEmpty: Bool { items.isEmpty }

  // MARK: What happens

  /// Takes one that takes too long, or what is newly known of one.
  /// - Returns: whether it is a new one.
  @discardableResult
  mutating func add(_ uevent: OverdueUevent, at time: Int64) -> Bool {
    if let known = items.firstIndex(where: { $0.ended == nil && $0.uevent.isSame(as: uevent) }) {
      items[known].uevent.learn(uevent)
      return false
    }
    guard items.count < Self.mostItems else { return false }
    items.append(Item(uevent: uevent, nextLook: time))
    return true
  }

  /// udevd says that it killed the worker, or the worker was seen with the signal.
  mutating func kill(_ uevent: OverdueUevent, at time: Int64) {
    if let known = items.lastIndex(where: { $0.uevent.isSame(as: uevent) }) {
      items[known].uevent.learn(uevent)
      items[known].killed = items[known].killed ?? time
    } else if add(uevent, at: time) {
      items[items.count - 1].killed = time
    }
  }

  /// udevd has broadcast it, or its worker is gone.
  mutating func end(at time: Int64, where isIt: (OverdueUevent) -> Bool) {
    for index in items.indices where items[index].ended == nil && isIt(items[index].uevent) {
      items[index].ended = time
      // the signal takes a killable worker away at once: nobody has seen it pending
      let mayBeKilled =
        items[index].killed == nil && items[index].uevent.pid != nil
        && items[index].isTimeOver(at: time, limit: limit)
      items[index].nextLook = mayBeKilled ? time + 2_000_000 : nil
    }
  }

  /// A look was taken at all of them: it serves also those that would be due in a moment.
  mutating func looked(at time: Int64) {
    let moment = time + Self.moment
    for index in items.indices where items[index].nextLook.map({ $0 <= moment }) == true {
      items[index].looks += 1
      items[index].nextLook = items[index].ended == nil ? next(items[index], after: time) : nil
    }
  }

  private func next(_ item: Item, after time: Int64) -> Int64? {
    let due = item.uevent.since + limit
    let before = due - min(max(limit / 12, 1_000_000), 10_000_000)
    let after = due + 1_500_000
    if time < before - 1_000_000 { return before }
    if time < after { return after }
    guard item.looks < Self.mostLooks else { return nil }
    return time + 5_000_000 << Int64(item.looks)
  }

  // MARK: What is to be done

  /// When one of them has to be looked at next.
  var nextLook: Int64? { items.compactMap(\.nextLook).min() }

  /// Whether a kill has to be diagnosed now. Marks it as done, and drops what is over.
  mutating func takeDiagnosis(at time: Int64) -> Bool {
    var isDue = false
    for index in items.indices {
      guard let due = diagnosisDue(items[index]), due <= time else { continue }
      isDue = true
      items[index].isDiagnosed = true
      if items[index].ended != nil { items[index].killed = nil }
    }
    items.removeAll { [limit] item in
      guard let ended = item.ended, item.killed == nil, item.nextLook == nil else { return false }
      let isDoubtful = !item.isDiagnosed && item.isTimeOver(at: ended, limit: limit)
      return !isDoubtful || ended + Self.doubt <= time
    }
    return isDue
  }

  private func diagnosisDue(_ item: Item) -> Int64? {
    guard let killed = item.killed else { return nil }
    if let ended = item.ended { return max(killed, ended) + Self.settling }
    return item.isDiagnosed ? nil : killed + Self.settling
  }

  /// When a diagnosis is due next, or one of them can be dropped; nil while there is none.
  var nextStep: Int64? {
    items.compactMap { item in
      diagnosisDue(item) ?? item.ended.map { $0 + Self.doubt }
    }.min()
  }
}
