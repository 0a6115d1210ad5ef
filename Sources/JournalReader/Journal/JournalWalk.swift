/// Steps through the entries that a handle's matches offer, from where it was told to seek, and
/// makes sure that it gets somewhere.
struct JournalWalk {
  let handle: JournalHandle
  private let mostSteps: Int
  private(set) var steps = 0
  private var before: JournalHandle.Times?
  private var numberBefore: UInt64?

  init(_ handle: JournalHandle, in file: JournalFile) {
    self.handle = handle
    mostSteps = file.mostEntries
  }

  /// The next entry's times; nil after the last.
  mutating func next() throws(JournalFailure) -> JournalHandle.Times? {
    guard try handle.next() else {
      guard handle.hasEntries else { throw .droppedOnTheWay }
      return nil
    }
    steps += 1
    let times = try handle.times()
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
