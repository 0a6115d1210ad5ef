import Glibc

/// The objects of a journal file as they lie in it (journal-def.h; systemd.io/JOURNAL_FILE_FORMAT),
/// looked at without libsystemd. Nothing that stands there is believed: an offset that leads to no
/// object of the kind that belongs there is nil.
final class JournalObjects {
  enum Kind: UInt8 {
    case data = 1
    case field, entry, dataHashTable, fieldHashTable, entryArray
  }

  let bytes: UnsafeRawBufferPointer
  /// Around the entry that was looked at last, and around something that lies elsewhere.
  private let near: JournalWindow
  private let far: JournalWindow
  /// Of the index.
  private let blocks: JournalBlocks
  /// How often something was looked at in each 64 KiB of the file: what is looked at often stays mapped.
  private let visits: UnsafeMutableBufferPointer<UInt8>
  private static let often: UInt8 = 8
  /// The entry that was looked at last, and how far the next may be behind it to be read with more: what
  /// holds one entry only takes longer to copy than to ask for.
  private var last = 0
  private static let step = 4 << 10
  /// How much was read around it, and how much that is for an entry that is far from others, and at most.
  private var piece = 0
  private static let least = 3 << 9
  private static let most = 16 << 10
  /// In bytes, of the file.
  var size: Int { bytes.count }
  /// HEADER_INCOMPATIBLE_COMPACT: offsets take four bytes.
  private let isCompact: Bool

  /// Nil where the file cannot be mapped.
  init?(descriptor: Int32, size: Int) {
    guard size >= 256, let place = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0),
      place != MAP_FAILED
    else { return nil }
    bytes = UnsafeRawBufferPointer(start: place, count: size)
    blocks = JournalBlocks(descriptor: descriptor)
    isCompact = blocks.number(at: 8).map { $0 >> 32 & 1 << 4 != 0 } ?? false
    near = JournalWindow(descriptor: descriptor, size: Self.most)
    far = JournalWindow(descriptor: descriptor, size: 1 << 10)
    visits = .allocate(capacity: size >> 16 + 1)
    visits.initialize(repeating: 0)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    visits.deallocate()
  }

  /// A number of the header, or of an object; nil behind the file's end.
  func number(at offset: Int) -> UInt64? {
    guard offset >= 0, offset <= bytes.count - 8 else { return nil }
    guard offset % 8 > 0 else { return blocks.number(at: offset) }
    return bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
  }

  /// Where an object lies whose offset stands at a place; nil if nothing of the kind lies there.
  func object(_ kind: Kind, namedAt place: Int) -> Range<Int>? {
    number(at: place).flatMap { object(kind, at: $0) }
  }

  func object(_ kind: Kind, at offset: UInt64) -> Range<Int>? {
    object(kind, at: offset, numbers: number)
  }

  /// - Parameter numbers: where its type and its size are looked up.
  private func object(
    _ kind: Kind, at offset: UInt64, numbers: (Int) -> UInt64?
  ) -> Range<Int>? {
    guard offset > 0, offset % 8 == 0, let start = Int(exactly: offset), start <= bytes.count - 16,
      let type = numbers(start), UInt8(truncatingIfNeeded: type) == kind.rawValue,
      let size = numbers(start + 8).flatMap({ Int(exactly: $0) }),
      size >= 16, size <= bytes.count - start
    else { return nil }
    return start..<start + size
  }

  /// `FIELD=value` of a DATA object, or the name in a FIELD object, until something else is looked at; nil
  /// if it is compressed.
  func payload(_ kind: Kind, _ object: Range<Int>) -> UnsafeRawBufferPointer? {
    let known = blocks.bytes(at: object.lowerBound, object.count)
    return payload(kind, known ?? UnsafeRawBufferPointer(rebasing: bytes[object]))
  }

  func payload(_ kind: Kind, _ object: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    let start = kind == .field ? 40 : isCompact ? 72 : 64
    guard object[1] & 7 == 0, start <= object.count else { return nil }
    return UnsafeRawBufferPointer(rebasing: object[start...])
  }

  // MARK: Entries, and what lies next to them

  /// The bytes of an entry, until another is looked at.
  func entry(at offset: UInt64) -> UnsafeRawBufferPointer? {
    guard let place = Int(exactly: offset) else { return nil }
    let isNext = (0..<Self.step).contains(place - last)
    last = place
    if let object = near.object(.entry, at: offset) { return object }
    // its own fields lie in front of it, and if the one before was near, the next are behind it; what
    // is far from others has few, for what it has in common with them was filed long before
    piece = isNext ? min(max(2 * piece, Self.step), Self.most) : Self.least
    near.read(at: max(0, place - max(1 << 10, piece / 5)), piece)
    return near.object(.entry, at: offset) ?? mapped(.entry, at: offset)
  }

  /// The bytes of a DATA object, until another or another entry is looked at.
  ///
  /// - Parameter isCommon: whether it is looked at again and again.
  func data(at offset: UInt64, isCommon: Bool) -> UnsafeRawBufferPointer? {
    if let object = near.object(.data, at: offset) { return object }
    let region = Int(truncatingIfNeeded: offset >> 16)
    guard visits.indices.contains(region) else { return nil }
    if isCommon || visits[region] >= Self.often { return mapped(.data, at: offset) }
    visits[region] += 1
    return elsewhere(.data, at: offset)
  }

  /// The bytes of an object, until another is looked at.
  func elsewhere(_ kind: Kind, at offset: UInt64) -> UnsafeRawBufferPointer? {
    guard let place = Int(exactly: offset) else { return nil }
    far.read(at: place)
    return far.object(kind, at: offset) ?? mapped(kind, at: offset)
  }

  func mapped(_ kind: Kind, at offset: UInt64) -> UnsafeRawBufferPointer? {
    object(kind, at: offset) { JournalIndex.number($0, of: bytes) }
      .map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
  }

  /// An id of the header.
  func id(at offset: Int) -> BootID {
    BootID(
      high: number(at: offset)?.byteSwapped ?? 0, low: number(at: offset + 8)?.byteSwapped ?? 0)
  }

  /// The offsets of an ENTRY object's fields.
  func items(of entry: UnsafeRawBufferPointer) -> Int { (entry.count - 64) / (isCompact ? 4 : 16) }

  func item(_ number: Int, of entry: UnsafeRawBufferPointer) -> UInt64 {
    let place = 64 + number * (isCompact ? 4 : 16)
    guard isCompact else {
      return entry.loadUnaligned(fromByteOffset: place, as: UInt64.self).littleEndian
    }
    return UInt64(entry.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian)
  }

  /// The entries' offsets in an ENTRY_ARRAY object.
  func slots(of array: Range<Int>) -> Int { (array.count - 24) / (isCompact ? 4 : 8) }

  func slot(_ number: Int, of array: Range<Int>) -> UInt64 {
    let start = array.lowerBound + 24
    guard isCompact else { return self.number(at: start + 8 * number) ?? 0 }
    let both = self.number(at: start + 4 * (number & ~1)) ?? 0
    return number % 2 == 0 ? both & 0xffff_ffff : both >> 32
  }

  /// The last of so many offsets of an ENTRY_ARRAY object, if each is larger than the one before it, the
  /// first than `before`, and all lie in the file.
  func last(of count: Int, in array: Range<Int>, behind before: UInt64) -> UInt64? {
    func last<Slot: FixedWidthInteger & UnsignedInteger>(_: Slot.Type) -> UInt64? {
      let start = array.lowerBound + 24
      guard count <= slots(of: array), array.upperBound <= bytes.count else { return nil }
      var last = Slot(clamping: before)
      var isRising = true
      let length = count * MemoryLayout<Slot>.size
      let slots =
        blocks.bytes(at: start, length)
        ?? UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
      for place in stride(from: 0, to: length, by: MemoryLayout<Slot>.size) {
        let offset = Slot(
          littleEndian: slots.loadUnaligned(fromByteOffset: place, as: Slot.self))
        isRising = isRising && offset > last
        last = offset
      }
      return isRising && last < bytes.count ? UInt64(last) : nil
    }
    return isCompact ? last(UInt32.self) : last(UInt64.self)
  }

  /// Lets go of what was read.
  func release() {
    for window in [near, far] { window.release() }
    blocks.release()
  }
}
