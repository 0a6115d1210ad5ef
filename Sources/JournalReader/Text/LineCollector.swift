internal import LogModel

/// Puts the lines of a log into boots, and keeps those that are wanted.
struct LineCollector {
  private let search: TextSearch
  private let speakers: WantedSpeakers
  private let order: ReadingOrder
  /// How far from a trigger lines are kept, in µs.
  var span: Int64 { max(search.question.span, 0) }
  private(set) var context = LineContext()
  /// What was known before the line that is read.
  private var contextAbove = LineContext()
  private(set) var boots: BootDrafts
  private var boundary: BootBoundary
  private var origins = Origins()
  /// Up to where lines are read one by one, for the sake of the last trigger.
  private var activeUntil = 0
  private var lateLines = 0
  /// How long lines are that somebody cut: `cut -c1-80`, a pager's screen.
  private let cutLength: Int?
  /// How many lines were read, and how many of them told something.
  private(set) var readLines = 0
  private(set) var telling = 0

  /// So many lines in a row that are too late for the last trigger end its surroundings.
  private static let mostLateLines = 64
  private static let slack: Int64 = 60_000_000

  init(
    _ search: TextSearch, _ order: ReadingOrder, quotation: Quotation? = nil, cutLength: Int? = nil
  ) {
    self.cutLength = cutLength
    self.search = search
    self.order = order
    speakers = WantedSpeakers(search.question)
    boots = BootDrafts(search, order)
    boundary = BootBoundary(order)
    context.parser.calendar.order = order
    context.parser.quotation = quotation
  }

  /// What came of a line.
  struct Event {
    var beginsBoot = false
    /// The text of the line with which the boot began, if it is not the first one.
    var firstPart = 0
    /// When it was said, if it is a trigger.
    var trigger: Stamp?
    /// When it was said, if it was turned down because no trigger is near.
    var rejected: Stamp?
  }

  /// Whether lines are read one by one at `position`.
  func isActive(at position: Int) -> Bool {
    position < activeUntil || context.parser.calendar.isCounting || boundary.isExpected
  }

  /// What lines matter now.
  var wanted: LogPhrases.Meaning {
    var wanted: LogPhrases.Meaning = [.trigger, .loss, .boundary, .stem]
    if boots.current.wantsMarks { wanted.insert(.mark) }
    if boundary.wantsYoung { wanted.insert(.young) }
    return wanted
  }

  /// Takes the next line that is read.
  ///
  /// - Parameter following: the line behind it, as far as it is known.
  mutating func take(
    _ line: ByteSpan, following: () -> ByteSpan, at place: LinePlace
  ) -> Event {
    var event = Event()
    let whole = WholeLine(bytes: line, place: place)
    var place = place
    readLines += 1
    var context = LineContext()
    swap(&context, &self.context)
    contextAbove = context
    var isWhole = false
    context.read(line) { text, head, context in
      if text.count == line.count { isWhole = true }
      take(text, head, following, place, of: whole, &context, &event)
      place.part += 1
    }
    if !isWhole, event.trigger == nil, search.phrases.meanings(in: line).contains(.trigger) {
      // whatever was made of the line, what it says is not to be lost
      take(line, LineHead(), following, place, of: whole, &context, &event)
      place.part += 1
    }
    self.context = context
    offerAgain(whole, upTo: place.part, event)
    return event
  }

  /// A line of the file.
  private struct WholeLine {
    let bytes: ByteSpan
    let place: LinePlace
  }

  /// Offers once more what stands before a trigger in the same line.
  private mutating func offerAgain(_ whole: WholeLine, upTo end: Int, _ event: Event) {
    guard event.trigger != nil, event.rejected != nil, end > event.firstPart + 1 else { return }
    var again = contextAbove
    if event.beginsBoot { again.beginBoot() }
    var rejected = TimeRange()
    offerAgain(
      whole.bytes, at: whole.place, parts: event.firstPart..<end, &again, &rejected)
  }

  private mutating func take(
    _ line: ByteSpan, _ head: LineHead, _ following: () -> ByteSpan, _ place: LinePlace,
    of whole: WholeLine, _ context: inout LineContext, _ event: inout Event
  ) {
    guard head.form != .property else { return }
    let message = line[head.messageStart...]
    if head.form == .bare, let mark = BootBoundary.Mark.read(message) {
      if case .boot(let id) = mark {
        boundary.begin()
        beginBoot(id: id.map { message[$0].string }, &context, &event)
      }
      return
    }
    if boundary.isCrossed(by: head, line) {
      offerAgain(whole, upTo: place.part, event)
      beginBoot(id: nil, &context, &event)
      event.firstPart = place.part
    }
    var found = search.phrases.meanings(in: line)
    let isCut = found.contains(.stem) && line.count == cutLength && !CutMark.stands(in: line)
    if found.contains(.stem) {
      found.remove(.stem)
      if place.isUnended || isCut || CutMark.stands(in: line) || context.isRest(following()) {
        found.insert(.trigger)
      }
    }
    if place.part == 0, head.stamp.hasTime || !found.isDisjoint(with: .asked) { telling += 1 }
    if found.contains(.loss) { boots.losses.note(message, place: "line \(place.number)") }
    context.pass(line, head, place, in: search.window)
    if !head.host.isEmpty { boots.current.note(host: line[head.host]) }
    boots.current.pass(head.stamp)
    if !context.isInside { found.remove(.trigger) }
    if !boots.current.wantsMarks { found.remove(.mark) }
    if found.contains(.trigger) {
      boots.current.triggers.add(place.position, at: context.near)
      activeUntil = place.position + line.count + RetentionPolicy.longestReach
      lateLines = 0
      event.trigger = context.near
    }
    let isKept = !found.isDisjoint(with: [.trigger, .mark])
    guard isKept || context.isInside && isWanted(line, head, context, place) else { return }
    let isOffered = offer(line, head, place, context, found, isNear: isKept, isCut: isCut)
    if !isOffered { event.rejected = context.near }
    noteLateness(context.near)
  }

  private func isWanted(
    _ line: ByteSpan, _ head: LineHead, _ context: LineContext, _ place: LinePlace
  ) -> Bool {
    // Parts of a long line that say nothing are no lines.
    if head.form == .bare, place.isFurtherPart { return false }
    guard head.form == .continuation else {
      return speakers.contain(head.kind, line[head.identifier])
    }
    return context.identifier.withUnsafeBytes { speakers.contain(context.kind, ByteSpan($0)) }
  }

  /// Keeps a line if it is near a trigger that is known; says whether it is.
  private mutating func offer(
    _ line: ByteSpan, _ head: LineHead, _ place: LinePlace, _ context: LineContext,
    _ meaning: LogPhrases.Meaning, isNear: Bool = false, isCut: Bool = false
  ) -> Bool {
    guard
      isNear
        || boots.current.triggers.isNear(
          place.position, context.near, reach: RetentionPolicy.longestReach)
    else { return false }
    let number = context.order(of: place, order)
    let entry = Entry(
      origin: origins.shared(context.origin(line, head, in: boots.source)),
      number: UInt64(place.number), stamp: head.stamp,
      line: Array(line.bytes) + (isCut ? CutMark.mark : []),
      messageStart: head.messageStart)
    boots.keep(entry, number, meaning)
    return true
  }

  /// Offers a line once more that was read or passed over before a trigger was known.
  mutating func offerAgain(
    _ line: ByteSpan, at place: LinePlace, parts: Range<Int> = 0..<Int.max,
    _ context: inout LineContext, _ rejected: inout TimeRange
  ) {
    var place = place
    context.read(line) { line, head, context in
      defer { place.part += 1 }
      guard head.form != .property else { return }
      if head.form == .bare, BootBoundary.Mark.read(line[head.messageStart...]) != nil { return }
      context.pass(line, head, place, in: search.window)
      // Marks were kept when they were come by.
      guard context.isInside, parts.contains(place.part), isWanted(line, head, context, place)
      else { return }
      if !offer(line, head, place, context, []) { rejected.add(context.near) }
    }
  }

  /// Ends the surroundings of a trigger where the clock is well past them.
  private mutating func noteLateness(_ near: Stamp) {
    guard boots.current.triggers.areBehind(near, slack: Self.slack, order) else {
      lateLines = 0
      return
    }
    lateLines += 1
    if lateLines == Self.mostLateLines { activeUntil = 0 }
  }

  private mutating func beginBoot(
    id: String?, _ context: inout LineContext, _ event: inout Event
  ) {
    _ = boots.begin(id: id)
    activeUntil = 0
    context.beginBoot()
    event = Event(beginsBoot: true)
  }

  /// The boots that are over, oldest first: none where the newest comes first.
  mutating func takeBoots() -> [BootLog] { order == .oldestFirst ? boots.takeSettled() : [] }

  mutating func finish() -> (boots: [BootLog], gaps: [Coverage.Gap]) { boots.finish() }
}
