internal import CMemory
public import LogModel

/// Reads text of any dialect, fed in pieces of any size: what dmesg, journalctl, a syslogd or a
/// serial console left behind, mixed as it may be, and journalctl's verbose, export and JSON.
///
/// ```swift
/// var reader = TextReader(name: "dmesg.txt", question: question)
/// reader.feed(bytes)
/// let answer = reader.finish()
/// ```
///
/// A line's entry holds the line's exact bytes without its end. Where a terminal's control
/// sequences stand in it they are left out, and a carriage return or a cleared screen within the
/// line begins another entry of the same line number; the input itself, at that line, has the
/// exact bytes. Lines that a mail program broke are one again, with a blank where it broke them;
/// the bracket behind a message that rsyslog counted (``Repetition``) is left out. A
/// line that is longer than 64 KiB is read in parts.
public struct TextReader {
  /// What a log of lines or records comes to.
  struct Result {
    var kind: Coverage.Source.Kind
    var boots: [BootLog]
    var records: Int
    var gaps: [Coverage.Gap]
  }

  /// By how much of its beginning a text is told: no more, so that the pieces in which it comes do not
  /// matter. A record of JSON stands in it, or most of one.
  private static let headLength = 4096
  /// So many entries of a boot are kept only where triggers stand close together.
  private static let storm = 20_000

  private let search: TextSearch
  /// The first bytes, until there are enough to tell what it is: then ``log``.
  private var head: [UInt8] = []
  private var log: MixedLog?
  private var taken = 0
  /// Where the bytes come from, if they can be had again from there.
  private var source: FileStream?
  /// Makes lines of UTF-8 of what is none.
  private var transcoding: Transcoding?

  /// - Parameters:
  ///   - name: What places and coverage call the input: a path, `-`, a path within an archive.
  ///   - question: What is looked for.
  ///   - selection: Which part of it counts. Times without a year are never outside of it.
  public init(name: String, question: Question, selection: Selection = Selection()) {
    self.init(
      name: name, question: question, phrases: LogPhrases(question), selection: selection)
  }

  /// The same for one of many texts: the question's phrases are put in order once for all of them.
  init(name: String, question: Question, phrases: LogPhrases, selection: Selection) {
    search = TextSearch(name, question, phrases, selection)
  }

  private var hasBegun: Bool { log != nil }

  /// Takes the next piece of a file, a pipe or a decompressor's output.
  public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    guard hasBegun else {
      let wanted = Self.headLength - head.count
      head.append(contentsOf: bytes.prefix(wanted))
      guard head.count == Self.headLength else { return }
      begin()
      return feed(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(wanted)))
    }
    guard transcoding != nil else {
      log?.feed(bytes)
      return
    }
    let text = transcoding?.text(of: bytes) ?? []
    text.withUnsafeBytes { log?.feed($0) }
  }

  /// Takes the next piece of a stream; false at its end. From the first byte on only this or
  /// ``feed(_:)`` is to be used: a file is gone back to for what was passed over.
  mutating func feed(from stream: ByteStream) throws(StreamFailure) -> Bool {
    if transcoding == nil, let goesOn = try log?.feed(from: stream) { return goesOn }
    let piece = try stream.next()
    source = stream as? FileStream
    feed(piece)
    return !piece.isEmpty
  }

  /// Finds out what kind of log it is.
  private mutating func begin() {
    var head = head
    self.head = []
    transcoding = Transcoding(of: head)
    if transcoding != nil { head = head.withUnsafeBytes { transcoding?.text(of: $0) ?? [] } }
    head.withUnsafeBytes { bytes in
      let mark = ByteSpan(bytes).has("\u{feff}") ? 3 : 0
      let text = ByteSpan(bytes)[mark...]
      let memory = ChunkMemory(of: transcoding == nil ? source : nil, from: mark)
      log = MixedLog(text, search, memory)
      log?.feed(text.bytes)
    }
  }

  /// How many records have a time, or say something that was asked for: texts that are no logs have
  /// hardly any. Known after ``finish()``, for a short text is read only then.
  private(set) var tellingRecords = 0

  /// The boots that are over by now, oldest first. Those taken here are not in what ``finish()``
  /// gives. Where the selection counts boots from the end, in a log that begins with the newest line,
  /// and in records, which may come back to an earlier boot, there are none before the end.
  public mutating func takeBoots() -> [BootLog] {
    guard search.selection.boot == .all, let boots = log?.takeBoots() else { return [] }
    taken += boots.count
    return boots
  }

  /// Ends the input: everything that was asked for, and what could not be read.
  public mutating func finish() -> Answer {
    if !hasBegun { begin() }
    let (name, selection) = (search.name, search.selection)
    transcoding?.finish().withUnsafeBytes { log?.feed($0) }
    var result =
      log?.finish() ?? Result(kind: .text, boots: [], records: 0, gaps: [])
    tellingRecords = log?.telling ?? 0
    log = nil
    // What reading needed is not needed for what is done with so much.
    if result.boots.contains(where: { $0.entries.count > Self.storm }) { pd_memory_release() }
    let source = Coverage.Source(
      name: name, kind: result.kind, entries: result.records, boots: taken + result.boots.count)
    if selection.since != nil || selection.until != nil,
      let lack = result.boots.lazy.compactMap(\.lackOfDate).first
    {
      result.gaps.note(
        "no-dates", "\(name) \(lack): nothing of it could be left out by --since and --until")
    }
    if selection.boot != .all || selection.since != nil || selection.until != nil {
      // they may be of another part
      result.gaps.removeAll { $0.kind == Coverage.Gap.unreadWords }
    }
    if let last = result.boots.indices.last { result.boots[last].isLast = true }
    switch selection.boot {
    case .all: break
    case .offset:
      result.boots =
        selection.boot.index(among: result.boots.count).map { [result.boots[$0]] } ?? []
    case .id(let id):
      if result.boots.contains(where: { $0.id == nil }) {
        result.gaps.note("boot-id", "\(name) does not tell the ids of all of its boots")
      }
      let wanted = id.lowercased().filter { $0 != "-" }
      result.boots.removeAll { $0.id != wanted }
    }
    return Answer(
      boots: result.boots, coverage: Coverage(sources: [source], gaps: result.gaps))
  }
}

extension BootLog {
  /// Why it cannot be told when it was; nil if it can.
  fileprivate var lackOfDate: String? {
    let dated = [first, last].compactMap { $0 }.filter { $0.realtime != nil }
    if dated.isEmpty { return "has no dates" }
    return dated.allSatisfy { $0.calendar == .yearless }
      ? "does not tell the year of its dates" : nil
  }
}
