import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct ByteStreamTests {
  /// Pieces of growing sizes, and a failure behind them.
  private final class Pieces: ByteStream {
    private var next: UInt8 = 0
    private var left: Int
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 300, alignment: 1)

    init(_ count: Int) { left = count }

    deinit { memory.deallocate() }

    override func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
      guard left > 0 else { throw .damage("torn") }
      left -= 1
      let count = 1 + left * 7 % 300
      for index in 0..<count {
        memory[index] = next
        next &+= 1
      }
      return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }
  }

  /// Whatever is looked at first and however it is taken, the same bytes come, and the failure
  /// behind them.
  @Test(arguments: [0, 1, 250, 5000], [1, 64, 999])
  func allWaysGiveTheSame(peeked: Int, room: Int) throws {
    let plain = Pieces(90)
    var bytes: [UInt8] = []
    #expect(throws: StreamFailure.damage("torn")) {
      while true { bytes += try plain.next() }
    }
    #expect(bytes.count == plain.position)
    let stream = Pieces(90)
    if peeked > 0 {
      #expect(stream.peek(peeked).elementsEqual(bytes.prefix(peeked)))
      #expect(stream.peek(peeked / 2).elementsEqual(bytes.prefix(peeked / 2)))
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { memory.deallocate() }
    var taken: [UInt8] = []
    #expect(throws: StreamFailure.damage("torn")) {
      while true {
        let count = try stream.next(into: memory)
        taken += memory[..<count]
        if taken.count % 3 == 0 { taken += try stream.next() }
      }
    }
    #expect(taken == bytes)
    #expect(stream.position == bytes.count)
  }
}
