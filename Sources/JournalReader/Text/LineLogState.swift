internal import LogModel

/// What the lines of a log are put into: boots, and what the log says of its own losses.
struct LineLogState {
  private let name: String
  private var order = ReadingOrder.oldestFirst
  let span: Int64
  private let search: LiteralSearch
  private let listener: Listener
  private let window: TimeWindow
  private(set) var context = LineContext()
  private var boundary = BootBoundary()
  private var losses = LossNotes()
  private var boots: [BootKeeper]
  /// What entries of all boots before the last one take.
  private var settledCost = 0
  private var thrift = Thrift()
  /// Up to where lines are read one by one, for the sake of the last trigger.
  private var activeUntil = 0
  private var lateLines = 0
  /// How many lines were read, and how many of them told something.
  private(set) var readLines = 0
  private(set) var telling = 0

  /// So many lines in a row that are too late for the last trigger end its surroundings.
  private static let mostLateLines = 64
  private static let slack: Int64 = 60_000_000

  init(name: String, question: Question, window: TimeWindow) {
    self.name = name
    self.window = window
    span = max(question.span, 0)
    search = question.search
    listener = Listener(question)
    boots = [BootKeeper(span: span, source: name, counting: .lines)]
  }

  /// To be said before the first line, if it is not the oldest.
  mutating func read(in order: ReadingOrder) {
    self.order = order
    boundary = BootBoundary(order)
    context.parser.calendar.order = order
    boots = [
      BootKeeper(span: span, source: name, counting: .lines, order: order)
    ]
  }

  /// What came of a line.
  struct Event {
    var beginsBoot = false
    /// Set if it is a trigger.
    var trigger: NearTime?
    /// Set if it was turned down because no trigger is near.
    var rejected: NearTime?
  }

  /// Whether lines are read one by one at `position`.
  func isActive(at position: Int) -> Bool {
    position < activeUntil || context.parser.calendar.isCounting || boundary.isExpected
  }

  /// Whether triggers stand so close that next to nothing is kept around them.
  var isStorm: Bool { thrift.isNarrow }

  /// What lines matter now.
  var wanted: LiteralScan.Reason {
    var wanted: LiteralScan.Reason = [.trigger, .gap, .boundary]
    if boots[boots.count - 1].wantsMarks { wanted.insert(.mark) }
    if boundary.wantsYoung { wanted.insert(.young) }
    return wanted
  }

  /// Takes the next line that is read.
  mutating func take(_ line: ByteSpan, at place: LinePlace) -> Event {
    var event = Event()
    var place = place
    readLines += 1
    var context = context
    self.context = LineContext()
    context.read(line) { line, head, context in
      entry(line, head, place, &context, &event)
      place.part += 1
    }
    self.context = context
    return event
  }

  private mutating func entry(
    _ line: ByteSpan, _ head: LineHead, _ place: LinePlace, _ context: inout LineContext,
    _ event: inout Event
  ) {
    guard head.form != .property else { return }
    if head.form == .bare, let mark = BootBoundary.Mark.read(line[head.messageStart...]) {
      if case .boot(let id) = mark {
        boundary.begin()
        beginBoot(id: id.map { line[head.messageStart...][$0].string }, &context, &event)
      }
      return
    }
    if boundary.isCrossed(by: head, line) { beginBoot(id: nil, &context, &event) }
    let found = search.meanings(in: line)
    if place.part == 0, head.stamp.hasTime || !found.isEmpty { telling += 1 }
    if found.contains(.gap) {
      losses.note(line[head.messageStart...], place: "line \(place.number)")
    }
    context.pass(line, head, in: window)
    let last = boots.count - 1
    if !head.host.isEmpty { boots[last].speaks(line[head.host]) }
    boots[last].pass(head.stamp)
    let isMark = found.contains(.mark)
    guard context.isInside || isMark else { return }
    let isTrigger = context.isInside && found.contains(.trigger)
    if isTrigger {
      boots[last].pull(place.position, context.near)
      activeUntil = place.position + line.count + BootKeeper.reach
      lateLines = 0
      event.trigger = context.near
    }
    guard isTrigger || isMark || isWanted(line, head, context) else { return }
    if offer(line, head, place, &context, isMark: isMark, isTrigger: isTrigger)
      == .tooFar
    {
      event.rejected = context.near
    }
    noteLateness(context.near)
  }

  private func isWanted(_ line: ByteSpan, _ head: LineHead, _ context: LineContext) -> Bool {
    guard head.form == .continuation else {
      return listener.wants(head.kind, line[head.identifier])
    }
    return context.identifier.withUnsafeBytes { listener.wants(context.kind, ByteSpan($0)) }
  }

  private mutating func offer(
    _ line: ByteSpan, _ head: LineHead, _ place: LinePlace, _ context: inout LineContext,
    isMark: Bool, isTrigger: Bool
  ) -> BootKeeper.Verdict {
    let last = boots.count - 1
    var verdict = BootKeeper.Verdict.unwanted
    context.record(line, head, at: place, isMark: isMark, isTrigger: isTrigger) {
      record, bytes in
      verdict = boots[last].offer(record, bytes, reach: BootKeeper.reach)
    }
    if settledCost + boots[last].cost > thrift.limit { economise() }
    return verdict
  }

  /// Offers a line once more that was read or passed over before a trigger was known.
  mutating func offerAgain(
    _ line: ByteSpan, at place: LinePlace, _ context: inout LineContext,
    _ rejected: inout TimeRange
  ) {
    var place = place
    context.read(line) { line, head, context in
      defer { place.part += 1 }
      guard head.form != .property else { return }
      if head.form == .bare, BootBoundary.Mark.read(line[head.messageStart...]) != nil { return }
      context.pass(line, head, in: window)
      // Marks were kept when they were come by.
      guard context.isInside, isWanted(line, head, context) else { return }
      if offer(line, head, place, &context, isMark: false, isTrigger: false)
        == .tooFar
      {
        rejected.add(context.near)
      }
    }
  }

  /// Ends the surroundings of a trigger where the clock is well past them.
  private mutating func noteLateness(_ near: NearTime) {
    guard boots[boots.count - 1].isBehindAllTriggers(near, slack: Self.slack) else {
      lateLines = 0
      return
    }
    lateLines += 1
    if lateLines == Self.mostLateLines { activeUntil = 0 }
  }

  /// Keeps less around each trigger.
  private mutating func economise() {
    thrift.economise { reach in
      for index in boots.indices { boots[index].trim(reach: reach) }
      settledCost = boots.dropLast().reduce(0) { $0 + $1.cost }
      return settledCost + boots[boots.count - 1].cost
    }
  }

  private mutating func beginBoot(
    id: String?, _ context: inout LineContext, _ event: inout Event
  ) {
    let last = boots.count - 1
    if !boots[last].isEmpty {
      boots[last].settle()
      settledCost += boots[last].cost
      boots.append(
        BootKeeper(span: span, source: name, counting: .lines, order: order))
    }
    boots[boots.count - 1].id = id
    activeUntil = 0
    context.beginBoot()
    event = Event(beginsBoot: true)
  }

  /// The boots that are over, oldest first: none where the newest comes first.
  mutating func takeBoots() -> [BootLog] {
    guard order == .oldestFirst, boots.count > 1 else { return [] }
    var logs: [BootLog] = []
    for index in boots.indices.dropLast() { logs.append(boots[index].finish()) }
    boots.removeFirst(logs.count)
    settledCost = 0
    thrift = Thrift()
    return logs
  }

  mutating func finish() -> (boots: [BootLog], gaps: [Coverage.Gap]) {
    var logs: [BootLog] = []
    for index in boots.indices where !boots[index].isEmpty { logs.append(boots[index].finish()) }
    if order == .newestFirst { logs.reverse() }
    return (logs, losses.gaps(in: name))
  }
}

extension Question {
  var search: LiteralSearch {
    LiteralSearch(
      triggers.map { ($0, .trigger) } + marks.map { ($0, .mark) }
        + LossNotes.phrases.map { ($0, .gap) })
  }
}
