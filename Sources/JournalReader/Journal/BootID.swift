import CSystemd
import Platform

/// A boot id as the kernel draws it, or another id like it: 128 random bits, so that boots of several machines can stand
/// in one directory.
struct BootID: Hashable, Sendable, CustomStringConvertible {
  var high: UInt64
  var low: UInt64

  /// The boot that the machine is in.
  static var current: BootID? {
    SmallFile.line("/proc/sys/kernel/random/boot_id").flatMap { BootID($0) }
  }

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  init(_ id: sd_id128_t) {
    (high, low) = withUnsafeBytes(of: id) {
      (
        UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }

  /// 32 hexadecimal digits, or as a UUID is written, with dashes (as in
  /// /proc/sys/kernel/random/boot_id). Not libsystemd's: text logs have such ids, too.
  init?(_ text: some StringProtocol) {
    let isUUID = text.utf8.count == 36
    guard isUUID || text.utf8.count == 32 else { return nil }
    self.init(high: 0, low: 0)
    for (place, byte) in text.utf8.enumerated() {
      if isUUID, [8, 13, 18, 23].contains(place) {
        guard byte == "-" else { return nil }
        continue
      }
      guard let digit = byte.hexadecimalDigit else { return nil }
      high = high << 4 | low >> 60
      low = low << 4 | UInt64(digit)
    }
  }

  var raw: sd_id128_t {
    var id = sd_id128_t()
    withUnsafeMutableBytes(of: &id) {
      $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
      $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    return id
  }

  var description: String {
    String(unsafeUninitializedCapacity: 32) { digits in
      for place in 0..<32 {
        let half = place < 16 ? high : low
        let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - place % 16 * 4)) & 15
        digits[place] = digit < 10 ? digit + 0x30 : digit + 0x57
      }
      return 32
    }
  }
}
