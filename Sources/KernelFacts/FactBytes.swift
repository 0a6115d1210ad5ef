internal import CKernelFacts
internal import Glibc

/// The bytes of a file of facts, which may be damaged: what is out of range reads as zero.
///
/// All unsafe code of this target is here. Little-endian throughout.
struct FactBytes: Sendable {
  /// Keeps the bytes alive; nil for those that the program itself is made of.
  private let owner: Owner?
  private nonisolated(unsafe) let base: UnsafeRawPointer
  let count: Int

  private init(owner: Owner?, base: UnsafeRawPointer, count: Int) {
    self.owner = owner
    self.base = base
    self.count = count
  }

  /// What the linker put into the program. Nothing is read before somebody asks.
  static var embedded: FactBytes {
    FactBytes(
      owner: nil, base: probe_doctor_kernel_facts(), count: probe_doctor_kernel_facts_size())
  }

  init(_ bytes: [UInt8]) {
    let start = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
    let buffer = UnsafeMutableRawBufferPointer(start: start, count: bytes.count)
    buffer.copyBytes(from: bytes)
    self.init(
      owner: Owner(buffer: buffer, mapped: false), base: UnsafeRawPointer(start),
      count: bytes.count)
  }

  /// Maps a file; nil, with errno set, if that cannot be done.
  init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var about = stat()
    guard fstat(descriptor, &about) == 0, about.st_mode & S_IFMT == S_IFREG, about.st_size > 0,
      let place = mmap(nil, Int(about.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0),
      place != MAP_FAILED
    else { return nil }
    let buffer = UnsafeMutableRawBufferPointer(start: place, count: Int(about.st_size))
    self.init(
      owner: Owner(buffer: buffer, mapped: true), base: UnsafeRawPointer(place), count: buffer.count
    )
  }

  @inline(__always) private func load<T: FixedWidthInteger>(_ at: Int, as: T.Type) -> T {
    guard at >= 0, at <= count - MemoryLayout<T>.size else { return 0 }
    return T(littleEndian: base.loadUnaligned(fromByteOffset: at, as: T.self))
  }

  @inline(__always) func u8(_ at: Int) -> Int { Int(load(at, as: UInt8.self)) }
  @inline(__always) func u16(_ at: Int) -> Int { Int(load(at, as: UInt16.self)) }
  @inline(__always) func u24(_ at: Int) -> Int { u16(at) | u8(at + 2) << 16 }
  @inline(__always) func u32(_ at: Int) -> Int { Int(load(at, as: UInt32.self)) }
  @inline(__always) func u64(_ at: Int) -> UInt64 { load(at, as: UInt64.self) }

  /// At most 56 bits that begin at a bit's number, counted from a byte.
  @inline(__always) func bits(_ at: Int, first: Int, width: Int) -> UInt64 {
    u64(at + first >> 3) >> UInt64(first & 7) & (1 << UInt64(width) - 1)
  }

  /// The text in a range; empty where the range is not within the bytes.
  func text(_ range: Range<Int>) -> String {
    guard range.lowerBound >= 0, range.upperBound <= count, !range.isEmpty else { return "" }
    return String(
      decoding: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count),
      as: UTF8.self)
  }

  private final class Owner: Sendable {
    private nonisolated(unsafe) let buffer: UnsafeMutableRawBufferPointer
    private let mapped: Bool

    init(buffer: UnsafeMutableRawBufferPointer, mapped: Bool) {
      self.buffer = buffer
      self.mapped = mapped
    }

    deinit {
      if mapped { munmap(buffer.baseAddress, buffer.count) } else { buffer.deallocate() }
    }
  }
}
