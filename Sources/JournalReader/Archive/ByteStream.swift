internal import Platform

/// Bytes that come one piece after the other, and can be looked at before they are taken.
///
/// A class, because layers stand on each other: a file, what it is when it is decompressed, a
/// member of that, and what that is when it is decompressed.
class ByteStream {
  /// The first bytes, copied so that they can be looked at as a whole, and which of them were not
  /// taken yet.
  private var head = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var untaken = 0..<0
  /// What of the last piece was not taken.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
  /// What ended the look at the first bytes. It is thrown behind them.
  private var failure: StreamFailure?
  /// How many bytes were handed out.
  private(set) final var position = 0
  /// Whether this ends where compressed data begins: set for what begins as text.
  final var endsBeforeCompressed = false
  /// What stands behind that end, once it was reached.
  private var compressed: [UInt8]?
  /// Memory for a piece, where nobody else has any.
  private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  deinit {
    head.deallocate()
    buffer.deallocate()
  }

  /// How large a piece is at the most.
  var pieceLength: Int { 64 << 10 }

  /// The next piece, valid until the next call; empty at the end. This or ``read(into:)`` is to be
  /// overridden.
  func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
    if buffer.isEmpty { buffer = .allocate(byteCount: pieceLength, alignment: 64) }
    return UnsafeRawBufferPointer(rebasing: buffer[..<(try read(into: buffer))])
  }

  /// Whether damage in what was read of it would not show, since it was compressed without a checksum:
  /// known at its end. To be overridden by what stands on another stream.
  var isUnchecked: Bool { false }

  /// What stands in the file behind the end of this, once that was reached: somebody wrote it there,
  /// or put one file behind the other; nil if there is nothing. It can be read as long as this is
  /// there. To be overridden by what has an end of its own.
  func behind() -> ByteStream? {
    guard let compressed else { return nil }
    endsBeforeCompressed = false
    self.compressed = nil
    return RestStream(compressed, self)
  }

  /// How much of a piece comes before the end.
  private func length(of piece: UnsafeRawBufferPointer) -> Int {
    guard endsBeforeCompressed, let start = PackedStart.index(in: piece) else { return piece.count }
    compressed = Array(piece[start...])
    return start
  }

  /// Puts the next bytes into `memory`, which has room for some, and tells how many; 0 at the end.
  func read(into memory: UnsafeMutableRawBufferPointer) throws(StreamFailure) -> Int {
    if rest.isEmpty { rest = try read() }
    return Self.move(&rest, into: memory)
  }

  private static func move(
    _ bytes: inout UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer
  ) -> Int {
    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(memory.count))
    memory.copyMemory(from: part)
    bytes = UnsafeRawBufferPointer(rebasing: bytes[part.count...])
    return part.count
  }

  /// The first `count` bytes, or fewer if there are no more, without taking them; valid until the
  /// next call of anything here. Only before anything was taken.
  final func peek(_ count: Int) -> UnsafeRawBufferPointer {
    if head.count < count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: head[untaken]))
      head.deallocate()
      head = larger
    }
    do throws(StreamFailure) {
      // A pipe hands out small pieces, of which it takes several.
      while untaken.count < count, failure == nil {
        let read = try read(
          into: UnsafeMutableRawBufferPointer(rebasing: head[untaken.count..<count]))
        guard read > 0 else { break }
        untaken = 0..<untaken.count + read
      }
    } catch {
      failure = error
    }
    return UnsafeRawBufferPointer(rebasing: head[..<min(untaken.count, count)])
  }

  /// Forgets what was read ahead, because reading goes on elsewhere.
  final func forgetHead() {
    untaken = 0..<0
    rest = UnsafeRawBufferPointer(start: nil, count: 0)
    failure = nil
  }

  /// Counts bytes that were handed out by other ways.
  final func notePassed(_ count: Int) { position += count }

  /// Why ``peek(_:)`` got no byte at all.
  final var failureAtStart: StreamFailure? { untaken.isEmpty ? failure : nil }

  /// The next piece, valid until the next call; empty at the end.
  final func next() throws(StreamFailure) -> UnsafeRawBufferPointer {
    guard compressed == nil else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    var piece = UnsafeRawBufferPointer(start: nil, count: 0)
    if !untaken.isEmpty {
      piece = UnsafeRawBufferPointer(rebasing: head[untaken])
      untaken = 0..<0
    } else if !rest.isEmpty {
      piece = rest
      rest = UnsafeRawBufferPointer(start: nil, count: 0)
    } else if let failure {
      throw failure
    } else {
      piece = try read()
    }
    piece = UnsafeRawBufferPointer(rebasing: piece[..<length(of: piece)])
    position += piece.count
    return piece
  }

  /// Takes the next bytes into `memory`, which has room for some, and tells how many; 0 at the end.
  final func next(into memory: UnsafeMutableRawBufferPointer) throws(StreamFailure) -> Int {
    guard compressed == nil else { return 0 }
    var count: Int
    if !untaken.isEmpty {
      var bytes = UnsafeRawBufferPointer(rebasing: head[untaken])
      count = Self.move(&bytes, into: memory)
      untaken = untaken.dropFirst(count)
    } else if let failure, rest.isEmpty {
      throw failure
    } else {
      count = try read(into: memory)
    }
    count = length(of: UnsafeRawBufferPointer(rebasing: memory[..<count]))
    position += count
    return count
  }
}

/// Why a stream ended before its end.
enum StreamFailure: Error, Hashable {
  /// An errno value of the file below all layers.
  case system(Int32)
  /// What libarchive says is wrong with a member or with compressed data. What follows a member may
  /// still be readable.
  case damage(String)
  /// One of ``ArchiveLimits`` is reached: nothing more is read of that input.
  case limit(String)

  /// To be read after "reading broke off after 12 bytes: ".
  var reason: String {
    switch self {
    case .system(let code): return SystemError(code: code).description
    case .damage(let reason), .limit(let reason): return reason
    }
  }
}
