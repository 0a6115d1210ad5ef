/// Walks through a file, again and again, and remembers what went wrong.
///
/// Different files may be walked through at the same time; one file may not.
struct FileWalker {
  private let file: JournalFile
  /// What the user called the source that the file belongs to.
  let name: String
  /// The last handle, with what it has mapped.
  private var handle: JournalHandle?
  /// Entries read.
  private(set) var steps = 0
  /// The first damage that was come by.
  private(set) var failure: JournalFailure?

  init(_ file: JournalFile, name: String) {
    self.file = file
    self.name = name
  }

  /// Visits what `match` selects, from the head or from a time of writing, until `visit` says no.
  /// Damage is noted: in an entry it costs that entry, in the index what would have come.
  mutating func walk(
    from start: (boot: BootID, monotonic: Int64)? = nil,
    match: (JournalHandle) throws(JournalFailure) -> Void,
    visit: (JournalHandle, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    do throws(JournalFailure) {
      let handle = try current()
      try match(handle)
      var walk = try JournalWalk(handle, in: file, from: start)
      defer { steps += walk.steps }
      while let times = try walk.next() {
        do throws(JournalFailure) {
          guard try visit(handle, times) else { break }
        } catch {
          failure = failure ?? error
        }
      }
    } catch {
      failure = failure ?? error
      handle = nil
    }
  }

  /// Gives back what is mapped of the file.
  mutating func close() { handle = nil }

  private mutating func current() throws(JournalFailure) -> JournalHandle {
    if let handle {
      handle.forgetMatches()
      return handle
    }
    let handle = try file.handle()
    self.handle = handle
    return handle
  }
}
