/// Steps through the entries that a handle's matches select, and makes sure that it gets somewhere,
/// and to the end: where the index is damaged libsystemd takes that for the end of the journal.
struct JournalWalk {
  let handle: JournalHandle
  private let mostSteps: Int
  private(set) var steps = 0
  private var before: JournalHandle.Times?
  private var numberBefore: UInt64?
  /// The last entry as it is found from behind; nil once the walk has come by.
  private var ahead: JournalHandle.Times?

  /// From the head, or from a time of writing within a boot that the matches name.
  init(
    _ handle: JournalHandle, in file: JournalFile, from start: (boot: BootID, monotonic: Int64)?
  ) throws(JournalFailure) {
    self.handle = handle
    mostSteps = file.mostEntries
    // First the end: a journal that is being written to only grows behind it.
    if !file.isTorn {
      try handle.seekTail()
      if try handle.previous() {
        let last = try handle.times()
        ahead = last.monotonic < start?.monotonic ?? 0 ? nil : last
      }
    }
    // Bisecting needs a whole index.
    if let start, !file.isTorn {
      try handle.seek(boot: start.boot, monotonic: start.monotonic)
    } else {
      try handle.seekHead()
    }
  }

  /// The next entry's times; nil after the last.
  mutating func next() throws(JournalFailure) -> JournalHandle.Times? {
    guard try handle.next() else {
      guard handle.hasEntries, ahead == nil else { throw .droppedOnTheWay }
      return nil
    }
    steps += 1
    let times = try handle.times()
    if times == ahead { ahead = nil }
    // Different entries may well share their times: only then is the cursor worth its price.
    if times == before {
      let number = try handle.cursor().number
      guard number != numberBefore else { throw .doesNotAdvance }
      numberBefore = number
    }
    guard steps <= mostSteps else { throw .doesNotAdvance }
    before = times
    return times
  }
}
