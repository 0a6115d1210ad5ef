import Glibc
public import LogModel
import Platform

/// Follows what udev and PID 1 say of it in this boot's journal.
///
/// libsystemd tells by inotify when there is something new; nothing is looked up in between. To be
/// used from one thread.
public final class JournalTail {
  private var journal: JournalHandle
  private let question: Question
  private var isFlushed: Bool
  private var record = JournalRecord()
  private var origins = Origins()
  /// Entries read so far.
  private var count: UInt64 = 0
  /// Of the last entry that was read.
  public private(set) var cursor: String?

  /// - Parameters:
  ///   - question: whose entries to follow.
  ///   - cursor: where a watcher before this one had come to; nil to begin `span` microseconds ago.
  /// - Returns: nil if the journal cannot be opened.
  public init?(_ question: Question, cursor: String?, span: Int64) {
    MappedFiles.surviveTruncation()
    isFlushed = Self.isFlushed
    guard let journal = try? Self.open(question) else { return nil }
    self.journal = journal
    self.question = question
    self.cursor = cursor
    if let cursor, (try? journal.seek(cursor: cursor)) != nil { return }
    // There is no cursor, or what it leads to is not there any more.
    guard let boot = BootID.current else { return }
    try? journal.seek(boot: boot, monotonic: max(0, Clock.monotonic() - span))
  }

  private static func open(_ question: Question) throws(JournalFailure) -> JournalHandle {
    let journal = try JournalHandle()
    if let boot = BootID.current {
      try journal.match("_BOOT_ID", boot.description)
      try journal.and()
    }
    for identifier in question.identifiers {
      try journal.match("SYSLOG_IDENTIFIER", identifier)
    }
    try journal.or()
    for unit in question.units { try journal.match("UNIT", unit) }
    return journal
  }

  /// To be polled for ``events``.
  public var descriptor: Int32 { journal.descriptor }
  public var events: Int16 { journal.events }

  /// When to look again without having been told, on CLOCK_MONOTONIC; nil where inotify works.
  public var wakeUp: Int64? { journal.wakeUp }

  /// Takes all that has come.
  public func news() -> [Entry] {
    journal.process()
    var entries = read()
    // The folder that journald moves to when it flushes may not have been there before.
    if !isFlushed, Self.isFlushed, let other = try? Self.open(question) {
      isFlushed = true
      if let cursor { try? other.seek(cursor: cursor) } else { try? other.seekHead() }
      journal = other
      entries += read()
    }
    return entries
  }

  private static var isFlushed: Bool { access("/run/systemd/journal/flushed", F_OK) == 0 }

  private func read() -> [Entry] {
    var entries: [Entry] = []
    while (try? journal.next()) == true {
      // a cursor leads to the entry itself, which has been read
      if let cursor, journal.isAt(cursor: cursor) { continue }
      cursor = (try? journal.withCursor { String(decoding: $0, as: UTF8.self) }) ?? cursor
      count += 1
      guard let times = try? journal.times(), (try? journal.read(into: &record)) != nil,
        record.has(.message)
      else { continue }
      let stamp = record.stamp(monotonic: times.monotonic, realtime: times.realtime)
      entries.append(record.entry(stamp: stamp, number: count, in: "journal", &origins))
    }
    return entries
  }
}
