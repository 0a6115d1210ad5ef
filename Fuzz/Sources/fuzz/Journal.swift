/// What a journal file holds, looked for without any index, and how it hashes.
enum Journal {
  static func number(_ bytes: [UInt8], _ place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * $1) }
  }

  /// The texts of each ENTRY object that is whole, with all of its DATA objects, wherever it lies.
  static func entries(of bytes: [UInt8]) -> [[String]] {
    stride(from: JournalWriter.headerSize, to: bytes.count, by: 8).compactMap { place in
      guard let entry = object(3, bytes, place), entry.count > 64, entry.count % 16 == 0 else {
        return nil
      }
      var texts: [String] = []
      for item in stride(from: place + 64, to: entry.upperBound, by: 16) {
        guard let start = Int(exactly: number(bytes, item)), let data = object(1, bytes, start),
          data.count > 64, bytes[start + 1] == 0
        else { return nil }
        texts.append(String(decoding: bytes[start + 64..<data.upperBound], as: UTF8.self))
      }
      return texts
    }
  }

  private static func object(_ type: UInt8, _ bytes: [UInt8], _ place: Int) -> Range<Int>? {
    guard place > 0, place % 8 == 0, place <= bytes.count - 16, bytes[place] == type,
      let size = Int(exactly: number(bytes, place + 8)), size >= 16, size <= bytes.count - place
    else { return nil }
    return place..<place + size
  }

  /// SipHash-2-4 (https://github.com/veorq/SipHash), by which a file with keyed hashes finds its values.
  static func hash(_ text: [UInt8], _ key: [UInt8]) -> UInt64 {
    let (low, high) = (number(key, 0), number(key, 8))
    var v: (UInt64, UInt64, UInt64, UInt64) = (
      low ^ 0x736f_6d65_7073_6575, high ^ 0x646f_7261_6e64_6f6d, low ^ 0x6c79_6765_6e65_7261,
      high ^ 0x7465_6462_7974_6573
    )
    func turn(_ number: UInt64, _ by: UInt64) -> UInt64 { number << by | number >> (64 - by) }
    func mix(_ rounds: Int) {
      for _ in 0..<rounds {
        v.0 &+= v.1
        v.2 &+= v.3
        v.1 = turn(v.1, 13) ^ v.0
        v.3 = turn(v.3, 16) ^ v.2
        v.0 = turn(v.0, 32)
        v.2 &+= v.1
        v.0 &+= v.3
        v.1 = turn(v.1, 17) ^ v.2
        v.3 = turn(v.3, 21) ^ v.0
        v.2 = turn(v.2, 32)
      }
    }
    let padded = text + [UInt8](repeating: 0, count: 7 - text.count % 8) + [UInt8(text.count & 255)]
    for place in stride(from: 0, to: padded.count, by: 8) {
      let word = number(padded, place)
      v.3 ^= word
      mix(2)
      v.0 ^= word
    }
    v.2 ^= 0xff
    mix(4)
    return v.0 ^ v.1 ^ v.2 ^ v.3
  }
}
