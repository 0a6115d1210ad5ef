import Glibc

/// Small pieces of a journal file that were read lately.
///
/// What an index says of a value lies all over the file. To read some bytes there takes a sixth of what it
/// takes to map them: sixteen pages come at once, and each has to go again.
final class JournalBlocks {
  private let descriptor: Int32
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// Which block of the file each place holds, and how much of it.
  private let held = UnsafeMutablePointer<(block: Int, count: Int)>.allocate(capacity: places)

  /// In bytes; and how many places there are.
  private static let width = 1 << 10
  private static let places = 64

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit {
    release()
    held.deallocate()
  }

  /// Lets go of its memory until it is asked again.
  func release() {
    memory.deallocate()
    memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  /// A number that stands at a multiple of eight; nil where the file has none any more.
  func number(at offset: Int) -> UInt64? {
    bytes(at: offset, 8).map { $0.load(as: UInt64.self).littleEndian }
  }

  /// So many bytes from a place on, until others are asked for; nil if they are not all in one block.
  func bytes(at offset: Int, _ length: Int) -> UnsafeRawBufferPointer? {
    let (block, start) = (offset / Self.width, offset % Self.width)
    guard length <= Self.width - start else { return nil }
    var memory = memory
    if memory.isEmpty {
      memory = .allocate(byteCount: Self.places * Self.width, alignment: 16)
      self.memory = memory
      held.update(repeating: (-1, 0), count: Self.places)
    }
    let place = block % Self.places
    let base = place * Self.width
    if held[place].block != block {
      let target = UnsafeMutableRawBufferPointer(rebasing: memory[base..<base + Self.width])
      let count = pread(descriptor, target.baseAddress, Self.width, off_t(block * Self.width))
      held[place] = (block, max(0, count))
    }
    guard start + length <= held[place].count else { return nil }
    return UnsafeRawBufferPointer(rebasing: memory[base + start..<base + start + length])
  }
}
