import CSignals
import Glibc

/// What of mapped files is in this process's memory.
///
/// libsystemd unmaps next to nothing of a file as long as it is open, and the kernel lets go of such
/// pages only when memory is short. They are in its page cache all the same, and come back from
/// there.
enum MappedFiles {
  /// Lets go of all of them if they are more than so many bytes.
  static func limit(to most: Int) {
    if resident > most { pd_memory_release_files() }
  }

  private static let page = sysconf(Int32(_SC_PAGESIZE))

  /// In bytes; 0 where nothing tells. It is the third number of `/proc/self/statm` (proc(5)), in
  /// pages.
  static var resident: Int {
    let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return 0 }
    defer { close(file) }
    let text = [UInt8](unsafeUninitializedCapacity: 128) { buffer, count in
      count = max(read(file, buffer.baseAddress, buffer.count), 0)
    }
    let numbers = text.split(separator: UInt8(ascii: " "))
    guard numbers.count > 2, let pages = Int(String(decoding: numbers[2], as: UTF8.self)) else {
      return 0
    }
    return pages * page
  }
}
