internal import LogModel
internal import Platform

/// What lies of a log between the two points in time that were asked about, and what lies outside.
struct SelectedSpan {
  private let window: TimeWindow
  private let selection: Selection
  private var hasPart = false
  private var first: Stamp?
  private var last: Stamp?

  init(_ selection: Selection) {
    self.selection = selection
    window = TimeWindow(selection)
  }

  var isLimited: Bool { window.isLimited }

  /// A boot as far as it was asked about: what comes later was not looked at, so that nothing can be
  /// said of it. Nil if none of it was.
  mutating func part(of boot: BootLog) -> BootLog? {
    guard let end = boot.last, let time = end.realtime,
      let bounds = window.bounds(for: end.calendar)
    else {
      hasPart = true
      return boot
    }
    guard time >= bounds.since, boot.first?.realtime ?? time <= bounds.until else {
      passOver(boot.first, boot.last)
      return nil
    }
    hasPart = true
    var part = boot
    let cut = time - bounds.until
    if cut > 0 {
      part.last?.realtime = bounds.until
      // a clock may have been set in between
      part.last?.monotonic = end.monotonic.map {
        max($0 - cut, boot.entries.last?.stamp.monotonic ?? .min)
      }
    }
    return part
  }

  /// Takes note of a boot that lies outside.
  mutating func passOver(_ first: Stamp?, _ last: Stamp?) {
    if let time = first?.realtime, self.first?.realtime ?? .max > time { self.first = first }
    if let time = last?.realtime, self.last?.realtime ?? .min < time { self.last = last }
  }

  /// Why nothing was looked at: the log is of another time. Nil where it is not; that nothing was said
  /// in some minutes of a log, or since its machine's last word, is an answer.
  ///
  /// - Parameter isOfThisMachine: the log goes on to this moment.
  func miss(isOfThisMachine: Bool) -> String? {
    guard !hasPart, let first, let last, let from = first.text, let to = last.text,
      let begin = first.realtime, let end = last.realtime,
      let bounds = window.bounds(for: last.calendar)
    else { return nil }
    let now = isOfThisMachine ? max(end, Clock.realtime()) : end
    guard bounds.since > now || bounds.until < begin else { return nil }
    return "nothing of it lies in the time asked for: it goes from \(from) to \(to)"
  }
}
