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

  private var form: Form?
  private var collector: RecordCollector
  private let name: String

  /// - Parameter head: how the log begins; what is no such log gives nil.
  init?(_ head: ByteSpan, name: String, question: Question, window: TimeWindow) {
    if ExportReader.isExport(head) {
      form = .export(ExportReader())
    } else if JSONReader.isJSON(head), JSONReader.isOfJournal(head) {
      form = .json(JSONReader())
    } else if VerboseReader.isVerbose(head) {
      form = .verbose(VerboseReader())
    } else {
      return nil
    }
    self.name = name
    collector = RecordCollector(name: name, question: question, window: window)
  }

  /// See ``TextReader/tellingRecords``.
  var telling: Int { collector.telling }

  mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    // Taken out and put back, so that what is in there is changed in place.
    switch form.take() {
    case .export(var reader):
      reader.feed(bytes) { collector.take($0) }
      form = .export(reader)
    case .verbose(var reader):
      reader.feed(bytes) { collector.take($0) }
      form = .verbose(reader)
    case .json(var reader):
      var record = JournalRecord()
      reader.feed(bytes) { text in
        record.clear()
        JSONObject.read(text, into: &record, isDmesg: false)
        if !record.hasJournalFields {
          record.clear()
          JSONObject.read(text, into: &record, isDmesg: true)
        }
        collector.take(record)
      }
      form = .json(reader)
    case nil: break
    }
  }

  mutating func finish() -> TextReader.Result {
    var kind = Coverage.Source.Kind.text
    var gaps: [Coverage.Gap] = []
    switch form.take() {
    case .export(var reader):
      kind = .export
      if reader.finish({ collector.take($0) }) { gaps.append(truncation(collector.records)) }
    case .verbose(var reader):
      reader.finish { collector.take($0) }
    case .json(let reader):
      kind = .json
      if reader.isCut { gaps.append(truncation(collector.records + 1)) }
      if reader.givenUp > 0 {
        gaps.append(
          Coverage.Gap(
            kind: "too-long", count: reader.givenUp,
            detail: "\(name) has records that are too long to be read: \(reader.givenUp)"))
      }
    case nil: break
    }
    let (boots, more) = collector.finish()
    return TextReader.Result(
      kind: kind, boots: boots, records: collector.records, gaps: gaps + more)
  }

  private func truncation(_ record: Int) -> Coverage.Gap {
    Coverage.Gap(kind: "truncated", detail: "\(name) ends within record \(record)")
  }
}
