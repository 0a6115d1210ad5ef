internal import JournalReader
internal import KillCorrelator

/// What a capture says of one worker: its event, since when it has been at it, and who keeps it busy.
/// It is written into the capture's record of that worker, and read from there: by the watch that took
/// it, and by the next one.
struct Verdict: Sendable, Hashable {
  var pid: Int
  var start: UInt64
  var seqnum: UInt64?
  var sysname: String?
  var devpath: String?
  /// When the event began; µs of CLOCK_MONOTONIC.
  var since: Int64
  /// It may have begun earlier: nobody saw.
  var isAtLeast = false
  /// The event is only the one that was left over.
  var isGuess = false
  var hold: Hold
  /// When the capture was taken.
  var time: Int64

  var seconds: Int { Int(max(0, time - since) / 1_000_000) }

  /// The worker as a capture's sentences name it. A guess is none of a log's facts.
  var worker: WatchWords.Worker {
    WatchWords.Worker(pid: pid, seqnum: isGuess ? nil : seqnum, sysname: isGuess ? nil : sysname)
  }

  /// Fields besides those of a notice.
  private enum Name {
    static let start = "WORKER_START", since = "SINCE", devpath = "DEVPATH", isAtLeast = "AT_LEAST"
    static let isGuess = "GUESS", holder = "HOLDER_PID", words = "WAITS", time = "TAKEN"
    static let getsOn = "GETS_ON"
  }

  var fields: [(String, String)] {
    let fields: [(String, String?)] = [
      (Notice.Field.workerPID.rawValue, "\(pid)"), (Name.start, "\(start)"),
      (Notice.Field.seqnum.rawValue, seqnum.map { "\($0)" }),
      (Notice.Field.device.rawValue, sysname), (Name.devpath, devpath),
      (Name.since, "\(since)"), (Name.isAtLeast, isAtLeast ? "1" : nil),
      (Name.isGuess, isGuess ? "1" : nil), (Name.time, "\(time)"),
      (Notice.Field.driver.rawValue, hold.name),
      (Notice.Field.culpritKind.rawValue, hold.kind.rawValue),
      (Notice.Field.function.rawValue, hold.function),
      (Notice.Field.confidence.rawValue, hold.confidence.rawValue),
      (Name.holder, "\(hold.holder)"), (Name.words, hold.words),
      (Name.getsOn, hold.getsOn ? "1" : nil),
    ]
    return fields.compactMap { name, value in value.map { (name, $0) } }
  }

  /// Nil for a record that tells of no worker.
  init?(_ record: borrowing JournalRecord) {
    func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
      record.text(named: name).flatMap { Number($0) }
    }
    guard let pid: Int = number(Notice.Field.workerPID.rawValue),
      let start: UInt64 = number(Name.start),
      let since: Int64 = number(Name.since), let time: Int64 = number(Name.time),
      let holder: Int = number(Name.holder)
    else { return nil }
    self.pid = pid
    self.start = start
    self.since = since
    self.time = time
    seqnum = number(Notice.Field.seqnum.rawValue)
    sysname = record.text(named: Notice.Field.device.rawValue)
    devpath = record.text(named: Name.devpath)
    isAtLeast = record.text(named: Name.isAtLeast) != nil
    isGuess = record.text(named: Name.isGuess) != nil
    hold = Hold(
      kind: record.text(named: Notice.Field.culpritKind.rawValue).flatMap {
        Hold.Kind(rawValue: $0)
      }
        ?? .unknown, name: record.text(named: Notice.Field.driver.rawValue),
      function: record.text(named: Notice.Field.function.rawValue),
      confidence: record.text(named: Notice.Field.confidence.rawValue)
        .flatMap { Culprit.Confidence(rawValue: $0) } ?? .none,
      holder: holder, words: record.text(named: Name.words),
      getsOn: record.text(named: Name.getsOn) != nil)
  }

  init(
    pid: Int, start: UInt64, seqnum: UInt64? = nil, sysname: String? = nil, devpath: String? = nil,
    since: Int64, isAtLeast: Bool = false, isGuess: Bool = false, hold: Hold, time: Int64
  ) {
    self.pid = pid
    self.start = start
    self.seqnum = seqnum
    self.sysname = sysname
    self.devpath = devpath
    self.since = since
    self.isAtLeast = isAtLeast
    self.isGuess = isGuess
    self.hold = hold
    self.time = time
  }

  /// All of a capture, whole or not.
  static func read(_ capture: [UInt8]) -> [Verdict] {
    var reader = ExportReader(keepingAllFields: true)
    var found: [Verdict] = []
    reader.feed(capture) { record in
      if let verdict = Verdict(record) { found.append(verdict) }
    }
    return found
  }
}
