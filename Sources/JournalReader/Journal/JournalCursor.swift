/// What a cursor says of its entry: `s=…;i=…;b=…;m=…;t=…;x=…`, all but `s` in hexadecimal.
struct JournalCursor {
  /// The same for all copies of an entry, whichever files they are in: `m=`, `t=` and `x=`, a hash
  /// of the entry's data. Within a boot nothing else tells entries apart.
  struct Identity: Hashable {
    var monotonic: UInt64 = 0
    var realtime: UInt64 = 0
    var hash: UInt64 = 0
  }

  /// `s=`: which counter numbers the entry (`__SEQNUM_ID`).
  var counter: [UInt8] = []
  /// `i=`: its number (`__SEQNUM`).
  var number: UInt64 = 0
  var identity = Identity()

  /// Takes a cursor apart byte by byte: each entry that is kept has one.
  init(_ text: UnsafeRawBufferPointer) {
    let text = ByteSpan(text)
    var at = 0
    while at + 1 < text.count {
      let key = text[at]
      let start = at + 2
      let end = text.firstIndex(of: ";", from: start) ?? text.count
      at = end + 1
      let field = text[start..<end].bytes
      if key == "s" {
        counter = Array(field)
        continue
      }
      var value: UInt64 = 0
      for byte in field { value = value &<< 4 | Self.digit(byte) }
      switch key {
      case "i": number = value
      case "m": identity.monotonic = value
      case "t": identity.realtime = value
      case "x": identity.hash = value
      default: break
      }
    }
  }

  private static func digit(_ byte: UInt8) -> UInt64 {
    UInt64(byte & 0x0f) &+ (byte <= UInt8(ascii: "9") ? 0 : 9)
  }
}
