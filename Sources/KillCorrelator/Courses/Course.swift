internal import LogModel

/// What the kernel printed of one device in one boot, from its driver's first word on.
public struct Course: Sendable {
  struct Line: Sendable {
    var entry: Entry
    /// Of the entry in its boot.
    var number: Int
    /// On the boot's clock; nil where it has none.
    var time: Int64?
    /// Nil where only the times are of interest.
    var form: LineForm?
    /// Whether it says that something works now, where that need not be told by its tone.
    var isKnownReady: Bool?
    /// Whether it names the device, or what is below it: not only its driver.
    var isOfDevice: Bool

    /// Whether it says that something works now.
    var isReady: Bool { isKnownReady ?? (Tone(of: entry.message) == .ready) }
  }

  /// Of so many lines the first are taken: who says more does not only set a device up, and comparing
  /// takes time for each pair of lines.
  static let mostLines = 1_000

  /// What the device is called in that boot.
  public var sysname: String
  var lines: [Line]
  /// Whether its driver says at the end that it gave up.
  var hasFailed = false

  /// The same in the order in which its lines were said: the log may have them in that in which they were
  /// written.
  var arranged: Course {
    var course = self
    if lines.allSatisfy({ $0.time != nil }) {
      course.lines.sort { ($0.time ?? 0) < ($1.time ?? 0) }
    }
    course.lines = Array(course.lines.prefix(Self.mostLines))
    return course
  }

  /// Seconds from the driver's first word to its last before it went quiet; nil where that is not told.
  public var seconds: Double? {
    guard lines.count > 1, let first = lines.first?.time, let last = lines.last?.time else {
      return nil
    }
    return Double(last - first) / 1_000_000
  }

  /// Seconds since the boot's start.
  var start: Double? { lines.first?.time.map { Double($0) / 1_000_000 } }

  /// Whether the device came to work, as far as its driver's words tell.
  var isHealthy: Bool {
    guard !hasFailed, let last = lines.last, lines.contains(where: \.isOfDevice) else {
      return false
    }
    let tone = Tone(of: last.entry.message)
    return tone != .gaveUp && tone != .trouble || lines.contains(where: \.isReady)
  }

  /// A pause after which what comes is another matter, in µs: once the device works, and before.
  private static let pause: (after: Int64, before: Int64) = (60_000_000, 600_000_000)

  /// The same up to where the driver had set the device up and went quiet. What the driver says of
  /// itself long before it comes to a device is left out.
  var initial: Course {
    var course = self
    var start = 0
    for place in lines.indices.dropFirst() {
      guard let last = lines[place - 1].time, let time = lines[place].time,
        case let own = lines[start..<place], time - last > Self.pause.after,
        time - last > Self.pause.before || own.contains(where: \.isReady)
      else { continue }
      if own.contains(where: \.isOfDevice) {
        course.lines = Array(own)
        return course
      }
      start = place
    }
    course.lines = Array(lines[start...])
    return course
  }
}
