/// The blocks of a large file that were read and searched before their turn came.
struct ReadAhead {
  private var search: SearchAhead?
  private var isOver = false
  /// Set if nothing of what the last block was searched for is in memory from some place on.
  private var clean: Clean?

  struct Clean {
    let from: Int
    fileprivate let wanted: LogPhrases.Meaning
    /// How many lines there are up to the end of the memory.
    let lines: Int
  }

  /// What is known of the last block, where it was searched for all that matters now.
  func clean(for wanted: LogPhrases.Meaning) -> Clean? {
    clean.flatMap { $0.wanted.isSuperset(of: wanted) ? $0 : nil }
  }

  /// The next memory is another.
  mutating func forget() { clean = nil }

  /// What comes next is read by somebody else.
  mutating func end() { (search, isOver, clean) = (nil, true, nil) }

  /// Puts the next block into memory.
  ///
  /// - Parameters:
  ///   - filled: how many bytes of a line that has not ended are before it.
  ///   - lines: how many came before.
  /// - Returns: how many bytes; 0 where none was read ahead.
  mutating func take(
    from file: FileStream, by tables: PhraseTables, wanted: LogPhrases.Meaning,
    into memory: ChunkMemory, _ slot: Int, behind filled: Int, lines: Int
  ) -> Int {
    guard !isOver else { return 0 }
    if search?.tables !== tables {
      search = nil
      let isSettled = file.isAtPosition && file.position >= PhraseScan.firstAdaptation
      guard isSettled, filled <= ChunkMemory.room else { return 0 }
      search = SearchAhead(file, from: file.position, by: tables, wanted: wanted)
    }
    var found: Clean?
    let count =
      search?.take { block in
        let isInRoom = filled <= ChunkMemory.room
        if isInRoom { memory.exchange(slot, first: filled, for: &block.memory) }
        if block.isClean, block.newlines > 0 {
          found = Clean(from: filled, wanted: block.wanted, lines: lines + block.newlines)
        }
        block.wanted = wanted
        return isInRoom ? ChunkMemory.size : 0
      } ?? 0
    if count > 0 {
      clean = found
      file.pass(count)
    } else {
      end()
    }
    return count
  }
}
