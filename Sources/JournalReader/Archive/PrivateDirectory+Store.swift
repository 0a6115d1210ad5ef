import Glibc

extension PrivateDirectory {
  /// Writes what a stream hands out to a new file: a journal, or another member of an archive.
  ///
  /// - Parameters:
  ///   - limit: of a longer one only so many bytes are written.
  ///   - budget: is charged for what is written.
  /// - Returns: where it is, and why the stream broke off, if it did: what came before is there.
  /// - Throws: if there is no room for it.
  func store(
    _ stream: ByteStream, limit: Int = .max, _ budget: UnpackingBudget
  ) throws(StreamFailure) -> (path: String, cut: StreamFailure?) {
    let file = try makeFile()
    defer { close(file.descriptor) }
    let writer = SparseWriter(descriptor: file.descriptor, budget: budget)
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
      try writer.write(piece, at: end)
      end += piece.count
    }
    guard ftruncate(file.descriptor, off_t(end)) == 0 else { throw .system(errno) }
    return (file.path, cut)
  }

  /// Writes bytes to a new file; nil if there is no room for them.
  func store(_ bytes: [UInt8]) -> String? {
    guard let file = try? makeFile() else { return nil }
    defer { close(file.descriptor) }
    return Glibc.write(file.descriptor, bytes, bytes.count) == bytes.count ? file.path : nil
  }
}

/// Writes to a file, and makes holes of blocks of zeros: journald makes its files larger before it
/// needs the room, and what takes no disk there is to take none here.
private struct SparseWriter {
  let descriptor: Int32
  let budget: UnpackingBudget

  private static let block = 4096

  func write(_ piece: UnsafeRawBufferPointer, at offset: Int) throws(StreamFailure) {
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
