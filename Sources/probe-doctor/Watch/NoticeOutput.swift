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
      let mark = notice.kind == .kill ? "✗" : "!"
      return Array("\(time) \(mark) \(SafeText(notice.message).text)\n".utf8)
    case .ndjson:
      let outlet = Outlet()
      var json = JSONWriter(to: outlet, indented: false)
      EncodedNotice(notice: notice, time: Clock.realtime()).write(to: &json)
      json.raw("\n")
      return outlet.bytes
    }
  }
}

/// A notice as `--format ndjson` has it: beside what every line has, the keys are the journal's
/// fields in small letters.
struct EncodedNotice: JSONValue {
  let notice: Notice
  /// µs since 1970
  let time: Int64

  private static let numbers: Set<Notice.Field> = [.workerPID, .seqnum, .seconds, .secondsLeft]

  func write(to json: inout JSONWriter) {
    let civil = CivilTime(microseconds: time)
    json.object { json in
      json.member("schema_version", 1)
      json.member("tool", EncodedTool())
      json.member("type", "watch-\(notice.kind.rawValue)")
      json.member("time", "\(civil.dateText)T\(civil.timeText).\(civil.fractionText)Z")
      for field in Notice.Field.allCases where field != .kind {
        let key = field.rawValue.lowercased()
        if Self.numbers.contains(field) {
          json.member(key, notice[field].flatMap { Int($0) })
        } else {
          json.member(key, notice[field])
        }
      }
    }
  }
}
