internal import ReportModel

/// The lanes of one boot: its victims, the lines about those at fault, other workers, PID 1.
struct Lanes {
  private(set) var all: [Lane] = []
  private(set) var clock = TimeScale.monotonic
  /// The smallest step that the log's times tell apart, in seconds.
  let resolution: Double
  /// Kills that are not in the picture, or have no time.
  private(set) var left = 0

  /// More are not drawn.
  static let mostVictims = 60
  private static let mostSpeakers = 4
  private static let mostWords = 10

  init(_ boot: Report.Boot) {
    resolution =
      Double(boot.kills.compactMap { $0.killed?.resolution.microseconds }.min() ?? 1) / 1_000_000
    let times = boot.kills.flatMap { [$0.killed, $0.started, $0.warned, $0.ended] }
    guard let clock = TimeScale(times) else {
      left = boot.kills.count
      return
    }
    self.clock = clock
    let victims = boot.kills.compactMap { victim($0, boot.eventTimeout.seconds) }
      .sorted { ($0.times.first?.lowerBound ?? 0) < ($1.times.first?.lowerBound ?? 0) }
    all = Array(victims.prefix(Self.mostVictims))
    left = boot.kills.count - all.count
    addWords(of: boot.kills)
    addOthers(of: boot)
    addInit(of: boot)
  }

  /// The lines that marks stand for, in the order of time, each once.
  var entries: [Report.Entry] {
    var seen: Set<Place> = []
    return all.flatMap(\.marks).sorted { $0.time < $1.time }.compactMap(\.entry)
      .filter { seen.insert($0.place).inserted }
  }

  // MARK: - Victims

  /// - Parameter timeout: udevd's for an event, without what its worker may have beyond that.
  private func victim(_ kill: Report.Finding, _ timeout: Double?) -> Lane? {
    let device: SafeText = kill.device?.name.map { " · \($0)" } ?? ""
    var lane = Lane(kind: .victim, title: kill.victimName + device)
    let seconds = [kill.started, kill.killed, kill.ended].map(time)
    let limit = kill.limit.flatMap { (0.001...1e7).contains($0) ? $0 : nil }
    if let start = seconds[0], let limit, kill.cause != .stopTimeout {
      lane.third = kill.warned.flatMap(time) ?? start + min(timeout ?? limit, limit) / 3
      lane.limit = start + limit
    }
    if let start = seconds[0], let end = seconds[1], start < end { lane.running = start...end }
    if let start = seconds[1], let end = seconds[2], start < end { lane.dying = start...end }
    let by: SafeText = kill.cause == .stopTimeout ? "PID 1" : "udevd"
    let steps: [(Report.Time?, TimelineMark.Kind, SafeText)] = [
      (kill.started, .start, "taken"), (kill.warned, .warned, "a third of the limit: warned"),
      (kill.killed, .kill, "SIGKILL from \(by)"), (kill.ended, .end, "gone"),
    ]
    lane.marks = steps.compactMap { moment, kind, says in
      guard let moment, let seconds = time(moment) else { return nil }
      let sign: SafeText = moment.basis == .filed ? "~" : ""
      let remark: SafeText = moment.basis == .workedOut ? " (worked out)" : ""
      let entry = kill.report.first { $0.time.map(moment.isSame) ?? false }
      return TimelineMark(
        kind: kind, time: seconds, label: "\(sign)\(moment.text ?? "") \(says)\(remark)",
        entry: moment.basis == .workedOut ? nil : entry ?? kill.report.first)
    }
    return lane.marks.isEmpty ? nil : lane
  }

  // MARK: - Speakers

  private mutating func addWords(of kills: [Report.Finding]) {
    var seen = Set(kills.flatMap(\.report).map(\.place))
    var lanes: [Lane] = []
    for kill in kills {
      let culprit = kill.suspects.first { $0.name == kill.culprit.name } ?? kill.suspects.first
      guard let culprit, culprit.score > 0 else { continue }
      let title: SafeText = "lines about \(culprit.name)"
      let lines = culprit.strongest.flatMap(\.entries).filter {
        seen.insert($0.place).inserted && !$0.isOfInit
      }
      let marks = lines.compactMap { mark($0, .word) }
      guard !marks.isEmpty else { continue }
      if let place = lanes.firstIndex(where: { $0.title == title }) {
        lanes[place].marks += marks
      } else {
        lanes.append(Lane(kind: .words, title: title, marks: marks))
      }
    }
    for lane in lanes.prefix(Self.mostSpeakers) { add(lane.kind, lane.title, lane.marks) }
  }

  private mutating func addOthers(of boot: Report.Boot) {
    let warnings = boot.warnings.compactMap { warning -> TimelineMark? in
      guard let moment = warning.warned, let seconds = time(moment) else { return nil }
      let device: SafeText = warning.device?.name.map { " · \($0)" } ?? ""
      return TimelineMark(
        kind: .warned, time: seconds,
        label: "\(moment.text ?? "") \(warning.nameOfWarned)\(device): warned, not killed",
        entry: warning.report.first)
    }
    let deaths = boot.otherDeaths.filter { !$0.isOfInit }.compactMap(mark)
    add(.others, "other workers", (warnings + deaths).sorted { $0.time < $1.time })
  }

  private mutating func addInit(of boot: Report.Boot) {
    var seen: Set<Place> = []
    let kills = boot.kills.filter { $0.cause == .stopTimeout }.compactMap { kill -> TimelineMark? in
      guard let moment = kill.killed, let seconds = time(moment) else { return nil }
      let entry = kill.report.first
      if let entry, !seen.insert(entry.place).inserted { return nil }
      return TimelineMark(
        kind: .kill, time: seconds, label: "\(moment.text ?? "") PID 1 kills udevd", entry: entry)
    }
    let lines = boot.kills.flatMap {
      $0.report + $0.suspects.flatMap { $0.evidence + $0.against }.flatMap(\.entries)
    }
    .filter { $0.isOfInit && seen.insert($0.place).inserted }.compactMap { mark($0, .word) }
    let deaths = boot.otherDeaths.filter(\.isOfInit).compactMap(mark)
    add(
      .initProcess, "PID 1 (systemd)",
      (kills + deaths + lines).sorted { $0.time < $1.time })
  }

  /// A lane with as many marks as can be told apart; nothing if there are none.
  private mutating func add(_ kind: Lane.Kind, _ title: SafeText, _ marks: [TimelineMark]) {
    guard !marks.isEmpty else { return }
    let part: SafeText =
      marks.count > Self.mostWords ? " (\(Self.mostWords) of \(grouped(marks.count)))" : ""
    all.append(Lane(kind: kind, title: title + part, marks: Array(marks.prefix(Self.mostWords))))
  }

  private func mark(_ entry: Report.Entry, _ kind: TimelineMark.Kind) -> TimelineMark? {
    guard let moment = entry.time, let seconds = time(moment) else { return nil }
    return TimelineMark(
      kind: kind, time: seconds,
      label: "\(moment.text ?? "") \(SafeText(bytes: entry.firstLine))", entry: entry)
  }

  private func mark(_ death: Report.Finding) -> TimelineMark? {
    guard let moment = death.moment, let seconds = time(moment) else { return nil }
    return TimelineMark(
      kind: .otherDeath, time: seconds, label: "\(moment.text ?? "") \(death.says ?? "")",
      entry: death.report.first)
  }

  /// In a log with whole seconds, those that its times are shown with.
  private func time(_ time: Report.Time?) -> Double? {
    guard let time, let microseconds = clock.microseconds(time) else { return nil }
    return time.resolution.microseconds < 1_000_000
      ? Double(microseconds) / 1_000_000 : Double(microseconds / 1_000_000)
  }
}

extension Report.Time {
  /// Whether both are the same moment on all clocks.
  fileprivate func isSame(_ other: Report.Time) -> Bool {
    monotonic == other.monotonic && calendar == other.calendar && resolution == other.resolution
  }
}

extension Report.Entry {
  fileprivate var isOfInit: Bool { speaker == "systemd" }
}

extension Report.Finding {
  /// Whether PID 1 or a waiting job came to an end, not a worker.
  fileprivate var isOfInit: Bool { kind == "settle" || kind == "watchdog" }
}
