import Foundation
import Glibc
import Testing

@testable import JournalReader

@Suite struct JournalBlocksTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path

  /// Calls `body` with a file of so many numbers, each of which is its own place.
  private func withFile(of count: Int, _ body: (Int32) throws -> Void) throws {
    let numbers = (0..<UInt64(count)).map { ($0 * 8).littleEndian }
    try numbers.withUnsafeBytes { try Data($0).write(to: URL(filePath: path)) }
    defer { try? FileManager.default.removeItem(atPath: path) }
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    try body(descriptor)
  }

  @Test func readsWhatStandsAnywhere() throws {
    try withFile(of: 100_000) { descriptor in
      let blocks = JournalBlocks(descriptor: descriptor)
      // to and fro, so that blocks go and come again
      for step in 0..<20_000 {
        let place = step * 7919 % 100_000 * 8
        #expect(blocks.number(at: place) == UInt64(place))
      }
      blocks.release()
      #expect(blocks.number(at: 8) == 8)
    }
  }

  @Test func whatIsNotThereIsNil() throws {
    try withFile(of: 130) { descriptor in
      let blocks = JournalBlocks(descriptor: descriptor)
      #expect(blocks.number(at: 129 * 8) == 129 * 8)
      #expect(blocks.number(at: 130 * 8) == nil)
      #expect(blocks.number(at: 1 << 30) == nil)
      // it lies in two blocks
      #expect(blocks.bytes(at: 1016, 16) == nil)
      ftruncate(descriptor, 512)
      blocks.release()
      #expect(blocks.number(at: 504) == 504)
      #expect(blocks.number(at: 512) == nil)
    }
  }
}
