/// A stream that makes its bytes of another one's, a piece at a time.
class PiecewiseStream: ByteStream {
  let source: ByteStream
  /// What was made of the last piece.
  var output: [UInt8] = []
  private var taken = 0
  private var isAtEnd = false

  init(of source: ByteStream) { self.source = source }

  /// Makes `output` of the next piece, which is empty at the end of the source.
  ///
  /// - Returns: false if nothing comes behind that.
  func pass(_ piece: UnsafeRawBufferPointer) -> Bool {
    output += piece
    return !piece.isEmpty
  }

  override var isUnchecked: Bool { source.isUnchecked }

  override func read(into memory: UnsafeMutableRawBufferPointer) throws(StreamFailure) -> Int {
    while taken == output.count, !isAtEnd {
      output.removeAll(keepingCapacity: true)
      taken = 0
      isAtEnd = !pass(try source.next())
    }
    let count = min(memory.count, output.count - taken)
    memory.copyBytes(from: output[taken..<taken + count])
    taken += count
    return count
  }
}
