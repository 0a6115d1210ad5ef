import Glibc

/// Writes a journal, or another member of an archive, to a file of ours. journald makes its files larger before it needs the room;
/// blocks of zeros become holes, so that they take no disk here either.
struct JournalCopy {
  let descriptor: Int32
  let budget: UnpackingBudget

  private static let block = 4096

  /// - Parameter limit: Of a longer one only so many bytes are written.
  /// - Returns: Why the stream broke off, if it did; what came before is in the file.
  /// - Throws: If there is no room for it.
  func write(_ stream: ByteStream, limit: Int = .max) throws(StreamFailure) -> StreamFailure? {
    var end = 0
    var cut: StreamFailure?
    while end < limit {
      let piece: UnsafeRawBufferPointer
      do throws(StreamFailure) {
        piece = UnsafeRawBufferPointer(rebasing: try stream.next().prefix(limit - end))
      } catch {
        cut = error
        break
      }
      guard !piece.isEmpty else { break }
      try write(piece, at: end)
      end += piece.count
    }
    guard ftruncate(descriptor, off_t(end)) == 0 else { throw .system(errno) }
    return cut
  }

  private func write(_ piece: UnsafeRawBufferPointer, at offset: Int) throws(StreamFailure) {
    // The run of blocks that are to be written.
    var start = 0
    var at = 0
    while at < piece.count {
      let next = min(at + Self.block - (offset + at) % Self.block, piece.count)
      if Self.isZero(UnsafeRawBufferPointer(rebasing: piece[at..<next])) {
        try put(UnsafeRawBufferPointer(rebasing: piece[start..<at]), at: offset + start)
        start = next
      }
      at = next
    }
    try put(UnsafeRawBufferPointer(rebasing: piece[start...]), at: offset + start)
  }

  /// Equal to itself, moved by one byte, and beginning with zero.
  private static func isZero(_ block: UnsafeRawBufferPointer) -> Bool {
    guard let base = block.baseAddress, block[0] == 0 else { return block.isEmpty }
    return memcmp(base, base + 1, block.count - 1) == 0
  }

  private func put(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StreamFailure) {
    try budget.charge(stored: bytes.count)
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done,
        off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system(count < 0 ? errno : ENOSPC) }
      done += count
    }
  }
}
