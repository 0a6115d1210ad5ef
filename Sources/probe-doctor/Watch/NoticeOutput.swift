import ArgumentParser
import Watcher
import Platform
import LogModel
import ReportModel

/// What `watch` can print.
enum WatchFormat: String, ExpressibleByArgument, CaseIterable {
  case text, ndjson
}

/// Puts notices on standard output, one line each.
struct NoticeOutput {
  let format: WatchFormat

  func bytes(of notice: Notice) -> [UInt8] {
    switch format {
    case .text:
      let time = CivilTime(microseconds: Clock.realtime()).timeText
      let mark =
        switch notice.kind {
        case .slow: "·"
        case .warning: "!"
        case .kill: "✗"
        }
      return Array("\(time) \(mark) \(SafeText(notice.message).text)\n".utf8)
    case .ndjson:
      let outlet = Outlet()
      JSONWriter(to: outlet, isIndented: false)
        .document(EncodedNotice(notice: notice, time: Clock.realtime()))
      return outlet.bytes
    }
  }
}

/// A notice as `--format ndjson` has it: beside what every line has, the keys are the journal's
/// fields in small letters.
struct EncodedNotice: Encodable {
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
    try members.encode(Report.Tool.this, forKey: Key(stringValue: "tool"))
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
