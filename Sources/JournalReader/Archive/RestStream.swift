/// The rest of a stream, without the zeros that it begins with.
final class RestStream: ByteStream {
  private var held: [UInt8]?
  private let stream: ByteStream
  private var hasBegun = false

  init(_ held: [UInt8], _ stream: ByteStream) {
    self.held = held
    self.stream = stream
  }

  override var isUnchecked: Bool { stream.isUnchecked }

  override func read(into memory: UnsafeMutableRawBufferPointer) throws(StreamFailure) -> Int {
    while !hasBegun {
      if let start = held?.firstIndex(where: { $0 != 0 }) {
        held?.removeFirst(start)
        hasBegun = true
      } else {
        let piece = try stream.next()
        guard !piece.isEmpty else { return 0 }
        held = Array(piece)
      }
    }
    guard let bytes = held, !bytes.isEmpty else { return try stream.next(into: memory) }
    let count = min(bytes.count, memory.count)
    memory.copyBytes(from: bytes.prefix(count))
    held = Array(bytes.dropFirst(count))
    return count
  }

  override func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
    let count = try read(into: memory)
    return UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

  deinit { memory.deallocate() }
}
