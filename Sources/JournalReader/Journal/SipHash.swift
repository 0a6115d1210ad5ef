/// SipHash-2-4 (Aumasson and Bernstein), by which journal files find a value (`siphash24()` in systemd's
/// src/basic/siphash24.c).
struct SipHash {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  private init(_ low: UInt64, _ high: UInt64) {
    state = (
      low ^ 0x736f_6d65_7073_6575, high ^ 0x646f_7261_6e64_6f6d, low ^ 0x6c79_6765_6e65_7261,
      high ^ 0x7465_6462_7974_6573
    )
  }

  /// - Parameters:
  ///   - low: the first eight bytes of the key, as a little-endian number.
  ///   - high: its others.
  static func hash(_ bytes: [UInt8], _ low: UInt64, _ high: UInt64) -> UInt64 {
    var hash = SipHash(low, high)
    let whole = bytes.count & ~7
    bytes.withUnsafeBytes { bytes in
      for place in stride(from: 0, to: whole, by: 8) {
        hash.take(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian)
      }
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    for place in whole..<bytes.count { last |= UInt64(bytes[place]) << UInt64(8 * (place - whole)) }
    hash.take(last)
    hash.state.2 ^= 0xff
    for _ in 0..<4 { hash.round() }
    return hash.state.0 ^ hash.state.1 ^ hash.state.2 ^ hash.state.3
  }

  private mutating func take(_ word: UInt64) {
    state.3 ^= word
    round()
    round()
    state.0 ^= word
  }

  private mutating func round() {
    func turned(_ number: UInt64, _ by: UInt64) -> UInt64 {
      number &<< by | number &>> (64 &- by)
    }
    state.0 &+= state.1
    state.2 &+= state.3
    state.1 = turned(state.1, 13) ^ state.0
    state.3 = turned(state.3, 16) ^ state.2
    state.0 = turned(state.0, 32)
    state.2 &+= state.1
    state.0 &+= state.3
    state.1 = turned(state.1, 17) ^ state.2
    state.3 = turned(state.3, 21) ^ state.0
    state.2 = turned(state.2, 32)
  }
}
