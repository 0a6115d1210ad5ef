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

  /// Moves it, unless it has so many bytes from a place on; says whether it has them then.
  private func has(_ length: Int, at place: Int) -> Bool {
    guard place >= 0 else { return false }
    if place < start || place - start > count - length { read(at: place) }
    return count >= length
  }

  /// A number that lies at a place; nil behind the file's end.
  func number(at place: Int) -> UInt64? {
    guard has(8, at: place) else { return nil }
    return buffer.loadUnaligned(fromByteOffset: place - start, as: UInt64.self).littleEndian
  }

  func half(at place: Int) -> UInt32? {
    guard has(4, at: place) else { return nil }
    return buffer.loadUnaligned(fromByteOffset: place - start, as: UInt32.self).littleEndian
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
