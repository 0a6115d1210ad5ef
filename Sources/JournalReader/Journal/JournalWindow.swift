import Glibc

/// A part of a journal file that was read into memory.
///
/// Of entries that lie far apart that costs less than pages of a mapped file, sixteen of which come at
/// once and go again.
final class JournalWindow {
  private let descriptor: Int32
  private let size: Int
  private var buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var start = 0
  private var count = 0

  init(descriptor: Int32, size: Int) {
    self.descriptor = descriptor
    self.size = size
  }

  deinit { release() }

  /// Lets go of its memory until it is moved.
  func release() {
    buffer.deallocate()
    buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    count = 0
  }

  /// Moves it to a place.
  func read(at place: Int, _ length: Int? = nil) {
    start = place
    if buffer.isEmpty { buffer = .allocate(byteCount: size, alignment: 16) }
    let length = min(length ?? buffer.count, buffer.count)
    count = max(0, pread(descriptor, buffer.baseAddress, length, off_t(place)))
  }

  /// The bytes of an object, if all of it lies in here; until it is moved.
  func object(_ kind: JournalObjects.Kind, at offset: UInt64) -> UnsafeRawBufferPointer? {
    guard let place = Int(exactly: offset).map({ $0 - start }), place >= 0, place <= count - 16,
      buffer[place] == kind.rawValue
    else { return nil }
    let size = buffer.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self).littleEndian
    guard size >= 16, size <= UInt64(count - place) else { return nil }
    return UnsafeRawBufferPointer(rebasing: buffer[place..<place + Int(size)])
  }
}
