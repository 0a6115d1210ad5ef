import Glibc

/// The objects of a journal file as they lie in it (journal-def.h; systemd.io/JOURNAL_FILE_FORMAT),
/// looked at without libsystemd. Nothing that stands there is believed: an offset that leads to no
/// object of the kind that belongs there is nil.
struct JournalObjects: ~Copyable {
  enum Kind: UInt8 {
    case data = 1
    case field, entry, dataHashTable, fieldHashTable, entryArray
  }

  private let bytes: UnsafeRawBufferPointer
  /// HEADER_INCOMPATIBLE_COMPACT: offsets take four bytes.
  private let isCompact: Bool

  /// Nil where the file cannot be mapped.
  init?(descriptor: Int32, size: Int) {
    guard size >= 256, let place = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0),
      place != MAP_FAILED
    else { return nil }
    bytes = UnsafeRawBufferPointer(start: place, count: size)
    isCompact = bytes[12] & 1 << 4 != 0
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

  /// A number of the header, or of an object; nil behind the file's end.
  func number(at offset: Int) -> UInt64? {
    guard offset >= 0, offset <= bytes.count - 8 else { return nil }
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Where an object lies whose offset stands at a place; nil if nothing of the kind lies there.
  func object(_ kind: Kind, namedAt place: Int) -> Range<Int>? {
    number(at: place).flatMap { object(kind, at: $0) }
  }

  func object(_ kind: Kind, at offset: UInt64) -> Range<Int>? {
    guard offset > 0, offset % 8 == 0, let start = Int(exactly: offset), start <= bytes.count - 16,
      bytes[start] == kind.rawValue, let size = number(at: start + 8).flatMap({ Int(exactly: $0) }),
      size >= 16, size <= bytes.count - start
    else { return nil }
    return start..<start + size
  }

  /// `FIELD=value` of a DATA object, or the name in a FIELD object; nil if it is compressed.
  func payload(_ kind: Kind, _ object: Range<Int>) -> UnsafeRawBufferPointer? {
    let start = object.lowerBound + (kind == .field ? 40 : isCompact ? 72 : 64)
    guard bytes[object.lowerBound + 1] & 7 == 0, start <= object.upperBound else { return nil }
    return UnsafeRawBufferPointer(rebasing: bytes[start..<object.upperBound])
  }

  /// The entries' offsets in an ENTRY_ARRAY object.
  func slots(of array: Range<Int>) -> Int { (array.count - 24) / (isCompact ? 4 : 8) }

  func slot(_ number: Int, of array: Range<Int>) -> UInt64 {
    let start = array.lowerBound + 24
    guard isCompact else { return self.number(at: start + 8 * number) ?? 0 }
    let half = bytes.loadUnaligned(fromByteOffset: start + 4 * number, as: UInt32.self)
    return UInt64(UInt32(littleEndian: half))
  }
}
