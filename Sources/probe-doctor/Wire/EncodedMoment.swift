import JournalReader
import LogModel
import KillCorrelator

/// A time: seconds since the boot, and the calendar's time if the log allows to know it.
struct EncodedMoment: JSONValue {
  private let moment: Moment

  init(_ moment: Moment) {
    self.moment = moment
  }

  /// The time of a record.
  init(_ stamp: Stamp) {
    self.init(Moment(stamp: stamp, basis: stamp.clock == .reception ? .filed : .stated))
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("monotonic", moment.stamp.monotonic.map(EncodedSeconds.init))
      let isUTC = moment.stamp.calendar == .utc
      json.member("realtime", isUTC ? moment.stamp.realtime.map(CivilTime.rfc3339) : nil)
      json.member("basis", basis)
    }
  }

  private var basis: String {
    switch moment.basis {
    case .stated: "stated"
    case .filed: "filed"
    case .workedOut: "worked-out"
    }
  }
}

/// Microseconds as a number of seconds with all six decimals.
struct EncodedSeconds: JSONValue {
  let microseconds: Int64

  func write(to json: inout JSONWriter) {
    let magnitude = microseconds.magnitude
    let fraction = String(magnitude % 1_000_000)
    json.raw(microseconds < 0 ? "-" : "")
    json.raw("\(magnitude / 1_000_000).")
    json.raw(String(repeating: "0", count: 6 - fraction.count) + fraction)
  }
}
