internal import LogModel

/// Back from a trigger, to the chunks that were looked through before it was known.
extension LineLog {
  /// Reads what may be near a trigger and was passed over.
  mutating func goBack(to trigger: Stamp, before end: Int) {
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
      var all = chunk
      all.end = limit
      let line = ChunkLine(of: text, all, at: at, wrapping, context.parser)
      var place = LinePlace(number: number, position: chunk.base + at)
      place.isFurtherPart = chunk.beginning(ofLineAt: at, in: text) != .line
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
