internal import LogModel

/// From chunks to lines: which of them are read.
extension LineLog {
  /// Of a boot, and of a chunk.
  private static let bootLines = 16
  private static let chunkLines = 2
  /// How many lines above one that matters are read.
  private static let contextLines = 8

  /// Looks through the chunk.
  ///
  /// - Returns: where in memory records begin, if they do.
  mutating func look() -> Int? {
    leadIn = max(leadIn, Self.chunkLines)
    var at = chunk.start
    while at < chunk.end {
      if leadIn > 0 || wrapping != nil || collector.isActive(at: chunk.base + at) {
        if beginsRecord(at) { return at }
        at = readLine(at)
        continue
      }
      scan.adapt(to: text[chunk.start..<chunk.end], at: chunk.base)
      let (hit, passed) = nextHit(from: at)
      let isHit = hit < chunk.end
      lines += passed
      // What ends without a newline, at the end of the input, is a line as well.
      if !isHit, text[chunk.end - 1] != .newline, isEnding { lines += 1 }
      let line = isHit ? text.startOfLine(hit, from: at) : chunk.end
      let context = text.linesAbove(line, from: at, Self.contextLines, isEnding: isEnding)
      at = context.start
      lines -= context.lines
      while at < line || isHit && at == line {
        if beginsRecord(at) { return at }
        at = readLine(at)
      }
    }
    return nil
  }

  /// The first place from `at` on that tells of a line that matters, or the chunk's end, and how many
  /// newlines are before it.
  private func nextHit(from at: Int) -> (hit: Int, passed: Int) {
    var passed = 0
    let clean = ahead.clean(for: collector.wanted)
    let end = clean.map { max(at, $0.from) } ?? chunk.end
    let hit = scan.next(in: text, at..<end, wanted: collector.wanted, newlines: &passed)
    guard let clean, hit == end, end < chunk.end else { return (hit, passed) }
    return (chunk.end, clean.lines - lines)
  }

  private mutating func beginsRecord(_ start: Int) -> Bool {
    defer { isPartOfRecord = false }
    return !isPartOfRecord && RecordLog.begins(text[start..<chunk.end])
  }

  /// Reads the line that begins at `start`; says where the next one does.
  private mutating func readLine(_ start: Int) -> Int {
    leadIn = max(0, leadIn - 1)
    var place = LinePlace(number: lines + 1, position: chunk.base + start)
    place.isUnended = isEnding && text[0..<chunk.end].firstIndex(of: .newline, from: start) == nil
    place.isFurtherPart = chunk.beginning(ofLineAt: start, in: text) != .line
    let before = collector.context
    let line = ChunkLine(of: text, chunk, at: start, wrapping, before.parser)
    let next = min(line.next, chunk.end)
    let rest = text[next..<chunk.end]
    let event = line.withBytes {
      collector.take($0, following: { rest.lines(1).first ?? rest }, at: place)
    }
    let number = lines + 1
    // A part without the line's end is not yet a line.
    if line.parts != 1 || isEnding || text[next - 1] == .newline { lines += line.parts }
    if event.beginsBoot {
      for chunk in older { memory.give(chunk.slot) }
      older.removeAll(keepingCapacity: true)
      var context = before
      context.beginBoot()
      chunk = chunk.rest(from: start, line: number, context, in: text)
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
}
