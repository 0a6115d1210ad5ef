/// A point in time as RFC 3339 writes it in UTC: `2026-11-23T18:41:20.123456Z`.
struct UTCTime {
  /// Since 1970.
  let microseconds: Int64

  /// Nil if it is not written in this form.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes.last == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var fraction: Int64 = 0
    if bytes.count > 21 {
      guard bytes[19] == UInt8(ascii: "."), bytes.count <= 27,
        let digits = number(20..<bytes.count - 1)
      else { return nil }
      fraction = (bytes.count - 21..<6).reduce(digits) { value, _ in value * 10 }
    }
    // Years that begin in March, so that leap days come last.
    let marchYear = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days =
      365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    microseconds = ((days * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + fraction
  }
}
