/// The hash of keys and of words: FNV-1a, one byte after the other, and a finalizer that spreads it.
///
/// `Facts/tables.py` makes the same.
struct KeyHash {
  private(set) var state: UInt64 = 0xcbf2_9ce4_8422_2325

  @inline(__always) mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  @inline(__always) var value: UInt64 {
    var hash = state
    hash ^= hash >> 33
    hash = hash &* 0xff51_afd7_ed55_8ccd
    hash ^= hash >> 33
    hash = hash &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }

  static func of(_ text: some Collection<UInt8>) -> UInt64 {
    var hash = KeyHash()
    for byte in text { hash.add(byte) }
    return hash.value
  }
}

/// One part of the file.
struct Section: Sendable {
  let bytes: FactBytes
  let start: Int
  let count: Int

  @inline(__always) func u32(_ at: Int) -> Int {
    at >= 0 && at + 4 <= count ? bytes.u32(start + at) : 0
  }
}

/// Keys' hashes, without the keys, each with a number: a key that is not in it is found all the
/// same once in 2^32 or so divided by the number of keys.
struct HashTable: Sendable {
  private let bytes: FactBytes
  private let bucketBits: Int
  private let printBits: Int
  private let width: Int
  private let starts: Int
  private let entries: Int
  private let entryCount: Int

  /// Nil for a section whose own numbers do not fit in it.
  init?(_ section: Section) {
    bytes = section.bytes
    bucketBits = bytes.u8(section.start)
    printBits = bytes.u8(section.start + 1)
    let valueBits = bytes.u8(section.start + 2)
    width = printBits + valueBits
    entryCount = section.u32(4)
    starts = section.start + 8
    guard section.count >= 8, (1...24).contains(bucketBits), (1...32).contains(printBits),
      valueBits >= 1, width <= 56
    else { return nil }
    entries = starts + (1 << bucketBits + 1) * 4
    guard entries + (entryCount * width + 7) / 8 <= section.start + section.count else {
      return nil
    }
  }

  /// The numbers that belong to a key.
  func values(of key: UInt64) -> [Int] {
    var found: [Int] = []
    each(key) { found.append($0) }
    return found
  }

  @inline(__always) func each(_ key: UInt64, _ body: (Int) -> Void) {
    let bucket = Int(key >> UInt64(64 - bucketBits))
    let print = (key << UInt64(bucketBits)) >> UInt64(64 - printBits)
    var index = bytes.u32(starts + bucket * 4)
    let end = min(bytes.u32(starts + bucket * 4 + 4), entryCount)
    while index < end {
      let entry = bytes.bits(entries, first: index * width, width: width)
      let found = entry & (1 << UInt64(printBits) - 1)
      if found == print { body(Int(entry >> UInt64(printBits))) } else if found > print { return }
      index += 1
    }
  }
}

/// Texts by number.
struct StringTable: Sendable {
  private let section: Section
  private let number: Int

  init(_ section: Section) {
    self.section = section
    number = section.u32(0)
  }

  var count: Int { number }

  subscript(index: Int) -> String {
    guard index >= 0, index < number else { return "" }
    let base = 4 + (number + 1) * 4
    let first = base + section.u32(4 + index * 4)
    let last = base + section.u32(8 + index * 4)
    guard first <= last, last <= section.count else { return "" }
    return section.bytes.text(section.start + first..<section.start + last)
  }
}

/// Sets of modules by number.
struct SetTable: Sendable {
  /// In place of a module's number: the kernel's own image.
  static let core = 0xfffe
  /// In place of a module's number: there are more, which are not in the file.
  static let more = 0xffff

  private let section: Section
  private let number: Int

  init(_ section: Section) {
    self.section = section
    number = section.u32(0)
  }

  /// The members (a module's number and its kernels) of a set, in the order of the modules' names.
  func members(_ index: Int) -> [(module: Int, kernels: UInt8)] {
    guard index >= 0, index < number else { return [] }
    let base = 4 + (number + 1) * 4
    let first = section.u32(4 + index * 4)
    let last = section.u32(8 + index * 4)
    guard first <= last, last - first <= 64, base + last * 3 <= section.count else { return [] }
    return (first..<last).map { place in
      let at = section.start + base + place * 3
      return (section.bytes.u16(at), UInt8(section.bytes.u8(at + 2)))
    }
  }
}
