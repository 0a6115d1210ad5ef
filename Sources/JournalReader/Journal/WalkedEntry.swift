internal import LogModel

/// An entry that a walk has come to: libsystemd's, or one that was found by the index itself.
protocol WalkedEntry {
  /// Calls `body` with its text.
  func withMessage(_ body: (ByteSpan) -> Void) throws(JournalFailure)

  /// What of the wanted literals MESSAGE contains.
  func meanings(by search: LogPhrases) throws(JournalFailure) -> LogPhrases.Meaning

  /// Puts its fields into `record`, and others by their names.
  func read(into record: inout JournalRecord, and others: [StaticString]) throws(JournalFailure)

  /// Puts at least those fields into `record` that tell when it was said.
  func readTimes(into record: inout JournalRecord) throws(JournalFailure)

  /// What `_BOOT_ID` says.
  func bootField() throws(JournalFailure) -> BootID?

  /// What tells it from others of its boot.
  func cursor() throws(JournalFailure) -> JournalCursor
}

extension WalkedEntry {
  func read(into record: inout JournalRecord) throws(JournalFailure) {
    try read(into: &record, and: [])
  }

  func meanings(by search: LogPhrases) throws(JournalFailure) -> LogPhrases.Meaning {
    var found: LogPhrases.Meaning = []
    try withMessage { found = search.meanings(in: $0) }
    return found
  }
}
