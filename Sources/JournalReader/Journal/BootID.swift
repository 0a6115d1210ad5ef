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
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    guard [[32], [8, 4, 4, 4, 12]].contains(groups.map(\.utf8.count)) else { return nil }
    let digits = groups.joined()
    guard digits.allSatisfy(\.isHexDigit), let high = UInt64(digits.prefix(16), radix: 16),
      let low = UInt64(digits.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  var raw: sd_id128_t {
    var id = sd_id128_t()
    withUnsafeMutableBytes(of: &id) {
      $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
      $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    return id
  }

  var description: String { Self.hex(high) + Self.hex(low) }

  private static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
