internal import LogModel

/// Records that wait until it shows whether they are wanted: a trigger may follow.
///
/// They wait as raw bytes, until they are so far behind that no trigger can reach them any more.
struct RecordQueue {
  private var waiting: [KeptRecord] = []
  private var lengths: [Int] = []
  private var bytes: [UInt8] = []
  /// The position of `bytes[0]`.
  private var base = 0
  private var near = NearTime()

  /// How many bytes before and behind a trigger are looked at. Only records of wanted speakers are
  /// among them, without their other fields.
  static let reach = 2 << 20

  /// Takes `line`, and `more` bytes that the record's ranges speak of as well.
  mutating func append(
    _ record: KeptRecord, line: ByteSpan, more: ByteSpan, isTrigger: Bool,
    to boot: inout BootKeeper
  ) {
    boot.pass(record.stamp)
    var record = record
    record.position = base + bytes.count
    record.lineLength = line.count
    bytes.append(contentsOf: line.bytes)
    bytes.append(contentsOf: more.bytes)
    if record.stamp.hasTime {
      near = NearTime(monotonic: record.stamp.monotonic, realtime: record.stamp.realtime)
    }
    record.near = near
    record.isTrigger = isTrigger
    if isTrigger { boot.pull(record.position, near) }
    waiting.append(record)
    lengths.append(line.count + more.count)
    if bytes.count >= Self.reach / 4 * 5 {
      decide(before: base + bytes.count - Self.reach, for: &boot)
    }
  }

  /// Decides about all that waits; what comes later finds nothing before it.
  mutating func settle(for boot: inout BootKeeper) {
    decide(before: Int.max, for: &boot)
    boot.settle()
    near = NearTime()
  }

  private mutating func decide(before limit: Int, for boot: inout BootKeeper) {
    var done = 0
    bytes.withUnsafeBytes { all in
      let all = ByteSpan(all)
      while done < waiting.count, waiting[done].position < limit {
        let start = waiting[done].position - base
        _ = boot.offer(waiting[done], all[start..<start + lengths[done]], reach: Self.reach)
        done += 1
      }
    }
    let rest = done < waiting.count ? waiting[done].position : base + bytes.count
    waiting.removeFirst(done)
    lengths.removeFirst(done)
    bytes.removeFirst(rest - base)
    base = rest
  }
}
