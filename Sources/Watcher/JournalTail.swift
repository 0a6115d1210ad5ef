internal import CSignals
internal import CSystemd
internal import Glibc
internal import JournalReader
internal import LogModel
internal import MachineFacts
internal import Platform

/// Follows what udev and PID 1 say of it in this boot's journal.
///
/// libsystemd tells by inotify when there is something new; nothing is looked up in between. To be
/// used from one thread.
final class JournalTail {
  private var journal: OpaquePointer
  private let identifiers: [String]
  private let units: [String]
  private var isFlushed: Bool
  /// Entries read so far.
  private var count = 0
  /// Of the last entry that was read.
  private(set) var cursor: String?

  /// - Parameters:
  ///   - question: whose entries to follow.
  ///   - cursor: where a watcher before this one had come to; nil to begin `span` microseconds ago.
  /// - Returns: nil if the journal cannot be opened.
  init?(_ question: Question, cursor: String?, span: Int64) {
    pd_sigbus_survive()
    identifiers = question.identifiers
    units = question.units
    isFlushed = Self.isFlushed
    guard let journal = Self.open(identifiers, units) else { return nil }
    self.journal = journal
    var boot = sd_id128_t()
    sd_id128_get_boot(&boot)
    self.cursor = cursor
    if let cursor, sd_journal_seek_cursor(journal, cursor) >= 0 { return }
    let from = max(0, Clock.monotonic() - span)
    sd_journal_seek_monotonic_usec(journal, boot, UInt64(from))
  }

  deinit { sd_journal_close(journal) }

  private static func open(_ identifiers: [String], _ units: [String]) -> OpaquePointer? {
    var opened: OpaquePointer?
    guard
      sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM)) >= 0, let opened
    else { return nil }
    sd_journal_set_data_threshold(opened, 4096)
    func match(_ field: String, _ value: String) {
      let bytes = Array("\(field)=\(value)".utf8)
      sd_journal_add_match(opened, bytes, bytes.count)
    }
    if let boot = ThisMachine.bootID {
      match("_BOOT_ID", boot)
      sd_journal_add_conjunction(opened)
    }
    for identifier in identifiers { match("SYSLOG_IDENTIFIER", identifier) }
    sd_journal_add_disjunction(opened)
    for unit in units { match("UNIT", unit) }
    return opened
  }

  /// To be polled for ``events``.
  var descriptor: Int32 { sd_journal_get_fd(journal) }
  var events: Int16 { Int16(truncatingIfNeeded: sd_journal_get_events(journal)) }

  /// When libsystemd wants to look again by itself, on CLOCK_MONOTONIC; nil where inotify works.
  var wakeUp: Int64? {
    var time: UInt64 = 0
    guard sd_journal_get_timeout(journal, &time) > 0, time != UInt64.max else { return nil }
    return Int64(clamping: time)
  }

  /// Takes all that has come.
  func news() -> [Entry] {
    sd_journal_process(journal)
    var entries = read()
    // The folder that journald moves to when it flushes may not have been there before.
    if !isFlushed, Self.isFlushed, let other = Self.open(identifiers, units) {
      isFlushed = true
      if let cursor { sd_journal_seek_cursor(other, cursor) } else { sd_journal_seek_head(other) }
      sd_journal_close(journal)
      journal = other
      entries += read()
    }
    return entries
  }

  private static var isFlushed: Bool { access("/run/systemd/journal/flushed", F_OK) == 0 }

  private func read() -> [Entry] {
    var entries: [Entry] = []
    while sd_journal_next(journal) > 0 {
      // a cursor leads to the entry itself, which has been read
      if let cursor, sd_journal_test_cursor(journal, cursor) > 0 { continue }
      var text: UnsafeMutablePointer<CChar>?
      if sd_journal_get_cursor(journal, &text) >= 0, let text {
        cursor = String(cString: text)
        free(text)
      }
      count += 1
      if let entry { entries.append(entry) }
    }
    return entries
  }

  private var entry: Entry? {
    guard let message = value("MESSAGE") else { return nil }
    var realtime: UInt64 = 0
    sd_journal_get_realtime_usec(journal, &realtime)
    var monotonic: UInt64 = 0
    sd_journal_get_monotonic_usec(journal, &monotonic, nil)
    let isKernel = value("_TRANSPORT") == "kernel"
    let number = { (name: StaticString) in self.value(name).flatMap { Int64($0) } }
    return Entry(
      place: Place(source: "journal", position: .record(count)),
      stamp: .journal(
        monotonic: Int64(clamping: monotonic), realtime: Int64(clamping: realtime),
        sourceMonotonic: number("_SOURCE_MONOTONIC_TIMESTAMP"),
        sourceRealtime: number("_SOURCE_REALTIME_TIMESTAMP"), isKernel: isKernel),
      speaker: Speaker(
        kind: .program, identifier: value("SYSLOG_IDENTIFIER") ?? "",
        pid: (value("_PID") ?? value("SYSLOG_PID")).flatMap { Int($0) }),
      line: Array(message.utf8), device: value("DEVICE"))
  }

  private func value(_ field: StaticString) -> String? {
    var data: UnsafeRawPointer?
    var size = 0
    let name = UnsafeRawPointer(field.utf8Start).assumingMemoryBound(to: CChar.self)
    guard sd_journal_get_data(journal, name, &data, &size) >= 0, let data,
      size > field.utf8CodeUnitCount
    else { return nil }
    let skip = field.utf8CodeUnitCount + 1
    return String(
      decoding: UnsafeRawBufferPointer(start: data + skip, count: size - skip), as: UTF8.self)
  }
}
