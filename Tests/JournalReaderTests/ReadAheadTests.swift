import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct ReadAheadTests {
  /// Pieces of a size, and perhaps a failure behind them.
  private final class Pieces: ByteStream {
    private var left: Int
    private var failure: StreamFailure?
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var taken = 0

    init(of size: Int, count: Int, then failure: StreamFailure? = nil) {
      left = count
      self.failure = failure
      memory = .allocate(byteCount: size, alignment: 1)
      for index in memory.indices { memory[index] = UInt8(truncatingIfNeeded: index) }
    }

    deinit { memory.deallocate() }

    override func read() throws(StreamFailure) -> UnsafeRawBufferPointer {
      if left == 0 {
        if let failure { throw failure }
        return UnsafeRawBufferPointer(start: nil, count: 0)
      }
      left -= 1
      taken += 1
      return UnsafeRawBufferPointer(memory)
    }
  }

  @Test(arguments: [(1, 9), (1000, 5000), (1 << 20, 3), (1, 0)])
  func allComesThrough(size: Int, count: Int) throws {
    let plain = Pieces(of: size, count: count)
    var bytes: [UInt8] = []
    while case let piece = try plain.next(), !piece.isEmpty { bytes += piece }
    let source = Pieces(of: size, count: count)
    _ = source.peek(500)
    let ahead = ReadAheadStream(source)
    var read: [UInt8] = []
    while case let piece = try ahead.next(), !piece.isEmpty { read += piece }
    #expect(read == bytes)
    #expect(try ahead.next().isEmpty)
  }

  @Test func whatEndsItComesLast() throws {
    let ahead = ReadAheadStream(Pieces(of: 10, count: 7, then: .damage("torn")))
    for _ in 0..<7 { #expect(try ahead.next().count == 10) }
    for _ in 0..<2 { #expect(throws: StreamFailure.damage("torn")) { try ahead.next() } }
  }

  @Test func itCanBeGivenUp() throws {
    let source = Pieces(of: 10, count: 1_000_000)
    do {
      let ahead = ReadAheadStream(source)
      #expect(try ahead.next().count == 10)
    }
    #expect(source.taken < 1_000_000)
  }
}
