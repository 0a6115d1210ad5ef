import Glibc

/// The objects of a journal file as they lie in it (journal-def.h; systemd.io/JOURNAL_FILE_FORMAT),
/// looked at without libsystemd. Nothing that stands there is believed: an offset that leads to no
/// object of the kind that belongs there is nil.
final class JournalObjects {
  enum Kind: UInt8 {
    case data = 1
    case field, entry, dataHashTable, fieldHashTable, entryArray
  }

  private let bytes: UnsafeRawBufferPointer
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

  /// An id of the header.
  func id(at offset: Int) -> BootID {
    BootID(
      high: number(at: offset)?.byteSwapped ?? 0, low: number(at: offset + 8)?.byteSwapped ?? 0)
  }

  /// The offsets of an ENTRY object's fields.
  func items(of entry: Range<Int>) -> Int { (entry.count - 64) / (isCompact ? 4 : 16) }

  func item(_ number: Int, of entry: Range<Int>) -> UInt64 {
    offset(at: entry.lowerBound + 64 + number * (isCompact ? 4 : 16))
  }

  /// The entries' offsets in an ENTRY_ARRAY object.
  func slots(of array: Range<Int>) -> Int { (array.count - 24) / (isCompact ? 4 : 8) }

  func slot(_ number: Int, of array: Range<Int>) -> UInt64 {
    offset(at: array.lowerBound + 24 + number * (isCompact ? 4 : 8))
  }

  /// - Precondition: the place lies in an object.
  private func offset(at place: Int) -> UInt64 {
    guard isCompact else { return number(at: place) ?? 0 }
    return UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
  }

  /// Keeps nothing of the file in memory; it comes back when it is looked at.
  func release() {
    madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, MADV_DONTNEED)
  }
}
