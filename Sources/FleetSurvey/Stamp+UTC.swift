internal import JournalReader
internal import LogModel
internal import KillCorrelator

extension Stamp {
  /// µs since 1970, where the log tells the year and the zone.
  var utc: Int64? { calendar == .utc ? realtime : nil }
}

extension Moment {
  /// µs since the boot, else since 1970.
  var sinceBoot: Int64? { stamp.monotonic ?? stamp.utc }
}
