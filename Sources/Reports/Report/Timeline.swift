internal import LogModel
internal import ReportModel

/// When things happened, in order: the steps of a kill and the lines that tell of its cause.
package struct Timeline {
  /// One thing that happened.
  package struct Step {
    fileprivate var microseconds: Int64
    /// Where its line stands; nil if it is worked out.
    fileprivate var place: Place?
    /// `36.5 s`, or `~36.5 s` where only the time of filing is known; with the time of day before it
    /// where both are known.
    var time: SafeText
    fileprivate var ofDay: SafeText?
    /// The same without the time of day, where there is no room for both.
    fileprivate(set) var short: SafeText = ""
    var text: SafeText
    var basis: Report.Time.Basis
    var isKill = false
    /// Nothing of the log comes after it.
    fileprivate var isEnd = false

    /// What stands behind the text.
    var remark: SafeText { basis == .workedOut ? " (worked out)" : "" }
  }

  /// More lines than this are not shown: the strongest evidence comes first.
  private static let mostLines = 5

  private var clock = TimeScale.monotonic
  /// None if the log tells no time at all.
  private(set) var steps: [Step] = []

  init(_ kill: Report.Finding) {
    guard let clock = TimeScale([kill.killed, kill.started, kill.warned, kill.ended]) else {
      return
    }
    self.clock = clock
    let device = kill.device?.name ?? "the event"
    // up to 216 udevd looks for who is late only when it has been idle for 3 s: from the kill follows when
    // the event had begun at the latest
    let handing: SafeText =
      kill.started?.basis == .workedOut ? "by now udevd has handed" : "udevd hands"
    add(kill.started, "\(handing) \(device) to \(kill.worker)")
    add(
      kill.warned,
      kill.kind == "stuck"
        ? "\(kill.program == nil ? kill.worker : kill.killedProgram) is found stuck in the kernel"
        : "a third of the limit is over: udevd warns")
    for entry in lines(of: kill) {
      add(entry.time, SafeText(bytes: entry.firstLine), place: entry.place)
    }
    let victim: SafeText =
      kill.victim == .program ? kill.programPID.map { "process \($0)" } ?? "it" : kill.worker
    if kill.kind == "kill" {
      let isInferred = kill.certainty == .inferred
      add(kill.killed, "\(signal(kill, victim))\(isInferred ? " (inferred)" : "")", isKill: true)
      let gone: SafeText = kill.workerPID == nil && kill.victim != .program ? "the worker" : victim
      // what shows the kill need not show its end
      if !isInferred || kill.ended != kill.killed {
        add(kill.ended, "\(gone) is gone\(delay(of: kill))")
        leaveOutLate(after: kill.ended)
      }
    } else if let due = kill.killDue, let ends = kill.logEnds {
      addWhatWouldCome(due, ends, isUndecided: kill.isUndecided)
    }
    arrange()
    // a warning alone is no time line
    if kill.kind != "kill", steps.count < 2 { steps = [] }
  }

  private func signal(_ kill: Report.Finding, _ victim: SafeText) -> SafeText {
    let name: SafeText = "SIG\(kill.signal ?? "KILL")"
    if kill.signal == "ALRM" { return "limit reached: \(victim) ends by its alarm" }
    guard kill.cause == .stopTimeout else {
      return "limit reached: udevd sends \(name) to \(victim)"
    }
    return kill.by == "udevd"
      ? "udevd gives up waiting for its workers"
      : "limit reached: PID 1 sends \(name) to udevd and its workers"
  }

  /// When nobody was killed: when that would have been.
  private mutating func addWhatWouldCome(
    _ due: Report.Time, _ ends: Report.Time, isUndecided: Bool
  ) {
    guard let dueAt = clock.microseconds(due), let endsAt = clock.microseconds(ends) else { return }
    if endsAt < dueAt {
      // what is over is no more to be killed
      guard isUndecided else { return }
      add(ends, "the log ends")
      if !steps.isEmpty { steps[steps.count - 1].isEnd = true }
    }
    add(due, endsAt < dueAt ? "the kill would be due" : "the limit would be over: no kill follows")
  }

  /// What concerns the victim and was filed after its end was said before: by how much, nobody knows.
  private mutating func leaveOutLate(after end: Report.Time?) {
    guard let end, end.basis == .stated, let over = clock.microseconds(end) else { return }
    steps.removeAll { $0.basis == .filed && $0.microseconds > over }
  }

  /// Steps of the same moment keep the order of their lines, where one log has them all; else that
  /// in which they were added: cause before effect. What has no line was worked out from the rest.
  private mutating func arrange() {
    let sources = Set(steps.compactMap(\.place?.source))
    steps = steps.enumerated()
      .map { index, step in
        (
          step: step, line: step.isEnd ? .max : sources.count == 1 ? step.place?.number ?? 0 : 0,
          index: index
        )
      }
      .sorted {
        ($0.step.microseconds, $0.line, $0.index) < ($1.step.microseconds, $1.line, $1.index)
      }
      .map(\.step)
    let width = steps.map(\.time.columns).max() ?? 0
    for index in steps.indices {
      steps[index].short = steps[index].time
      guard let ofDay = steps[index].ofDay else { continue }
      steps[index].time = "\(ofDay)  \(steps[index].time.rightAligned(to: width))"
    }
  }

  /// Explains the `~` before a time; nil if no time has one.
  var footnote: SafeText? {
    steps.contains { $0.basis == .filed }
      ? "when the line was filed; it may have happened earlier" : nil
  }

  private mutating func add(
    _ time: Report.Time?, _ text: SafeText, place: Place? = nil, isKill: Bool = false
  ) {
    guard let time, let microseconds = clock.microseconds(time) else { return }
    let shown = clock.text(microseconds, resolution: time.resolution.microseconds)
    let mark: SafeText = time.basis == .filed ? "~" : ""
    let ofDay = clock == .monotonic ? time.calendar : nil
    steps.append(
      Step(
        microseconds: microseconds, place: place ?? time.place,
        time: mark + shown,
        ofDay: ofDay.map { SafeText(CivilTime(microseconds: $0).timeText.prefix(8)) }, text: text,
        basis: time.basis, isKill: isKill))
  }

  private func lines(of kill: Report.Finding) -> ArraySlice<Report.Entry> {
    let culprit = kill.suspects.first { $0.name == kill.culprit.name }
    let since = kill.kind == "warning" ? kill.outcomeEvidence : []
    let evidence = since + kill.chain.flatMap(\.evidence) + (culprit?.strongest ?? [])
    // what comes next in another boot has no place in this one
    let elsewhere = kill.usually?.expectedNext?.entries ?? []
    var seen = Set((kill.report + elsewhere).map(\.place))
    return evidence.flatMap(\.entries).filter {
      clock.microseconds($0.time) != nil && !$0.isOrnament && seen.insert($0.place).inserted
    }.prefix(Self.mostLines)
  }

  private func delay(of kill: Report.Finding) -> SafeText {
    guard let killed = kill.killed, let ended = kill.ended, killed.basis == .stated,
      ended.basis == .stated, let start = clock.microseconds(killed),
      let end = clock.microseconds(ended), end >= start
    else { return "" }
    let (microseconds, overflow) = end.subtractingReportingOverflow(start)
    if overflow { return "" }
    if microseconds < 10_000 { return ", at once" }
    return ", \(duration(Double(microseconds) / 1_000_000)) after the signal"
  }
}

/// Which of a log's clocks a report counts on.
enum TimeScale {
  case monotonic, calendar

  /// Seconds since the boot where there are any, else the time of day; see
  /// ``Report/withOwnTimes(utc:)`` for what a dated text has.
  init?(_ times: [Report.Time?]) {
    if times.contains(where: { $0?.monotonic != nil }) {
      self = .monotonic
    } else if times.contains(where: { $0?.calendar != nil }) {
      self = .calendar
    } else {
      return nil
    }
  }

  /// The time in microseconds on this clock; nil if it does not tell.
  func microseconds(_ time: Report.Time?) -> Int64? {
    switch self {
    case .monotonic: time?.monotonic?.microseconds
    case .calendar: time?.calendar
    }
  }

  /// `36.5 s` or `18:41:20`.
  func text(_ microseconds: Int64, resolution: Int64 = 1) -> SafeText {
    switch self {
    case .monotonic where resolution >= 1_000_000: "\(microseconds / 1_000_000) s"
    case .monotonic: "\(decimal((microseconds / 50_000 + 1) / 2, places: 1)) s"
    case .calendar: SafeText(CivilTime(microseconds: microseconds).timeText)
    }
  }
}

extension Report.Time {
  /// The time for a list of events; nil if there is none.
  var text: SafeText? {
    guard let clock = TimeScale([self]), let time = clock.microseconds(self) else { return nil }
    return clock.text(time, resolution: resolution.microseconds)
  }

  fileprivate var place: Place? {
    source.flatMap { source in position.map { Place(source: source, position: $0) } }
  }
}
