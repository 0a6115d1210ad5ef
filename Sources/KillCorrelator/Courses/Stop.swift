/// The lines of a device's course around the moment in which its event was over.
struct Stop {
  var before: [Course.Line]
  var after: [Course.Line]
  /// When it was over: when the signal was sent, or when that was filed if only this is known.
  let over: Int64?
  /// Whether the log would show a line that was printed since the event began.
  let isShown: Bool

  /// What comes so short before the moment may be what the signal brought about.
  private static let haste: Int64 = 1_500_000
  private static let quiet: Int64 = 5_000_000
  /// A log that begins within the boot's first second has all of it.
  private static let early: Int64 = 1_000_000

  init(_ kill: KillCase, _ lines: [Course.Line], in boot: BootContext) {
    let first = boot.entries.indices.lazy.compactMap { boot.time($0) }.first
    isShown =
      !boot.isIncomplete
      && first.map { $0 <= max(kill.startTime ?? 0, Self.early) } ?? false
    let filed = kill.isFiledLate && kill.killed?.basis == .filed
    over = filed ? kill.killed.flatMap { boot.time($0.stamp) } : kill.killTime
    guard let killed = over, lines.allSatisfy({ $0.time != nil }) else {
      before = lines.filter { $0.number < kill.draft.anchor }
      after = lines.filter { $0.number >= kill.draft.anchor }
      return
    }
    // where nobody knows when the signal was sent, the longest pause is what it was sent in
    if filed {
      let own = lines.filter { ($0.time ?? 0) <= killed }
      let times = own.compactMap(\.time) + [killed]
      let pauses = zip(times, times.dropFirst()).map { $1 - $0 }
      let end = pauses.indices.max { pauses[$0] < pauses[$1] }.map { $0 + 1 } ?? 0
      before = Array(own[..<end])
      after = Array(lines.dropFirst(end))
      return
    }
    var own = lines
    if let start = kill.startTime {
      // a device may have come and gone before
      let since = lines.filter { !$0.isOfDevice || ($0.time ?? 0) >= start - Self.quiet }
      if since.contains(where: { $0.isOfDevice && ($0.time ?? 0) <= killed }) { own = since }
    }
    var end = own.count { ($0.time ?? 0) <= killed - Self.haste }
    while end > 0, end < own.count, let next = own[end].time, let last = own[end - 1].time,
      next <= killed, next - last < Self.quiet
    {
      end += 1
    }
    before = Array(own[..<end])
    after = Array(own[end...])
  }
}
