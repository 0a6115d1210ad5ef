import JournalReader
import LogModel
import KillCorrelator
import ReportModel

/// When things happened, in order: the steps of the kill and the lines that tell of its cause.
struct Timeline {
  /// One thing that happened.
  struct Step {
    fileprivate var time: Int64
    fileprivate var resolution: Int64
    /// Where its line stands; nil if it is worked out.
    fileprivate var place: Place?
    var text: SafeText
    var basis = Moment.Basis.stated
    var isKill = false

    /// What stands behind the text.
    var remark: SafeText { basis == .workedOut ? " (worked out)" : "" }
  }

  /// More lines than this are not shown: the strongest evidence comes first.
  private static let mostLines = 5

  private var clock = TimeScale.monotonic
  private(set) var steps: [Step] = []

  init(_ kill: Kill) {
    let moments = [kill.killed, kill.started, kill.warned, kill.ended]
    guard let clock = TimeScale(moments.map { $0?.stamp }) else { return }
    self.clock = clock

    let device: SafeText = kill.device?.name ?? "the event"
    add(kill.started, "udevd hands \(device) to \(kill.worker)")
    add(kill.warned, "a third of the limit is over: udevd warns")
    addLines(of: kill)
    let victim: SafeText =
      kill.victim == .program ? kill.programPID.map { "process \($0)" } ?? "it" : kill.worker
    let signal: SafeText =
      kill.cause == .eventTimeout
      ? "udevd sends SIGKILL to \(victim)"
      : "PID 1 sends SIGKILL to udevd and its workers"
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
        (step: step, line: sources.count == 1 ? step.place?.position.number ?? 0 : 0, index: index)
      }
      .sorted { ($0.step.time, $0.line, $0.index) < ($1.step.time, $1.line, $1.index) }
      .map(\.step)
  }

  /// Whether the log tells no time at all.
  var isEmpty: Bool { steps.isEmpty }

  /// Explains the `~` before a time; nil if no time has one.
  var footnote: SafeText? {
    steps.contains { $0.basis == .filed }
      ? "when the line was filed; it may have happened earlier" : nil
  }

  /// `36.5 s`, or `~36.5 s` where only the time of filing is known.
  func time(of step: Step) -> SafeText {
    let time = clock.show(step.time, resolution: step.resolution)
    return step.basis == .filed ? "~" + time : time
  }

  func write(to page: inout Page, indent: Int) {
    let times = steps.map(time)
    let width = times.map(\.columns).max() ?? 0
    for (index, step) in steps.enumerated() {
      let mark: SafeText = step.isKill ? "✗" : index == steps.count - 1 ? "└" : "├"
      let time = times[index].rightAligned(to: width)
      let room = max(40, page.width - indent - width - 4 - step.remark.columns)
      page.line(
        (time + "  ", .faint), (mark, step.isKill ? .bad : .faint),
        (" " + step.text.cut(to: room) + step.remark, .plain), indent: indent)
    }
    if let footnote {
      page.line(
        (("~" as SafeText).rightAligned(to: width) + "  " + footnote, .faint), indent: indent)
    }
  }

  private mutating func add(_ moment: Moment?, _ text: SafeText, isKill: Bool = false) {
    guard let moment, let time = clock.microseconds(moment.stamp) else { return }
    steps.append(
      Step(
        time: time, resolution: moment.stamp.resolution, place: moment.place, text: text,
        basis: moment.basis, isKill: isKill))
  }

  private mutating func addLines(of kill: Kill) {
    guard let culprit = kill.suspects.first(where: { $0.name == kill.culprit.name }) else { return }
    var seen = Set(kill.report.map(\.place))
    let lines = culprit.evidence.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
      .flatMap(\.entries)
      .filter { clock.microseconds($0.stamp) != nil && seen.insert($0.place).inserted }
    for entry in lines.prefix(Self.mostLines) {
      guard let time = clock.microseconds(entry.stamp) else { continue }
      let first = entry.message.drop { $0 == 0x20 }.prefix { $0 != 0x0a }
      steps.append(
        Step(
          time: time, resolution: entry.stamp.resolution, place: entry.place,
          text: SafeText(bytes: first),
          basis: entry.stamp.clock == .reception ? .filed : .stated))
    }
  }

  private func delay(of kill: Kill) -> SafeText {
    guard let killed = kill.killed, let ended = kill.ended, killed.basis == .stated,
      ended.basis == .stated, let start = clock.microseconds(killed.stamp),
      let end = clock.microseconds(ended.stamp), end >= start
    else { return "" }
    let (microseconds, overflow) = end.subtractingReportingOverflow(start)
    if overflow { return "" }
    if microseconds < 10_000 { return ", at once" }
    return ", \(duration(Double(microseconds) / 1_000_000)) after the signal"
  }
}

extension Place.Position {
  /// Counts up through one log.
  fileprivate var number: UInt64 {
    switch self {
    case .line(let number), .record(let number): UInt64(clamping: number)
    case .seqnum(let number): number
    }
  }
}
