internal import LogModel

/// A date somewhere in a line: when whoever kept the line got it.
enum CarrierDate {
  private static let farthest = 4096

  /// The first date, or a number that counts from 1970.
  static func find(in line: ByteSpan) -> Stamp? {
    var at = 0
    let end = min(line.count, farthest)
    while at < end {
      guard line[at].isDigit else {
        at += 1
        continue
      }
      var run = at
      while line[run].isDigit { run += 1 }
      if run - at == 4, let stamp = iso(line, at) { return stamp }
      if let stamp = sinceEpoch(line, at..<run) { return stamp }
      at = run
    }
    return nil
  }

  private static func iso(_ line: ByteSpan, _ start: Int) -> Stamp? {
    var at = start
    guard var date = line.isoDate(at: &at), line[at] == "T" || line[at] == .blank
    else { return nil }
    at += 1
    guard let time = line.timeOfDay(at: &at) else { return nil }
    let zone = line.zone(at: &at)
    date.time = time.time
    return Stamp(
      realtime: date.microseconds - (zone ?? 0), calendar: zone == nil ? .local : .utc,
      clock: .reception, resolution: Stamp.resolution(ofDigits: time.digits))
  }

  /// Seconds (with a fraction), milli-, micro- or nanoseconds, of this century.
  private static func sinceEpoch(_ line: ByteSpan, _ digits: Range<Int>) -> Stamp? {
    var at = digits.lowerBound
    guard [10, 13, 16, 19].contains(digits.count), line[at] == "1",
      line[at + 1] != "0", !line[digits.upperBound].isLetter
    else { return nil }
    if at > 0, line[at - 1].isLetter || line[at - 1] == "." { return nil }
    guard let seconds = line.number(at: &at, limit: 10) else { return nil }
    var fraction: (value: Int64, digits: Int) = (0, 0)
    if digits.count == 10, line[at] == "." { at += 1 }
    if line[at].isDigit { fraction = line.micros(at: &at) }
    return Stamp(
      realtime: seconds * 1_000_000 + fraction.value, calendar: .utc, clock: .reception,
      resolution: Stamp.resolution(ofDigits: fraction.digits))
  }
}
