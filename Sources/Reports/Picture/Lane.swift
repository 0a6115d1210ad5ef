internal import ReportModel

/// Something on the time line.
struct TimelineMark {
  enum Kind: CaseIterable {
    /// The worker took the event.
    case start
    /// udevd warned, at a third of the limit.
    case warned
    case kill
    /// The victim was gone.
    case end
    /// A line of the log that tells of the cause.
    case word
    /// The end of another worker, or of a wait.
    case otherDeath

    /// Its class, a shape that differs without colour too, and what it is called.
    var look: (style: SafeText, path: SafeText, legend: SafeText) {
      switch self {
      case .start: ("start", "M-4 -5L5 0L-4 5Z", "event taken")
      case .warned: ("warned", "M0 -5L5 4L-5 4Z", "udevd warns")
      case .kill: ("kill", "M-4 -4L4 4M4 -4L-4 4", "SIGKILL")
      case .end: ("end", "M-4 -4H4V4H-4Z", "gone")
      case .word: ("word", "M0 -4A4 4 0 1 1 0 4A4 4 0 1 1 0 -4Z", "a line of the log")
      case .otherDeath: ("death", "M0 -5L5 0L0 5L-5 0Z", "another end")
      }
    }
  }
  var kind: Kind
  /// Seconds on the picture's clock.
  var time: Double
  /// What stands beside it where there is room.
  var label: SafeText
  /// The line that says so; nil where it was worked out.
  var entry: Report.Entry?
}

/// A row of the time line: what one worker went through, or what one speaker said.
struct Lane {
  enum Kind { case victim, words, others, initProcess }

  var kind: Kind
  var title: SafeText
  var marks: [TimelineMark] = []
  /// How long the event ran before the signal, and the victim after it.
  var running: ClosedRange<Double>?
  var dying: ClosedRange<Double>?
  /// A third of the limit, and the limit.
  var third: Double?
  var limit: Double?

  /// All that it needs of the time axis.
  var times: [ClosedRange<Double>] {
    let points = marks.map(\.time) + [third, limit].compactMap { $0 }
    return points.map { $0...$0 } + [running, dying].compactMap { $0 }
  }
}
