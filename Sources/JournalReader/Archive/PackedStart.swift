/// Finds where compressed data begins within a text: `cat /var/log/kern.log*` puts a text and what
/// logrotate(8) has compressed behind each other.
enum PackedStart {
  /// How far apart the bytes are looked at: bzip2's data that is shorter may escape.
  private static let stride = 512
  private typealias Sample = SIMD32<UInt8>

  /// Where it begins in a piece of a text, if it does.
  static func index(in bytes: UnsafeRawBufferPointer) -> Int? {
    let piece = ByteSpan(bytes)
    let exact = magics.compactMap { magic -> Int? in
      var from = 0
      while let hit = piece.firstIndex(of: magic.bytes[magic.rare], from: from) {
        from = hit + 1
        let start = hit - magic.rare
        if start >= 0, piece[start..<start + magic.bytes.count].equals(magic.bytes) { return start }
      }
      return nil
    }.min()
    guard let strange = firstStrange(in: bytes) else { return exact }
    // bzip2's are letters
    let letters = piece.firstIndex(of: "1AY&SY").map { $0 - 4 }
    guard let letters, letters >= 0, letters <= strange, piece.has("BZh", at: letters) else {
      return exact
    }
    return min(letters, exact ?? letters)
  }

  /// With what gzip, xz, zstd and lz4 begin, and which of these bytes no text has.
  private static let magics: [(bytes: [UInt8], rare: Int)] = [
    ([0x1f, 0x8b, 0x08], 0), ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], 0), ([0x28, 0xb5, 0x2f, 0xfd], 3),
    ([0x04, 0x22, 0x4d, 0x18], 0),
  ]

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
