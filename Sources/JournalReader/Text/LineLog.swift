internal import Glibc
internal import LogModel

/// A log of lines, from bytes to lines.
///
/// Nearly all lines of nearly all logs are passed over: ``PhraseScan`` looks through whole chunks
/// for the phrases that matter. Read one by one are the lines with one and some above, the first
/// ones of each boot, a few at both ends of each chunk (their times tell how far the clocks have
/// come), and, once there is a trigger, what stands around it: the chunks before are still in memory
/// or can be read again.
struct LineLog {
  private let search: TextSearch
  let scan: PhraseScan
  var collector: LineCollector
  /// Whether it is known how the log is to be read: as soon as there are lines.
  private var hasBegun = false
  /// Set if a mail program broke the lines; then all of them are read.
  var wrapping: Wrapping?
  let memory: ChunkMemory
  /// Whether something of a file that was to be read again is not there any more.
  var isCut = false
  /// Those of this boot that are full, oldest first.
  var older: [Chunk] = []
  var chunk: Chunk
  var ahead = ReadAhead()
  /// The chunk's memory.
  var slot: Int
  /// How much is in there, with the line that has not come to its end.
  private var filled = 0
  /// What is in memory is looked at when there is so much of it: soon, at first, for whoever wants
  /// to know whether this is a log at all.
  private var threshold = Self.firstThreshold
  /// How many lines came before the place that was reached.
  var lines = 0
  /// Whether nothing more will come.
  var isEnding = false
  /// What was read of records in the text, once they begin.
  private var records: [UInt8]?
  /// Whether the line that comes is a part of a record, though it begins like a whole one.
  var isPartOfRecord = false
  /// How many of the lines were others'.
  private var foreignLines = 0
  /// How many lines are to be read whatever they hold.
  var leadIn = Self.firstLines

  /// What of that which is looked for stands in the text, by its letters.
  private var spelled: Set<[UInt8]> = []
  /// How much of a text may be looked through for that: more than people paste.
  private static let longestSpelled = 256 << 10

  private static let firstThreshold = 32 << 10
  /// Behind records there may be more of them.
  private static let resumedThreshold = 4 << 10
  private static let firstLines = 256
  /// By how much lines may be out of order.
  static let disorder: Int64 = 300_000_000

  init(_ search: TextSearch, _ memory: ChunkMemory) {
    self.memory = memory
    self.search = search
    scan = PhraseScan(search.phrases)
    slot = memory.take()
    collector = LineCollector(search, .oldestFirst)
    chunk = Chunk(at: 0, line: 1, LineContext())
  }

  /// See ``TextReader/tellingRecords``. What was passed over is taken to be like what was read.
  var telling: Int {
    let (telling, readLines) = (collector.telling, collector.readLines)
    guard readLines > 0, lines - foreignLines > readLines else { return telling }
    return Int(Double(telling) * Double(lines - foreignLines) / Double(readLines))
  }

  /// Takes lines up to where records begin: ``takeRecords()``.
  ///
  /// - Returns: how many bytes were taken.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Int {
    var rest = bytes[...]
    while !rest.isEmpty, records == nil {
      let count = min(rest.count, threshold - filled)
      UnsafeMutableRawBufferPointer(rebasing: memory[slot][filled..<filled + count])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
      rest = rest.dropFirst(count)
      filled += count
      if filled == threshold { digest(isLast: false) }
    }
    return bytes.count - rest.count
  }

  /// Takes the next bytes of a stream, without a copy where it has them from elsewhere; false at its
  /// end.
  mutating func feed(from stream: ByteStream) throws(StreamFailure) -> Bool {
    if takeBlock(of: stream) { return true }
    let room = UnsafeMutableRawBufferPointer(rebasing: memory[slot][filled..<threshold])
    let count = try stream.next(into: room)
    filled += count
    if filled == threshold { digest(isLast: false) }
    return count > 0
  }

  /// Takes a block that was read ahead, where one can be.
  private mutating func takeBlock(of stream: ByteStream) -> Bool {
    guard memory.canReadAgain, wrapping == nil, threshold == ChunkMemory.size,
      let file = stream as? FileStream, let tables = scan.tables
    else { return false }
    let count = ahead.take(
      from: file, by: tables, wanted: collector.wanted, into: memory, slot, behind: filled,
      lines: lines)
    guard count > 0 else { return false }
    filled += count
    digest(isLast: false)
    ahead.forget()
    return true
  }

  /// The boots that are over, and are not to be kept any longer.
  mutating func takeBoots() -> [BootLog] { collector.takeBoots() }

  /// What was read of records, from their beginning on; nil if none have begun.
  mutating func takeRecords() -> [UInt8]? { records.take() }

  /// Goes on behind records.
  ///
  /// - Parameters:
  ///   - count: how many bytes they took.
  ///   - passed: how many lines.
  ///   - isPart: whether the next line is a part of one, and not to be taken for one.
  mutating func resume(behind count: Int, lines passed: Int, isPart: Bool) {
    lines += passed
    foreignLines += passed
    isPartOfRecord = isPart
    isEnding = false
    chunk = Chunk(at: chunk.base + count, line: lines + 1, collector.context)
    threshold = Self.resumedThreshold
  }

  /// Reads what has come: no more does.
  mutating func flush() {
    isEnding = true
    digest(isLast: true)
  }

  mutating func finish() -> TextReader.Result {
    flush()
    let name = search.name
    var (boots, gaps) = collector.finish()
    if isCut {
      gaps.note(
        "truncated", "\(name) was cut while it was read: lines before a finding may be missing")
    }
    if !spelled.isEmpty { gaps.append(Coverage.Gap(unread: spelled, of: name)) }
    return TextReader.Result(kind: .text, boots: boots, records: lines - foreignLines, gaps: gaps)
  }

  // MARK: - From memory to chunks

  var text: ByteSpan {
    ByteSpan(UnsafeRawBufferPointer(rebasing: memory[slot][..<filled]))
  }

  /// Looks through the whole lines that are in memory, and moves on to other memory.
  private mutating func digest(isLast: Bool) {
    var end = text.lastIndex(of: .newline).map { $0 + 1 } ?? 0
    if isLast { end = filled }
    if end == 0 {
      guard filled >= ChunkMemory.size else {
        // A long line: it may still end.
        threshold = ChunkMemory.size
        return
      }
      end = LongLine.end(ofPartIn: text)
    }
    if !hasBegun { begin(text[0..<end]) }
    if let wrapping, !isLast, text[end - 1] == .newline {
      // The rest of the last line may not have come yet.
      let last = wrapping.lastLine(of: text[0..<end], parser: collector.context.parser)
      if last > 0 { end = last }
    }
    chunk.end = end
    chunk.context = collector.context
    if let start = look() { return handOver(from: start) }
    if let words = search.question.spelled, chunk.base < Self.longestSpelled {
      let part = text[0..<min(end, Self.longestSpelled)]
      spelled.formUnion(words.all(in: RawSpan(_unsafeBytes: part.bytes)))
      spelled.formUnion(words.all(in: ByteNumbers.texts(in: part).span.bytes))
    }
    let beginning = LongLine.Place(of: end, in: text)
    move(from: end)
    chunk.beginning = beginning
  }

  /// Leaves what stands in memory from `start` on to those who read records.
  private mutating func handOver(from start: Int) {
    records = Array(text[start...].bytes)
    ahead.end()
    filled = start
    chunk.end = start
    move(from: start)
  }

  /// Finds out from the first lines how the log is to be read.
  private mutating func begin(_ text: ByteSpan) {
    hasBegun = true
    wrapping = Wrapping(of: text)
    let lines = text.lines(Self.firstLines)
    collector = LineCollector(
      search, ReadingOrder(of: text), quotation: Quotation(numbersOf: lines),
      cutLength: wrapping == nil ? CutMark.length(of: lines) : nil)
  }

  private mutating func move(from end: Int) {
    if older.count == ChunkMemory.history { memory.give(older.removeFirst().slot) }
    var target = slot
    if !memory.canReadAgain {
      chunk.slot = slot
      target = memory.take()
    }
    older.append(chunk)
    keep(from: end, in: target)
    threshold = ChunkMemory.size
  }

  /// Goes on in other memory, or in the same, with what the chunk did not take.
  private mutating func keep(from start: Int, in target: Int) {
    let rest = text[start...]
    if rest.count > 0, let base = memory[target].baseAddress, let from = rest.bytes.baseAddress {
      memmove(base, from, rest.count)
    }
    filled = rest.count
    slot = target
    chunk = Chunk(at: chunk.base + start, line: lines + 1, collector.context)
  }
}
