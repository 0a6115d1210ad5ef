public import KillCorrelator
internal import LogModel

/// What the watcher follows, and when it has to look again.
///
/// A worker is looked at when a third of the limit is over, shortly before the kill is due, just
/// after it, and then more and more rarely as long as it hangs. A kill is diagnosed when the lines
/// that follow it have had time to come, and again when the worker is gone.
///
/// All times are microseconds of CLOCK_MONOTONIC.
public struct CaseBook: Sendable {
  /// One event and how far it has got.
  public struct Case: Sendable {
    public var event: WatchedEvent
    /// When to look at it next; nil if that would show nothing new.
    var nextLook: Int64?
    var looks = 0
    /// When it was known that udevd had killed the worker.
    public fileprivate(set) var killed: Int64?
    /// When the event was over: finished, or its worker gone.
    public fileprivate(set) var ended: Int64?
    var isDiagnosed = false
  }

  /// How long the lines that follow a kill may take.
  static let settling: Int64 = 3_000_000
  /// How long an event that ended about when its time was over may yet turn out to be a kill.
  private static let doubt: Int64 = 10_000_000
  private static let moment: Int64 = 1_000_000
  private static let mostLooks = 12
  private static let mostCases = 256

  public private(set) var cases: [Case] = []
  private let limit: Int64

  public init(limit: WorkerLimit) {
    self.limit = Int64(limit.kill * 1_000_000)
  }

  // MARK: What happens

  /// Takes an event that takes too long, or what is newly known of one.
  /// - Returns: whether it is a new one.
  @discardableResult
  public mutating func add(_ event: WatchedEvent, at time: Int64) -> Bool {
    if let known = cases.firstIndex(where: { $0.ended == nil && $0.event.isSame(as: event) }) {
      cases[known].event.learn(event)
      return false
    }
    guard cases.count < Self.mostCases else { return false }
    cases.append(Case(event: event, nextLook: time))
    return true
  }

  /// udevd says that it killed the worker, or the worker was seen with the signal.
  public mutating func kill(_ event: WatchedEvent, at time: Int64) {
    if let known = cases.lastIndex(where: { $0.event.isSame(as: event) }) {
      cases[known].event.learn(event)
      cases[known].killed = cases[known].killed ?? time
    } else {
      add(event, at: time)
      cases[cases.count - 1].killed = time
    }
  }

  /// udevd has broadcast the event, or its worker is gone.
  public mutating func end(at time: Int64, where isIt: (WatchedEvent) -> Bool) {
    for index in cases.indices where cases[index].ended == nil && isIt(cases[index].event) {
      cases[index].ended = time
      cases[index].nextLook = nil
      let event = cases[index].event
      // the signal takes a killable worker away at once: nobody has seen it pending
      if cases[index].killed == nil, event.pid != nil, time - event.since >= limit - 1_000_000 {
        cases[index].nextLook = time + 2_000_000
      }
    }
  }

  /// A look was taken at all that is followed: it serves also those that would be due in a moment.
  public mutating func looked(at time: Int64) {
    let moment = time + Self.moment
    for index in cases.indices where cases[index].nextLook.map({ $0 <= moment }) == true {
      cases[index].looks += 1
      cases[index].nextLook = cases[index].ended == nil ? next(cases[index], after: time) : nil
    }
  }

  private func next(_ item: Case, after time: Int64) -> Int64? {
    let due = item.event.since + limit
    let before = due - min(max(limit / 12, 1_000_000), 10_000_000)
    let after = due + 1_500_000
    if time < before - 1_000_000 { return before }
    if time < after { return after }
    guard item.looks < Self.mostLooks else { return nil }
    return time + 5_000_000 << Int64(item.looks)
  }

  // MARK: What is to be done

  /// Whether somebody has to be looked at now.
  public func isLookDue(at time: Int64) -> Bool {
    cases.contains { $0.nextLook.map { $0 <= time } ?? false }
  }

  /// Whether a kill has to be diagnosed now. Marks it as done, and drops what is over.
  public mutating func takeDiagnosis(at time: Int64) -> Bool {
    var isDue = false
    for index in cases.indices {
      guard let due = diagnosisDue(cases[index]), due <= time else { continue }
      isDue = true
      cases[index].isDiagnosed = true
      if cases[index].ended != nil { cases[index].killed = nil }
    }
    cases.removeAll { item in
      guard let ended = item.ended, item.killed == nil, item.nextLook == nil else { return false }
      let isDoubtful = !item.isDiagnosed && ended - item.event.since >= limit - 1_000_000
      return !isDoubtful || ended + Self.doubt <= time
    }
    return isDue
  }

  private func diagnosisDue(_ item: Case) -> Int64? {
    guard let killed = item.killed else { return nil }
    if let ended = item.ended { return max(killed, ended) + Self.settling }
    return item.isDiagnosed ? nil : killed + Self.settling
  }

  /// When somebody has to be looked at next.
  public var nextLook: Int64? { cases.compactMap(\.nextLook).min() }

  /// When a diagnosis is due next, or an event can be dropped; nil while nothing is followed.
  public var nextStep: Int64? {
    cases.compactMap { item in
      diagnosisDue(item) ?? item.ended.map { $0 + Self.doubt }
    }.min()
  }
}
