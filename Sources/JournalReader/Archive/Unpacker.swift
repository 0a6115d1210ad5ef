import CArchive
import Glibc

/// The one owner of a `struct archive`: all that is unsafe about libarchive stays in here.
///
/// Each layer is one of these: either it decompresses (libarchive's "raw" format behind one filter)
/// or it takes members out of a container (tar, zip). libarchive could find both out by itself,
/// but would go through as many layers of compression as there are: 25.
final class Unpacker {
  struct Member {
    /// As the archive has it, with whatever it contains: never a path on this machine.
    var name: String
    var isRegular: Bool
  }

  private let archive: OpaquePointer
  private let layer: InputContent.Layer
  private let source: Source
  private let budget: UnpackingBudget
  /// Whether what comes out is more than what goes in. A tar's members are not.
  private let swells: Bool
  private var position: Int64 = 0
  private var pending: (bytes: UnsafeRawBufferPointer, offset: Int64)?
  private var hasMember = false
  /// What is wrong with the member as a whole: said once all of it has been handed out.
  private var doubt: StreamFailure?
  /// How large the member is, where its last hole is not handed out.
  private var size: Int64 = 0
  /// After some failures libarchive finds the next member, after others it must not be asked.
  private(set) var isAtEnd = false
  /// Whether all was taken.
  private var hasEnded = false
  private let isOneMember: Bool
  private let isSequential: Bool
  nonisolated(unsafe) private static let zeros = UnsafeRawBufferPointer(
    UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16).zeroed())

  /// What libarchive reads from, and what went wrong there.
  private final class Source {
    let stream: ByteStream
    var failure: StreamFailure?
    /// How many bytes were handed over, and the last of them: they are there until others are.
    var given = 0
    var last = UnsafeRawBufferPointer(start: nil, count: 0)

    init(_ stream: ByteStream) { self.stream = stream }
  }

  init(
    _ layer: InputContent.Layer, of stream: ByteStream, budget: UnpackingBudget
  ) throws(StreamFailure) {
    guard let archive = archive_read_new() else { throw .system(ENOMEM) }
    self.archive = archive
    self.layer = layer
    self.budget = budget
    source = Source(stream)
    var result: Int32
    isSequential = layer != .container(.zip)
    if case .compression = layer { isOneMember = true } else { isOneMember = false }
    switch layer {
    case .compression(let filter):
      swells = true
      result = archive_read_append_filter(archive, filter.code)
      archive_read_support_format_raw(archive)
      archive_read_support_format_empty(archive)
    case .container(.tar):
      swells = false
      result = archive_read_support_format_tar(archive)
      archive_read_support_format_empty(archive)
    case .container(.zip):
      swells = true
      result = archive_read_support_format_zip(archive)
    }
    // ARCHIVE_WARN: by a program of its own, where libarchive was built without the library.
    guard result >= ARCHIVE_WARN else { throw failure }
    archive_read_set_callback_data(archive, Unmanaged.passUnretained(source).toOpaque())
    archive_read_set_read_callback(archive) { _, context, piece in
      Unpacker.read(context, piece)
    }
    if layer == .container(.zip), (stream as? FileStream)?.size != nil {
      archive_read_set_seek_callback(archive) { _, context, offset, whence in
        Unpacker.seek(context, offset, whence)
      }
    }
    result = archive_read_open1(archive)
    // Where decompressing fails at once, libarchive sees an empty file.
    guard result >= ARCHIVE_WARN, archive_error_string(archive) == nil else { throw failure }
  }

  deinit { archive_read_free(archive) }

  private var failure: StreamFailure {
    if let failure = source.failure { return failure }
    guard let text = archive_error_string(archive) else { return .damage("is damaged") }
    return .damage(String(cString: text))
  }

  // MARK: Members

  /// The next member; nil at the end. What is left of the one before is passed over, at a price.
  func nextMember() throws(StreamFailure) -> Member? {
    while try nextPiece() != nil {}
    var entry: OpaquePointer?
    let result = archive_read_next_header(archive, &entry)
    if result == ARCHIVE_EOF {
      // A broken-off source reads as an end where a member might begin.
      if let failure = source.failure { throw failure }
      hasEnded = true
      return nil
    }
    // ARCHIVE_RETRY: a header is damaged, but the next one may be found.
    guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else {
      isAtEnd = result == ARCHIVE_FATAL
      throw failure
    }
    position = 0
    hasMember = true
    size = swells ? 0 : archive_entry_size(entry)
    let name = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry)
    let isLink = archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil
    return Member(
      name: name.map { String(cString: $0) } ?? "",
      isRegular: archive_entry_filetype(entry) == S_IFREG && !isLink)
  }

  /// The next bytes of the member, valid until the next call; nil at its end. A sparse member's
  /// holes come as zeros.
  func nextPiece() throws(StreamFailure) -> UnsafeRawBufferPointer? {
    guard hasMember else { return nil }
    if pending == nil, let doubt {
      self.doubt = nil
      hasMember = false
      throw doubt
    }
    if pending == nil {
      var start: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      let result = archive_read_data_block(archive, &start, &count, &offset)
      if result == ARCHIVE_EOF {
        hasMember = false
        if let failure = source.failure { throw failure }
        guard position < size else {
          // Compressed data is one member.
          hasEnded = isOneMember
          return nil
        }
        // A file's end may be a hole.
        hasMember = true
        (start, count, offset) = (nil, 0, size)
        size = 0
      } else if result < ARCHIVE_WARN {
        hasMember = false
        isAtEnd = result == ARCHIVE_FATAL
        throw failure
      } else if result == ARCHIVE_WARN {
        // A zip file's member has another size or checksum than it says.
        doubt = failure
      }
      pending = (UnsafeRawBufferPointer(start: start, count: count), max(offset, position))
    }
    guard let (bytes, offset) = pending else { return nil }
    let hole = Int(clamping: offset - position)
    if hole > 0 {
      let zeros = UnsafeRawBufferPointer(rebasing: Self.zeros.prefix(hole))
      position += Int64(zeros.count)
      try budget.charge(unpacked: zeros.count)
      return zeros
    }
    pending = nil
    position += Int64(bytes.count)
    if swells { try budget.charge(unpacked: bytes.count) }
    // An empty block is not the end.
    return bytes.isEmpty ? try nextPiece() : bytes
  }

  /// Whether damage in what came out of it would not show. lz4's old format has no checksum, and
  /// libarchive does not look at gzip's.
  var isUnchecked: Bool {
    let isByItself =
      switch layer {
      case .compression(.gzip): true
      case .compression(.lz4): !(source.stream is FrameStream)
      default: false
      }
    return isByItself || source.stream.isUnchecked
  }

  // MARK: What stands behind

  /// What comes in the stream behind the last member, but for the zeros that fill it up: another
  /// archive, say; nil if there is nothing, or if not all members were taken. It can be read as long
  /// as the unpacker is there.
  func rest() -> ByteStream? {
    // A zip's directory is its end, and is read first.
    guard hasEnded, isSequential, source.failure == nil else { return nil }
    let left = source.given - Int(archive_filter_bytes(archive, -1))
    guard left >= 0, left <= source.last.count else { return nil }
    let rest = RestStream(Array(source.last.suffix(left)), source.stream)
    return rest.peek(1).isEmpty ? nil : rest
  }

  // MARK: What libarchive calls

  private static func source(_ context: UnsafeMutableRawPointer?) -> Source? {
    context.map { Unmanaged<Source>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func read(
    _ context: UnsafeMutableRawPointer?, _ piece: UnsafeMutablePointer<UnsafeRawPointer?>?
  ) -> Int {
    guard let source = source(context), let piece else { return -1 }
    do throws(StreamFailure) {
      let bytes = try source.stream.next()
      piece.pointee = bytes.baseAddress
      source.given += bytes.count
      source.last = bytes
      return bytes.count
    } catch {
      source.failure = error
      return -1
    }
  }

  private static func seek(
    _ context: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32
  ) -> Int64 {
    guard let source = source(context), let file = source.stream as? FileStream else { return -1 }
    do throws(StreamFailure) {
      return try file.seek(to: offset, from: whence)
    } catch {
      source.failure = error
      return -1
    }
  }
}

extension InputContent.Filter {
  /// As archive.h numbers it.
  fileprivate var code: Int32 {
    switch self {
    case .gzip: return ARCHIVE_FILTER_GZIP
    case .bzip2: return ARCHIVE_FILTER_BZIP2
    case .xz: return ARCHIVE_FILTER_XZ
    case .zstd: return ARCHIVE_FILTER_ZSTD
    case .lz4: return ARCHIVE_FILTER_LZ4
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  fileprivate func zeroed() -> Self {
    initializeMemory(as: UInt8.self, repeating: 0)
    return self
  }
}
