import CSystemd
import Glibc
import Platform

/// The one owner of an `sd_journal`: all that is unsafe about libsystemd's reading stays in here.
///
/// A handle for diagnosing reads one file: libsystemd can interleave many, but then looks at all of
/// them at each step, drops one that turns out to be damaged without a word, and takes 7168 at most.
/// It must be used from one thread at a time (sd-journal(3)), so it is not Sendable.
final class JournalHandle: WalkedEntry {
  /// When an entry was written into the journal, which may be long after it was said.
  struct Times: Hashable, Sendable {
    var boot: BootID
    /// µs since that boot
    var monotonic: Int64
    /// µs since 1970
    var realtime: Int64
  }

  private let journal: OpaquePointer

  /// Messages longer than this come shortened if journald has compressed them. What is looked for
  /// has less than 2 KiB; a low threshold saves unpacking core dumps.
  static let threshold = 4096
  /// `SD_JOURNAL_ASSUME_IMMUTABLE`, since systemd 256: no fstat() at each step. Older ones answer
  /// -EINVAL.
  private static let assumeImmutable: Int32 = 1 << 8

  /// Opens a file of its own; not by `sd_journal_open_files_fd`: libsystemd 252 closes such
  /// descriptors together with the handle, and whether each version does is not documented.
  convenience init(path: String) throws(JournalFailure) {
    func open(_ flags: Int32, _ opened: inout OpaquePointer?) -> Int32 {
      path.withFileName { path in
        var paths: [UnsafePointer<CChar>?] = [path, nil]
        return sd_journal_open_files(&opened, &paths, flags)
      }
    }
    var opened: OpaquePointer?
    var result = open(Self.assumeImmutable, &opened)
    if result == -EINVAL { result = open(0, &opened) }
    try self.init(opened, result)
  }

  /// Opens the system journal of this machine, to follow it.
  convenience init() throws(JournalFailure) {
    var opened: OpaquePointer?
    let result = sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM))
    try self.init(opened, result)
  }

  private init(_ opened: OpaquePointer?, _ result: Int32) throws(JournalFailure) {
    guard result >= 0, let opened else { throw JournalFailure(code: result) }
    journal = opened
    sd_journal_set_data_threshold(opened, Self.threshold)
  }

  deinit { sd_journal_close(journal) }

  @discardableResult
  private func check(_ result: Int32) throws(JournalFailure) -> Int32 {
    HelperProcess.step()
    guard result >= 0 else { throw JournalFailure(code: result) }
    return result
  }

  // MARK: Matches: an AND of ORs of ANDs; the same field twice is an OR (sd_journal_add_match(3))

  func match(_ field: String, _ value: String) throws(JournalFailure) {
    let bytes = Array("\(field)=\(value)".utf8)
    try check(sd_journal_add_match(journal, bytes, bytes.count))
  }

  func or() throws(JournalFailure) { try check(sd_journal_add_disjunction(journal)) }

  func and() throws(JournalFailure) { try check(sd_journal_add_conjunction(journal)) }

  func forgetMatches() { sd_journal_flush_matches(journal) }

  // MARK: Position: seeking only says where the next step goes

  func seekHead() throws(JournalFailure) { try check(sd_journal_seek_head(journal)) }

  func seekTail() throws(JournalFailure) { try check(sd_journal_seek_tail(journal)) }

  func seek(boot: BootID, monotonic: Int64) throws(JournalFailure) {
    try check(
      sd_journal_seek_monotonic_usec(journal, boot.raw, UInt64(clamping: monotonic)))
  }

  func seek(cursor: String) throws(JournalFailure) {
    try check(sd_journal_seek_cursor(journal, cursor))
  }

  /// False at the end.
  func next() throws(JournalFailure) -> Bool { try check(sd_journal_next(journal)) > 0 }

  func previous() throws(JournalFailure) -> Bool { try check(sd_journal_previous(journal)) > 0 }

  // MARK: The current entry

  func times() throws(JournalFailure) -> Times {
    var boot = sd_id128_t()
    var monotonic: UInt64 = 0
    var realtime: UInt64 = 0
    try check(sd_journal_get_monotonic_usec(journal, &monotonic, &boot))
    try check(sd_journal_get_realtime_usec(journal, &realtime))
    return Times(
      boot: BootID(boot), monotonic: Int64(clamping: monotonic),
      realtime: Int64(clamping: realtime))
  }

  /// Calls `body` with the value of a field, which is only valid inside; nil without that field.
  func withValue<Result>(
    _ field: StaticString, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(JournalFailure) -> Result? {
    var data: UnsafeRawPointer?
    var size = 0
    let result = sd_journal_get_data(journal, field.characters, &data, &size)
    if result == -ENOENT { return nil }
    try check(result)
    let prefix = field.utf8CodeUnitCount + 1
    guard let data, size >= prefix else { return nil }
    return body(UnsafeRawBufferPointer(start: data + prefix, count: size - prefix))
  }

  func string(_ field: StaticString) throws(JournalFailure) -> String? {
    try withValue(field) { String(decoding: $0, as: UTF8.self) }
  }

  func bootField() throws(JournalFailure) -> BootID? {
    try string("_BOOT_ID").flatMap { BootID($0) }
  }

  /// An entry that lost its text may have had any.
  func withMessage(_ body: (ByteSpan) -> Void) throws(JournalFailure) {
    guard try withValue("MESSAGE", { body(ByteSpan($0)) }) != nil else { throw .noMessage }
  }

  /// Puts the entry's fields into `record`, and others by their names. That is one pass over them;
  /// each single ``withValue(_:_:)`` is one, too.
  func read(
    into record: inout JournalRecord, and others: [StaticString]
  ) throws(JournalFailure) {
    record.clear()
    sd_journal_restart_data(journal)
    var data: UnsafeRawPointer?
    var size = 0
    while try check(sd_journal_enumerate_data(journal, &data, &size)) > 0, let data {
      let text = ByteSpan(UnsafeRawBufferPointer(start: data, count: size))
      // No name that matters is longer; a message may be, before its first `=`.
      guard let equals = text[0..<32].firstIndex(of: "="),
        let field = JournalRecord.Field(text[0..<equals])
      else { continue }
      record.set(field, text[(equals + 1)...])
    }
    for name in others {
      _ = try withValue(name) { record.set(other: name, ByteSpan($0)) }
    }
  }

  /// Puts only the fields into `record` that tell when the entry was said.
  func readTimes(into record: inout JournalRecord) throws(JournalFailure) {
    record.clear()
    _ = try withValue("_TRANSPORT") { record.set(.transport, ByteSpan($0)) }
    if record.isKernel {
      _ = try withValue("_SOURCE_MONOTONIC_TIMESTAMP") {
        record.set(.sourceMonotonic, ByteSpan($0))
      }
    } else {
      _ = try withValue("_SOURCE_REALTIME_TIMESTAMP") { record.set(.sourceRealtime, ByteSpan($0)) }
    }
  }

  /// Calls `body` with the text that leads back to the entry.
  func withCursor<Result>(
    _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(JournalFailure) -> Result {
    var text: UnsafeMutablePointer<CChar>?
    try check(sd_journal_get_cursor(journal, &text))
    guard let text else { throw JournalFailure(code: ENOMEM) }
    defer { free(text) }
    return body(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  func cursor() throws(JournalFailure) -> JournalCursor {
    try withCursor { JournalCursor($0) }
  }

  /// Whether the entry is the one that a cursor leads to.
  func isAt(cursor: String) -> Bool { sd_journal_test_cursor(journal, cursor) > 0 }

  // MARK: The file as a whole

  /// The boots of which the file has entries, from the index; no more than `limit`, because a
  /// damaged list may lead back to itself.
  func boots(limit: Int) throws(JournalFailure) -> [BootID] {
    var known: Set<BootID> = []
    return try values("_BOOT_ID", limit: limit).compactMap { BootID($0) }
      .filter { known.insert($0).inserted }
  }

  /// A field's value, if all entries that have one have the same; nil if none has.
  func only(_ field: StaticString) throws(JournalFailure) -> String? {
    let values = try values(field, limit: 2)
    return values.count == 1 ? values[0] : nil
  }

  /// The values that a field has in the file, from the index.
  private func values(_ field: StaticString, limit: Int) throws(JournalFailure) -> [String] {
    try check(sd_journal_query_unique(journal, field.characters))
    var values: [String] = []
    var data: UnsafeRawPointer?
    var size = 0
    while values.count < limit,
      try check(sd_journal_enumerate_unique(journal, &data, &size)) > 0, let data
    {
      let text = UnsafeRawBufferPointer(start: data, count: size)
      values.append(String(decoding: text.dropFirst(field.utf8CodeUnitCount + 1), as: UTF8.self))
    }
    return values
  }

  /// False if there is no entry, or once libsystemd has silently dropped the file because it could
  /// not go on.
  var hasEntries: Bool {
    var from: UInt64 = 0
    var to: UInt64 = 0
    return sd_journal_get_cutoff_realtime_usec(journal, &from, &to) > 0
  }

  // MARK: Following

  /// To be polled for ``events``.
  var descriptor: Int32 { sd_journal_get_fd(journal) }
  var events: Int16 { Int16(truncatingIfNeeded: sd_journal_get_events(journal)) }

  /// When libsystemd wants to look again by itself, on CLOCK_MONOTONIC; nil where inotify works.
  var wakeUp: Int64? {
    var time: UInt64 = 0
    guard sd_journal_get_timeout(journal, &time) > 0, time != UInt64.max else { return nil }
    return Int64(clamping: time)
  }

  /// Takes notice of what has changed.
  func process() { sd_journal_process(journal) }
}

extension StaticString {
  fileprivate var characters: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
