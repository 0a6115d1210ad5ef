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
  private let question: Question
  private let window: TimeWindow
  private let phrases: LogPhrases
  private let scan: PhraseScan
  private var collector: LineCollector
  /// Whether it is known how the log is to be read: as soon as there are lines.
  private var hasBegun = false
  /// Set if a mail program broke the lines; then all of them are read.
  private var wrapping: Wrapping?
  private let memory: ChunkMemory
  private let name: String
  /// Whether something of a file that was to be read again is not there any more.
  private var isCut = false
  /// Those of this boot that are full, oldest first.
  private var older: [Chunk] = []
  private var chunk: Chunk
  /// The chunk's memory.
  private var slot: Int
  /// How much is in there, with the line that has not come to its end.
  private var filled = 0
  /// What is in memory is looked at when there is so much of it: soon, at first, for whoever wants
  /// to know whether this is a log at all.
  private var threshold = Self.firstThreshold
  /// Within a line of which enough is known.
  private var isSkipping = false
  /// How many lines came before the place that was reached.
  private var lines = 0
  /// Whether nothing more will come.
  private var isEnding = false
  /// How many lines are to be read whatever they hold.
  private var leadIn = Self.firstLines

  private static let firstThreshold = 32 << 10
  private static let firstLines = 256
  /// Of a boot, and of a chunk.
  private static let bootLines = 16
  private static let chunkLines = 2
  /// How many lines above one that matters are read.
  private static let contextLines = 8
  /// By how much lines may be out of order.
  private static let disorder: Int64 = 300_000_000

  init(name: String, question: Question, window: TimeWindow, memory: ChunkMemory) {
    self.memory = memory
    self.name = name
    self.question = question
    self.window = window
    phrases = LogPhrases(question)
    scan = PhraseScan(phrases)
    slot = memory.take()
    collector = LineCollector(
      name: name, question: question, phrases: phrases, window: window, order: .oldestFirst)
    chunk = Chunk(start: 0, end: 0, base: 0, firstLine: 1, context: LineContext(), offered: 0)
  }

  /// See ``TextReader/tellingRecords``. What was passed over is taken to be like what was read.
  var telling: Int {
    let (telling, readLines) = (collector.telling, collector.readLines)
    guard readLines > 0, lines > readLines else { return telling }
    return Int(Double(telling) * Double(lines) / Double(readLines))
  }

  mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = min(rest.count, threshold - filled)
      UnsafeMutableRawBufferPointer(rebasing: memory[slot][filled..<filled + count])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
      rest = rest.dropFirst(count)
      filled += count
      if filled == threshold { digest(isLast: false) }
    }
  }

  /// Takes the next bytes of a stream, without a copy where it has them from elsewhere; false at its
  /// end.
  mutating func feed(from stream: ByteStream) throws(StreamFailure) -> Bool {
    let room = UnsafeMutableRawBufferPointer(rebasing: memory[slot][filled..<threshold])
    let count = try stream.next(into: room)
    filled += count
    if filled == threshold { digest(isLast: false) }
    return count > 0
  }

  /// The boots that are over, and are not to be kept any longer.
  mutating func takeBoots() -> [BootLog] { collector.takeBoots() }

  mutating func finish() -> TextReader.Result {
    isEnding = true
    digest(isLast: true)
    var (boots, gaps) = collector.finish()
    if isCut {
      gaps.append(
        Coverage.Gap(
          kind: "truncated",
          detail: "\(name) was cut while it was read: lines before a finding may be missing"))
    }
    return TextReader.Result(kind: .text, boots: boots, records: lines, gaps: gaps)
  }

  // MARK: - From memory to chunks

  private var text: ByteSpan {
    ByteSpan(UnsafeRawBufferPointer(rebasing: memory[slot][..<filled]))
  }

  /// Looks through the whole lines that are in memory, and moves on to other memory.
  private mutating func digest(isLast: Bool) {
    var start = 0
    if isSkipping {
      guard let end = text.firstIndex(of: .newline) else { return drop(to: filled) }
      isSkipping = false
      start = end + 1
    }
    var end = text.lastIndex(of: .newline).map { $0 + 1 } ?? 0
    if isLast { end = filled }
    if end <= start {
      guard start == 0 else { return drop(to: start) }
      guard filled == ChunkMemory.size else {
        // A long line: it may still end.
        threshold = ChunkMemory.size
        return
      }
      end = LineSplitter.longestLine
      isSkipping = true
    }
    if !hasBegun { begin(text[start..<end]) }
    if let wrapping, !isLast, !isSkipping {
      // The rest of the last line may not have come yet.
      let last = wrapping.lastLine(of: text[start..<end], parser: collector.context.parser)
      if last > 0 { end = start + last }
    }
    chunk = Chunk(
      start: start, end: end, base: chunk.base, firstLine: lines + 1, context: collector.context,
      offered: start)
    look()
    if isSkipping { end = filled }
    move(from: end)
  }

  /// Finds out from the first lines how the log is to be read.
  private mutating func begin(_ text: ByteSpan) {
    hasBegun = true
    wrapping = Wrapping(of: text)
    collector = LineCollector(
      name: name, question: question, phrases: phrases, window: window,
      order: ReadingOrder(of: text))
  }

  /// Forgets the beginning of the memory.
  private mutating func drop(to start: Int) {
    keep(from: start, in: slot)
    threshold = ChunkMemory.size
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
    chunk = Chunk(
      start: 0, end: 0, base: chunk.base + start, firstLine: lines + 1, context: collector.context,
      offered: 0)
  }

  // MARK: - From chunks to lines

  private mutating func look() {
    leadIn = max(leadIn, Self.chunkLines)
    var at = chunk.start
    while at < chunk.end {
      if leadIn > 0 || wrapping != nil || collector.isActive(at: chunk.base + at) {
        at = readLine(at)
        continue
      }
      var passed = 0
      scan.adapt(to: text[chunk.start..<chunk.end], at: chunk.base)
      let hit = scan.next(in: text, at..<chunk.end, wanted: collector.wanted, newlines: &passed)
      let isHit = hit < chunk.end
      lines += passed
      // What ends without a newline, at the end of the input, is a line as well.
      if !isHit, text[chunk.end - 1] != .newline { lines += 1 }
      let line = isHit ? startOfLine(hit, from: at) : chunk.end
      let context = startOfContext(line, from: at)
      at = context.start
      lines -= context.lines
      while at < line { at = readLine(at) }
      if isHit { at = readLine(line) }
    }
  }

  private func startOfLine(_ at: Int, from start: Int) -> Int {
    text[start..<at].lastIndex(of: .newline).map { start + $0 + 1 } ?? start
  }

  /// Goes up some lines, but not to those that were read; `at` is where a line begins.
  private func startOfContext(_ at: Int, from start: Int) -> (start: Int, lines: Int) {
    var at = at
    var lines = 0
    while at > start, lines < Self.contextLines {
      let end = text[at - 1] == .newline ? at - 1 : at
      at = startOfLine(end, from: start)
      lines += 1
    }
    return (at, lines)
  }

  /// Reads the line that begins at `start`; says where the next one does.
  private mutating func readLine(_ start: Int) -> Int {
    leadIn = max(0, leadIn - 1)
    var place = LinePlace(number: lines + 1, position: chunk.base + start)
    place.isUnended = isEnding && text[0..<chunk.end].firstIndex(of: .newline, from: start) == nil
    let before = collector.context
    let line = Self.line(of: text[0..<chunk.end], at: start, wrapping, before.parser)
    let event = line.withBytes { collector.take($0, at: place) }
    let next = min(line.next, chunk.end)
    let number = lines + 1
    lines += line.parts
    if event.beginsBoot {
      for chunk in older { memory.give(chunk.slot) }
      older.removeAll(keepingCapacity: true)
      var context = before
      context.beginBoot()
      chunk = Chunk(
        start: start, end: chunk.end, base: chunk.base, firstLine: number,
        context: context, offered: start)
      leadIn = Self.bootLines
    }
    chunk.times.add(collector.context.near)
    if let trigger = event.trigger { goBack(to: trigger, before: start) }
    if chunk.offered == start {
      if let rejected = event.rejected { chunk.rejected.add(rejected) }
      chunk.offered = next
    }
    return next
  }

  /// A line of a text, where the next one begins, and how many lines of the text it is.
  private struct Line {
    var span: ByteSpan
    /// Set if it had to be put together.
    var joined: [UInt8]?
    var next: Int
    var parts = 1

    func withBytes<Result>(_ body: (ByteSpan) -> Result) -> Result {
      joined?.withUnsafeBytes { body(ByteSpan($0)) } ?? body(span)
    }
  }

  private static func line(
    of text: ByteSpan, at start: Int, _ wrapping: Wrapping?, _ parser: LineParser
  ) -> Line {
    let end = text.firstIndex(of: .newline, from: start) ?? text.count
    let span = text[start..<min(end, start + LineSplitter.longestLine)]
    guard let wrapping else { return Line(span: span, next: end + 1) }
    let line = wrapping.line(of: text, at: start, parser: parser)
    return Line(span: span, joined: line.bytes, next: line.next, parts: line.parts)
  }

  // MARK: - Back from a trigger

  /// Reads what may be near a trigger and was passed over.
  private mutating func goBack(to trigger: Stamp, before end: Int) {
    let reach = chunk.base + end - RetentionPolicy.longestReach
    let span = collector.span &+ Self.disorder
    for index in older.indices
    where older[index].base + older[index].end > reach
      && older[index].mayHold(trigger, before: older[index].end, within: span)
    {
      older[index] = readAgain(older[index])
    }
    if chunk.mayHold(trigger, before: end, within: span) {
      chunk = readAgain(chunk, in: slot, before: end)
    }
  }

  private mutating func readAgain(_ chunk: Chunk) -> Chunk {
    if let slot = chunk.slot { return readAgain(chunk, in: slot, before: chunk.end) }
    let slot = memory.take()
    defer { memory.give(slot) }
    let bytes = UnsafeMutableRawBufferPointer(rebasing: memory[slot][chunk.start..<chunk.end])
    guard memory.readAgain(at: chunk.base + chunk.start, into: bytes) else {
      isCut = true
      return chunk
    }
    return readAgain(chunk, in: slot, before: chunk.end)
  }

  private mutating func readAgain(_ chunk: Chunk, in slot: Int, before limit: Int) -> Chunk {
    var chunk = chunk
    let text = ByteSpan(UnsafeRawBufferPointer(rebasing: memory[slot][..<limit]))
    var context = chunk.context
    var rejected = TimeRange()
    var at = chunk.start
    var number = chunk.firstLine
    while at < limit {
      let line = Self.line(of: text, at: at, wrapping, context.parser)
      let place = LinePlace(number: number, position: chunk.base + at)
      line.withBytes { collector.offerAgain($0, at: place, &context, &rejected) }
      number += line.parts
      at = line.next
    }
    chunk.returns += 1
    chunk.offered = limit
    chunk.rejected = rejected
    return chunk
  }
}
