import Glibc

/// The header of a journal file, as far as it tells whether the file can be trusted. Offsets are
/// those of systemd's journal-def.h (systemd.io/JOURNAL_FILE_FORMAT); all numbers are
/// little-endian.
struct JournalHeader: Equatable {
  private let bytes: [UInt8]

  /// Of the version that journald wrote before 187, which all later ones begin with.
  static let least = 208

  /// Nil if the file does not begin with a whole one.
  init?(descriptor: Int32) {
    guard let bytes = Self.read(Self.least, at: 0, of: descriptor),
      bytes.starts(with: JournalFile.magic)
    else { return nil }
    self.bytes = bytes
  }

  private static func read(_ count: Int, at offset: Int, of descriptor: Int32) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(pread(descriptor, buffer.baseAddress, count, off_t(offset)), 0)
    }
    return bytes.count == count ? bytes : nil
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  private func field(_ offset: Int) -> UInt64 { Self.number(bytes, offset) }

  /// `header_size` and `arena_size`: how long the file should be; nil if no file can be.
  var length: Int? {
    let (length, overflow) = field(88).addingReportingOverflow(field(96))
    return overflow ? nil : Int(exactly: length)
  }

  /// `boot_id`, later `tail_entry_boot_id`: the last boot in which it was written to.
  var boot: BootID { id(56) }

  private func id(_ offset: Int) -> BootID {
    BootID(high: field(offset).byteSwapped, low: field(offset + 8).byteSwapped)
  }

  /// `n_entries`
  var entries: UInt64 { field(152) }

  /// Whether it says when its first and its last entry were written, if it has any.
  var hasTimes: Bool { entries == 0 || field(184) > 0 && field(192) > 0 && field(200) > 0 }

  /// `tail_entry_realtime`: when the last entry was written, µs since 1970.
  var lastRealtime: Int64 { Int64(clamping: field(192)) }

  /// `tail_entry_monotonic`: the same, in µs since its boot's start.
  var lastMonotonic: Int64 { Int64(clamping: field(200)) }

  /// `state` is STATE_ONLINE: a process writes to it, or died while it did.
  var isOnline: Bool { bytes[16] == 1 }

  /// `state` is STATE_ARCHIVED: its writer has begun another one, and keeps this name.
  var isArchived: Bool { bytes[16] == 2 }

  /// `incompatible_flags`
  var features: UInt32 { UInt32(truncatingIfNeeded: field(8) >> 32) }

  /// Compressed by xz, lz4 or zstd, keyed hashes, offsets of four bytes. What another means only a newer
  /// libsystemd knows.
  private static let knownFeatures: UInt32 = 0x1f

  /// Whether the file's outline holds: it has no feature that is not known, is as long as it says, and
  /// where it says that its first and last objects are, there are such. A power loss, a full disk and a
  /// broken copy all show here.
  func isSound(descriptor: Int32, size: Int) -> Bool {
    guard let length, length <= size, bytes[16] <= 2, field(88) >= Self.least,
      features & ~Self.knownFeatures == 0
    else { return false }
    let tables = [(offset: 104, type: UInt8(4)), (offset: 120, type: 5)]
    for table in tables {
      // The offset is that of the table's items, behind the object's own 16 bytes.
      let (start, isBefore) = field(table.offset).subtractingReportingOverflow(16)
      guard !isBefore, Self.object(at: start, of: descriptor, size: size) == table.type else {
        return false
      }
    }
    // How many objects and entries, and the numbers of the last and the first entry.
    let (objects, entries, tail, head) = (field(144), field(152), field(160), field(168))
    guard objects <= UInt64(size / 16), entries <= objects, entries == 0 || head <= tail else {
      return false
    }
    let array = field(176)
    guard (array == 0) == (entries == 0) else { return false }
    guard array == 0 || Self.object(at: array, of: descriptor, size: size) == 6,
      let last = Self.object(at: field(136), of: descriptor, size: size)
    else { return false }
    return (1...7).contains(last)
  }

  /// An object's type, if it lies within the file.
  private static func object(at offset: UInt64, of descriptor: Int32, size: Int) -> UInt8? {
    guard offset % 8 == 0, let start = Int(exactly: offset), start < size,
      let head = read(16, at: start, of: descriptor)
    else { return nil }
    let length = number(head, 8)
    return length >= 16 && length <= UInt64(size - start) ? head[0] : nil
  }
}
