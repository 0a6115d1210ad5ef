/// What an ``Unpacker`` hands out: decompressed data, or the member that it stands on.
final class UnpackedStream: ByteStream {
  private let unpacker: Unpacker
  private let frame: FrameStream?

  init(_ unpacker: Unpacker, of frame: FrameStream? = nil) {
    self.unpacker = unpacker
    self.frame = frame
  }

  override func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
    try unpacker.nextPiece() ?? UnsafeRawBufferPointer(start: nil, count: 0)
  }

  override var isUnchecked: Bool { unpacker.isUnchecked }

  override func behind() -> ByteStream? { unpacker.rest() ?? frame?.behind() }

  /// What `stream` is when it is decompressed.
  ///
  /// libarchive takes some that are cut off for empty ones: a short gzip file that ends within
  /// its header, or before its last field (RFC 1952), which is the length of what is in it.
  static func decompressing(
    _ filter: InputContent.Filter, _ stream: ByteStream, budget: UnpackingBudget
  ) throws(StreamFailure) -> ByteStream {
    if filter == .gzip, let stream = GzipStream(stream, budget: budget) { return stream }
    let head = stream.peek(InputContent.sample)
    let mayBeEmpty =
      head.count < InputContent.sample && head.count >= filter.leastSize
      && (filter != .gzip || head.suffix(4).allSatisfy { $0 == 0 })
    let frame = FrameStream(filter, stream)
    let unpacker = try Unpacker(.compression(filter), of: frame ?? stream, budget: budget)
    guard try unpacker.nextMember() != nil || mayBeEmpty else {
      throw .damage("it is cut off")
    }
    return UnpackedStream(unpacker, of: frame)
  }
}

extension InputContent.Filter {
  /// What an empty file is when it is compressed: header, an empty block, checksums.
  fileprivate var leastSize: Int {
    switch self {
    case .gzip: return 20
    case .bzip2: return 14
    case .xz: return 32
    case .zstd: return 9
    case .lz4: return 8
    }
  }
}
