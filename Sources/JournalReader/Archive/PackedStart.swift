/// Finds where compressed data begins within a text: `cat /var/log/kern.log*` puts a text and what
/// logrotate(8) has compressed behind each other.
enum PackedStart {
  /// How far apart the bytes are looked at: compressed data that is shorter may escape.
  private static let stride = 512
  private typealias Sample = SIMD32<UInt8>

  /// Where it begins in a piece of a text, if it does: at the beginning of a line.
  static func index(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let strange = firstStrange(in: bytes) else { return nil }
    let piece = ByteSpan(bytes)
    var start = 0
    while start <= strange {
      if InputContent.isCompressed(UnsafeRawBufferPointer(rebasing: bytes[start...])) {
        return start
      }
      guard let newline = piece.firstIndex(of: .newline, from: start) else { return nil }
      start = newline + 1
    }
    return nil
  }

  /// The first of the places looked at where bytes stand that no text has.
  private static func firstStrange(in bytes: UnsafeRawBufferPointer) -> Int? {
    let last = bytes.count - MemoryLayout<Sample>.size
    guard last >= 0 else { return nil }
    for offset in Swift.stride(from: 0, to: last, by: stride) where isStrange(bytes, at: offset) {
      return offset
    }
    return isStrange(bytes, at: last) ? last : nil
  }

  /// Several control bytes, and many that are not ASCII.
  private static func isStrange(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    let sample = bytes.loadUnaligned(fromByteOffset: offset, as: Sample.self)
    guard sample.max() >= 0x80 else { return false }
    let ones = Sample(repeating: 1)
    let others = Sample().replacing(with: ones, where: sample .>= 0x80)
    let controls = Sample().replacing(
      with: ones, where: (sample .< 0x20) .& (sample .!= 0) .& (sample .!= .newline))
    return others.wrappedSum() > 6 && controls.wrappedSum() > 1
  }
}
