internal import LogModel
internal import ReportModel

/// When things happened, in order: the steps of a kill and the lines that tell of its cause.
package struct Timeline {
  /// One thing that happened.
  package struct Step {
    fileprivate var microseconds: Int64
    /// Where its line stands; nil if it is worked out.
    fileprivate var place: Place?
    /// `36.5 s`, or `~36.5 s` where only the time of filing is known.
    var time: SafeText
    var text: SafeText
    var basis: Report.Time.Basis
    var isKill = false

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
    add(kill.started, "udevd hands \(device) to \(kill.worker)")
    add(kill.warned, "a third of the limit is over: udevd warns")
    for entry in lines(of: kill) {
      add(entry.time, SafeText(bytes: entry.firstLine), place: entry.place)
    }
    let victim: SafeText =
      kill.victim == .program ? kill.programPID.map { "process \($0)" } ?? "it" : kill.worker
    let signal: SafeText =
      kill.cause == .stopTimeout
      ? "PID 1 sends SIGKILL to udevd and its workers" : "udevd sends SIGKILL to \(victim)"
    add(kill.killed, "limit reached: \(signal)", isKill: true)
    add(kill.ended, "\(victim) is gone\(delay(of: kill))")
    arrange()
  }

  /// Steps of the same moment keep the order of their lines, where one log has them all; else that
  /// in which they were added: cause before effect. What has no line was worked out from the rest.
  private mutating func arrange() {
    let sources = Set(steps.compactMap(\.place?.source))
    steps = steps.enumerated()
      .map { index, step in
        (step: step, line: sources.count == 1 ? step.place?.number ?? 0 : 0, index: index)
      }
      .sorted {
        ($0.step.microseconds, $0.line, $0.index) < ($1.step.microseconds, $1.line, $1.index)
      }
      .map(\.step)
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
    steps.append(
      Step(
        microseconds: microseconds, place: place ?? time.place,
        time: time.basis == .filed ? "~" + shown : shown, text: text, basis: time.basis,
        isKill: isKill))
  }

  private func lines(of kill: Report.Finding) -> ArraySlice<Report.Entry> {
    guard let culprit = kill.suspects.first(where: { $0.name == kill.culprit.name }) else {
      return []
    }
    var seen = Set(kill.report.map(\.place))
    return culprit.strongest.flatMap(\.entries).filter {
      clock.microseconds($0.time) != nil && seen.insert($0.place).inserted
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

  /// Seconds since the boot where there are any, else the time of day.
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
