internal import LogModel
internal import Platform
internal import ReportModel

extension Notice {
  /// The notice as a line for people.
  package var line: [UInt8] {
    let time = CivilTime(microseconds: Clock.realtime()).timeText
    let mark =
      switch kind {
      case .slow: "·"
      case .warning: "!"
      case .kill: "✗"
      }
    return Array("\(time) \(mark) \(SafeText(message).text)\n".utf8)
  }

  /// The notice as a line of JSON.
  package var json: [UInt8] {
    let outlet = Outlet()
    JSONWriter(to: outlet, isIndented: false)
      .document(EncodedNotice(notice: self, time: Clock.realtime()))
    return outlet.bytes
  }
}

/// A notice as `--format ndjson` has it: beside what every line has, the keys are the journal's
/// fields in small letters.
private struct EncodedNotice: Encodable {
  let notice: Notice
  /// µs since 1970
  let time: Int64

  private static let numbers: Set<Notice.Field> = [.workerPID, .seqnum, .seconds, .secondsLeft]

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Key.self)
    try members.encode(1, forKey: Key(stringValue: "schema_version"))
    try members.encode(Report.Tool(version: Report.Tool.current), forKey: Key(stringValue: "tool"))
    try members.encode("watch-\(notice.kind.rawValue)", forKey: Key(stringValue: "type"))
    try members.encode(
      CivilTime.rfc3339(microseconds: time), forKey: Key(stringValue: "time"))
    for field in Notice.Field.allCases where field != .kind {
      let key = Key(stringValue: field.rawValue.lowercased())
      if Self.numbers.contains(field) {
        try members.encodeIfPresent(notice[field].flatMap { Int($0) }, forKey: key)
      } else {
        try members.encodeIfPresent(notice[field], forKey: key)
      }
    }
  }
}
