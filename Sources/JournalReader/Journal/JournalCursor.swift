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

  init(number: UInt64, _ identity: Identity) {
    self.number = number
    self.identity = identity
  }

  /// libsystemd's.
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
      let value = field.reduce(0) { $0 << 4 | UInt64($1.hexadecimalDigit ?? 0) }
      switch key {
      case "i": number = value
      case "m": identity.monotonic = value
      case "t": identity.realtime = value
      case "x": identity.hash = value
      default: break
      }
    }
  }

  // MARK: Without its counter, as a helper writes it of each entry

  private typealias Digits = SIMD16<UInt8>
  private static let keys: StaticString = "imtx"
  /// A letter, `=`, all digits, and `;` between them.
  private static let width = 19

  /// Nil for what is no ``digits``.
  init?(digits text: UnsafeRawBufferPointer) {
    guard text.count == 4 * Self.width - 1 else { return nil }
    func value(_ place: Int) -> UInt64 {
      let digits = text.loadUnaligned(fromByteOffset: place * Self.width + 2, as: Digits.self)
      let values = (digits & 0x0f) &+ (digits &>> 6) &* 9
      let bytes = values.evenHalf &<< 4 | values.oddHalf
      return UInt64(bigEndian: unsafeBitCast(bytes, to: UInt64.self))
    }
    self.init(
      number: value(0), Identity(monotonic: value(1), realtime: value(2), hash: value(3)))
  }

  /// The last eight digits of a number, as they follow each other in memory.
  private static func digits(_ value: UInt64) -> UInt64 {
    var digits = (value << 16 & 0xffff_0000_0000) | value & 0xffff
    digits = (digits << 8 | digits) & 0x00ff_00ff_00ff_00ff
    digits = (digits << 4 | digits) & 0x0f0f_0f0f_0f0f_0f0f
    let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return (digits &+ 0x3030_3030_3030_3030 &+ letters &* 39).bigEndian
  }

  /// Calls `body` with `i=…;m=…;t=…;x=…`, of as many digits each.
  func withDigits(_ body: (UnsafeRawBufferPointer) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: 4 * Self.width, alignment: 1) { text in
      func put(_ value: UInt64, _ place: Int) {
        let start = place * Self.width
        text[start] = Self.keys.utf8Start[place]
        text[start + 1] = UInt8(ascii: "=")
        text.storeBytes(of: Self.digits(value >> 32), toByteOffset: start + 2, as: UInt64.self)
        text.storeBytes(of: Self.digits(value), toByteOffset: start + 10, as: UInt64.self)
        text[start + Self.width - 1] = UInt8(ascii: ";")
      }
      put(number, 0)
      put(identity.monotonic, 1)
      put(identity.realtime, 2)
      put(identity.hash, 3)
      body(UnsafeRawBufferPointer(rebasing: text.dropLast()))
    }
  }
}
