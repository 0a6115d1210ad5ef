internal import LogModel

/// A log of records that have fields: what `journalctl -o export`, `-o json` and `-o verbose` print,
/// and `dmesg --json`.
struct RecordLog {
  /// What cuts it into records.
  private enum Form {
    case export(ExportReader)
    case json(JSONReader)
    case verbose(VerboseReader)
  }

  /// What is no record's text.
  struct Rest {
    /// What of it was taken already.
    var held: [UInt8]
    /// Where in the piece the rest of it begins.
    var taken: Int
    /// Whether it begins with a part of a record.
    var isCut = false
  }

  private let search: TextSearch
  private var form: Form?
  private var collector: RecordCollector
  private var kind = Coverage.Source.Kind.text
  private var gaps: [Coverage.Gap] = []
  /// How many records were cut, each in a line of its own.
  private var cuts = 0
  /// How many records say something of a kill, but not as a message is written.
  private var damaged = 0
  /// Whether a value was not as long as its record said.
  private var hasWrongLength = false

  /// Nothing is read before ``begin(_:)``.
  init(_ search: TextSearch) {
    self.search = search
    collector = RecordCollector(search)
  }

  private var name: String { search.name }
  private var spelled: SpelledWords? { search.question.spelled }

  /// Goes on with records that begin like this.
  ///
  /// - Returns: false if these are no records.
  mutating func begin(_ head: ByteSpan) -> Bool {
    if ExportReader.isExport(head) {
      form = .export(ExportReader(endingAtText: true, spelled: spelled))
      kind = .export
    } else if JSONReader.isJSON(head), JSONReader.isOfJournal(head) {
      form = .json(JSONReader())
      kind = .json
    } else if VerboseReader.isVerbose(head) {
      form = .verbose(VerboseReader())
    } else {
      return false
    }
    return true
  }

  /// Phrases one of which stands in the first lines of each record.
  static let phrases = ["__REALTIME_TIMESTAMP", " [s=", "\"dmesg\": ["]

  /// Whether a record begins with the first line of `text`, which is a part of a log of lines.
  static func begins(_ text: ByteSpan) -> Bool {
    switch text[0] {
    case "_": return ExportReader.isExport(text)
    case "{", "[", 0x1e, "d":
      guard JSONReader.isJSON(text[0..<64]) else { return false }
      let end = text.firstIndex(of: .newline) ?? text.count
      let line = text[0..<(end > 3 ? end : min(text.count, longestHead))]
      return line.firstIndex(of: "\"__REALTIME_TIMESTAMP\"") != nil
        || line.firstIndex(of: "\"dmesg\": [") != nil
    case let byte where byte.isUpper:
      let end = text.firstIndex(of: .newline) ?? text.count
      return text[0..<min(end, 128)].firstIndex(of: " [s=") != nil
        && VerboseReader.isVerbose(text[0..<min(text.count, longestHead)])
    default: return false
    }
  }

  private static let longestHead = 4096

  /// See ``TextReader/tellingRecords``.
  var telling: Int { collector.telling }

  /// Takes a piece of the records, up to what is none.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Rest? {
    var rest: Rest?
    // Taken out and put back, so that what is in there is changed in place.
    switch form.take() {
    case .export(var reader):
      let taken = reader.feed(bytes) { record in
        collector.take(record)
        return true
      }
      rest = reader.foreign.map { Rest(held: $0, taken: taken) }
      form = .export(reader)
    case .verbose(var reader):
      rest = reader.feed(bytes) { collector.take($0) }
      form = .verbose(reader)
    case .json(var reader):
      var record = JournalRecord()
      rest = reader.feed(bytes) { text in
        record.clear()
        var isWhole = JSONObject.read(text, into: &record, isDmesg: false)
        if !record.hasJournalFields {
          record.clear()
          isWhole = JSONObject.read(text, into: &record, isDmesg: true)
        }
        isWhole = isWhole && (record.has(.message) || record.has(.text))
        if !isWhole, spelled?.isIn(RawSpan(_unsafeBytes: text.bytes)) == true { damaged += 1 }
        collector.take(record)
      }
      form = .json(reader)
    case nil: break
    }
    guard rest != nil else { return nil }
    if let cut = rest, cut.isCut {
      cuts += 1
      if takeCut(cut.held) { rest = Rest(held: [], taken: cut.taken) }
    }
    _ = end()
    return rest
  }

  /// Takes a record of JSON of which only the beginning is there; false if that says nothing.
  private mutating func takeCut(_ text: [UInt8]) -> Bool {
    var record = JournalRecord()
    _ = (text.dropLast() + Array("…\"}".utf8)).withUnsafeBytes {
      JSONObject.read(ByteSpan($0), into: &record, isDmesg: false)
    }
    guard record.has(.message) else { return false }
    collector.take(record)
    return true
  }

  /// Ends the records that were begun.
  ///
  /// - Returns: what is none at their end.
  mutating func end() -> [UInt8]? {
    var rest: [UInt8]?
    switch form.take() {
    case .export(var reader):
      if reader.finish({ collector.take($0) }) { gaps.append(truncation(collector.records)) }
      hasWrongLength = hasWrongLength || reader.hasWrongLength
      damaged += reader.misnamed
      rest = reader.foreign
    case .verbose(var reader):
      rest = reader.finish { collector.take($0) }
    case .json(let reader):
      if reader.isCut { gaps.append(truncation(collector.records + 1)) }
      if reader.givenUp > 0 {
        gaps.note(
          "too-long", count: reader.givenUp,
          "\(name) has records that are too long to be read: \(reader.givenUp)")
      }
    case nil: break
    }
    return rest
  }

  /// All that came of the records.
  mutating func finish() -> TextReader.Result {
    if cuts > 0 {
      gaps.note("truncated", count: cuts, "\(name) has records that were cut: \(cuts)")
    }
    if hasWrongLength {
      gaps.note("damaged", "\(name) has values that are not as long as they say: it was changed")
    }
    if damaged > 0 {
      gaps.note(
        "damaged", count: damaged, "\(name) has records whose message cannot be read: \(damaged)")
    }
    let (boots, more) = collector.finish()
    return TextReader.Result(
      kind: kind, boots: boots, records: collector.records, gaps: gaps + more)
  }

  private func truncation(_ record: Int) -> Coverage.Gap {
    Coverage.Gap(kind: "truncated", detail: "\(name) ends within record \(record)")
  }
}
