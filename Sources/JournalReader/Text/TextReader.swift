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
/// the bracket behind a message that rsyslog counted (``Repetition``) is left out. Of a line longer
/// than 64 KiB the beginning is kept.
public struct TextReader {
  private enum Log {
    /// The first bytes, until there are enough to tell what it is.
    case head([UInt8])
    case lines(LineLog)
    case export(ExportReader, RecordLog)
    case json(JSONReader, RecordLog)
    case verbose(VerboseReader, RecordLog)
  }

  /// Enough to see past a byte order mark and the blanks before JSON's first key.
  private static let headLength = 512
  /// So many entries of a boot are kept only where triggers stand close together.
  private static let storm = 20_000

  private let name: String
  private let question: Question
  private let selection: Selection
  private var log = Log.head([])
  private var taken = 0
  /// Where the bytes come from, if they can be had again from there.
  private var source: FileStream?

  /// - Parameters:
  ///   - name: What places and coverage call the input: a path, `-`, a path within an archive.
  ///   - question: What is looked for.
  ///   - selection: Which part of it counts. Times without a year are never outside of it.
  public init(name: String, question: Question, selection: Selection = Selection()) {
    self.name = name
    self.question = question
    self.selection = selection
  }

  /// Takes the next piece of a file, a pipe or a decompressor's output.
  public mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty else { return }
    if case .head(var head) = log {
      head.append(contentsOf: bytes)
      log = .head(head)
      if head.count >= Self.headLength { begin() }
      return
    }
    pass(bytes)
  }

  /// Takes the next piece of a stream; false at its end. From the first byte on only this or
  /// ``feed(_:)`` is to be used: a file is gone back to for what was passed over.
  mutating func feed(from stream: ByteStream) throws(StreamFailure) -> Bool {
    guard case .lines(var lines) = log else {
      let piece = try stream.next()
      if case .head = log { source = stream as? FileStream }
      feed(piece)
      return !piece.isEmpty
    }
    log = .head([])
    defer { log = .lines(lines) }
    return try lines.feed(from: stream)
  }

  /// How many records have a time, or say something that was asked for: texts that are no logs have
  /// hardly any. Not to be asked after ``finish()``.
  var tellingRecords: Int {
    switch log {
    case .head: return 0
    case .lines(let lines): return lines.telling
    case .export(_, let records), .json(_, let records), .verbose(_, let records):
      return records.telling
    }
  }

  /// The boots that are over by now, oldest first. Those taken here are not in what ``finish()``
  /// gives. Where the selection counts boots from the end, in a log that begins with the newest line,
  /// and in records, which may come back to an earlier boot, there are none before the end.
  public mutating func takeBoots() -> [BootLog] {
    guard selection.boot == .all, case .lines(var lines) = log else { return [] }
    log = .head([])
    let boots = lines.takeBoots()
    log = .lines(lines)
    taken += boots.count
    return boots
  }

  /// Ends the input: everything that was asked for, and what could not be read.
  public mutating func finish() -> Answer {
    if case .head = log { begin() }
    var source = Coverage.Source(name: name, kind: .text)
    var gaps: [Coverage.Gap] = []
    var boots: [BootLog] = []
    let log = log
    self.log = .head([])
    switch consume log {
    case .head: break
    case .lines(var lines):
      let result = lines.finish()
      boots = result.boots
      source.entries = result.records
      gaps = result.gaps
    case .export(var reader, var records):
      if reader.finish({ records.take($0) }) { gaps.append(truncation(records.records)) }
      source.kind = .export
      source.entries = records.records
      let result = records.finish()
      boots = result.boots
      gaps += result.gaps
    case .verbose(var reader, var records):
      reader.finish { records.take($0) }
      source.entries = records.records
      let result = records.finish()
      boots = result.boots
      gaps += result.gaps
    case .json(let reader, var records):
      if reader.isCut { gaps.append(truncation(records.records + 1)) }
      if reader.givenUp > 0 {
        gaps.append(
          Coverage.Gap(
            kind: "too-long", count: reader.givenUp,
            detail: "\(name) has records that are too long to be read: \(reader.givenUp)"))
      }
      source.kind = .json
      source.entries = records.records
      let result = records.finish()
      boots = result.boots
      gaps += result.gaps
    }
    // What reading needed is not needed for what is done with so much.
    if boots.contains(where: { $0.entries.count > Self.storm }) { pd_memory_release() }
    source.boots = taken + boots.count
    if let last = boots.indices.last { boots[last].isLast = true }
    return Answer(
      boots: select(boots, &gaps), coverage: Coverage(sources: [source], gaps: gaps))
  }

  /// Whether `head`, the first bytes of an input, can be a log in text. A few bytes that are not
  /// are in many; a file of another kind has them everywhere.
  public static func looksLikeText(_ head: UnsafeRawBufferPointer) -> Bool {
    var zeros = 0
    var controls = 0
    var hasNewline = false
    for byte in head {
      switch byte {
      case 0: zeros += 1
      case .newline: hasNewline = true
      case 0x07...0x0d, .escape, 0x1e: break
      case 0x01...0x1f, 0x7f: controls += 1
      default: break
      }
    }
    let invalid = String(decoding: head, as: UTF8.self).unicodeScalars.count { $0 == "\u{fffd}" }
    let strange = controls + invalid
    if strange * 20 <= head.count, zeros * 20 <= head.count { return true }
    // A log of which a crash left blocks of zeros, or that is in an old character set.
    return hasNewline && controls * 50 <= head.count
      && (zeros * 10 <= head.count * 9 && invalid * 50 <= head.count
        || zeros == 0 && invalid * 4 <= head.count)
  }

  // MARK: - Which kind it is

  private mutating func begin() {
    guard case .head(let head) = log else { return }
    let window = TimeWindow(selection)
    head.withUnsafeBytes { bytes in
      let mark = ByteSpan(bytes).has("\u{feff}") ? 3 : 0
      let text = ByteSpan(bytes)[mark...]
      if ExportReader.isExport(text) {
        log = .export(
          ExportReader(), RecordLog(name: name, question: question, window: window))
      } else if JSONReader.isJSON(text) {
        log = .json(JSONReader(), RecordLog(name: name, question: question, window: window))
      } else if VerboseReader.isVerbose(text) {
        log = .verbose(
          VerboseReader(), RecordLog(name: name, question: question, window: window))
      } else {
        let memory = ChunkMemory(of: source, from: mark)
        log = .lines(LineLog(name: name, question: question, window: window, memory: memory))
      }
      pass(text.bytes)
    }
  }

  private mutating func pass(_ bytes: UnsafeRawBufferPointer) {
    // Taken out and put back, so that what is in there is changed in place.
    let log = log
    self.log = .head([])
    switch consume log {
    case .head: break
    case .lines(var lines):
      lines.feed(bytes)
      self.log = .lines(lines)
    case .export(var reader, var records):
      reader.feed(bytes) { records.take($0) }
      self.log = .export(reader, records)
    case .verbose(var reader, var records):
      reader.feed(bytes) { records.take($0) }
      self.log = .verbose(reader, records)
    case .json(var reader, var records):
      var record = JournalRecord()
      reader.feed(bytes) { text in
        record.clear()
        JSONObject.read(text, into: &record, isDmesg: false)
        if !record.hasJournalFields {
          record.clear()
          JSONObject.read(text, into: &record, isDmesg: true)
        }
        records.take(record)
      }
      self.log = .json(reader, records)
    }
  }

  private func truncation(_ record: Int) -> Coverage.Gap {
    Coverage.Gap(kind: "truncated", detail: "\(name) ends within record \(record)")
  }

  // MARK: - Which boots

  private func select(_ boots: [BootLog], _ gaps: inout [Coverage.Gap]) -> [BootLog] {
    switch selection.boot {
    case .all: return boots
    case .offset(let offset):
      let number = offset > 0 ? offset - 1 : boots.count - 1 + offset
      return boots.indices.contains(number) ? [boots[number]] : []
    case .id(let id):
      let wanted = id.lowercased().filter { $0 != "-" }
      if boots.contains(where: { $0.id == nil }) {
        gaps.append(
          Coverage.Gap(
            kind: "boot-id", detail: "\(name) does not tell the ids of all of its boots"))
      }
      return boots.filter { $0.id == wanted }
    }
  }
}
