/// Bytes that come one piece after the other, and can be looked at before they are taken.
///
/// A class, because layers stand on each other: a file, what it is when it is decompressed, a
/// member of that, and what that is when it is decompressed.
class ByteStream {
  /// The first bytes, copied so that they can be looked at as a whole.
  private var head = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var headCount = 0
  /// What of the last piece did not go into the head.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
  /// What ended the look at the first bytes. It is thrown behind them.
  private var failure: StreamFailure?
  /// How many bytes ``next()`` has handed out.
  private(set) final var position = 0

  deinit { head.deallocate() }

  /// The next piece, valid until the next call; empty at the end. To be overridden.
  func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// The first `count` bytes, or fewer if there are no more, without taking them; valid until the
  /// next call of anything here. Only before the first ``next()``.
  final func peek(_ count: Int) -> UnsafeRawBufferPointer {
    if head.count < count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: head[..<headCount]))
      head.deallocate()
      head = larger
    }
    do throws(StreamFailure) {
      // A pipe hands out small pieces, of which it takes several.
      while headCount < count, failure == nil {
        if rest.isEmpty { rest = try read() }
        guard !rest.isEmpty else { break }
        let part = UnsafeRawBufferPointer(rebasing: rest.prefix(count - headCount))
        UnsafeMutableRawBufferPointer(rebasing: head[headCount...]).copyMemory(from: part)
        headCount += part.count
        rest = UnsafeRawBufferPointer(rebasing: rest[part.count...])
      }
    } catch {
      failure = error
    }
    return UnsafeRawBufferPointer(rebasing: head[..<min(headCount, count)])
  }

  /// Forgets what was read ahead, because reading goes on elsewhere.
  final func forgetHead() {
    headCount = 0
    rest = UnsafeRawBufferPointer(start: nil, count: 0)
    failure = nil
  }

  /// Why ``peek(_:)`` got no byte at all.
  final var failureAtStart: StreamFailure? { headCount == 0 ? failure : nil }

  /// The next piece, valid until the next call; empty at the end.
  final func next() throws(StreamFailure) -> UnsafeRawBufferPointer {
    var piece = UnsafeRawBufferPointer(start: nil, count: 0)
    if headCount > 0 {
      piece = UnsafeRawBufferPointer(rebasing: head[..<headCount])
      headCount = 0
    } else if !rest.isEmpty {
      piece = rest
      rest = UnsafeRawBufferPointer(start: nil, count: 0)
    } else if let failure {
      throw failure
    } else {
      piece = try read()
    }
    position += piece.count
    return piece
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
    case .system(let code): return JournalFailure.text(code)
    case .damage(let reason), .limit(let reason): return reason
    }
  }
}
