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
    var at = 0
    while at + 1 < text.count {
      let key = text[at]
      at += 2
      let start = at
      var value: UInt64 = 0
      while at < text.count, text[at] != UInt8(ascii: ";") {
        value = value << 4 | Self.digit(text[at])
        at += 1
      }
      if key == UInt8(ascii: "s") {
        counter = Array(UnsafeRawBufferPointer(rebasing: text[start..<at]))
      }
      at += 1
      switch key {
      case UInt8(ascii: "i"): number = value
      case UInt8(ascii: "m"): identity.monotonic = value
      case UInt8(ascii: "t"): identity.realtime = value
      case UInt8(ascii: "x"): identity.hash = value
      default: break
      }
    }
  }

  private static func digit(_ byte: UInt8) -> UInt64 {
    byte <= UInt8(ascii: "9")
      ? UInt64(byte & 0x0f) : UInt64(byte & 0x0f) + 9
  }
}
