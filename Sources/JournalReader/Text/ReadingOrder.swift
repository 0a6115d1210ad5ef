internal import LogModel

/// Which end of a log comes first. `journalctl -r` and `tac` turn it round.
enum ReadingOrder {
  case oldestFirst
  case newestFirst

  /// How many lines are asked.
  private static let sample = 256
  /// So many falls of the clock it takes: lines of different speakers stand out of order by
  /// themselves, and a handful of lines that somebody picked may be of as many boots.
  private static let leastFalls = (realtime: 3, monotonic: 8)
  /// How many falls must be there for each rise.
  private static let falls = 4

  /// Told by the clocks of a log's first lines: in one that is told backwards they fall.
  init(of text: ByteSpan) {
    var context = LineContext()
    var monotonic = Steps()
    var realtime = Steps()
    for line in text.lines(Self.sample) {
      context.read(line[0..<LineSplitter.longestLine]) { _, head, _ in
        guard head.stamp.clock != .none else { return }
        if let time = head.stamp.monotonic { monotonic.add(time) }
        if let time = head.stamp.realtime { realtime.add(time) }
      }
    }
    let isBackwards =
      realtime.areFalling(least: Self.leastFalls.realtime, perRise: Self.falls)
      || realtime.isEmpty
        && monotonic.areFalling(least: Self.leastFalls.monotonic, perRise: Self.falls)
    self = isBackwards && !context.parser.calendar.isCounting ? .newestFirst : .oldestFirst
  }

  /// How a clock moves from line to line.
  private struct Steps {
    private var last: Int64?
    private var rises = 0
    private var falls = 0

    var isEmpty: Bool { last == nil }

    mutating func add(_ time: Int64) {
      if let last, time > last { rises += 1 }
      if let last, time < last { falls += 1 }
      last = time
    }

    func areFalling(least: Int, perRise: Int) -> Bool {
      falls >= least && falls >= rises * perRise
    }
  }
}
