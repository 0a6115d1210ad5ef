import CMemory
import CSignals
import Glibc
import Platform

/// What of mapped files is in this process's memory, and whether it is still there.
enum MappedFiles {
  /// Lets go of all of them if they are more than so many bytes.
  ///
  /// libsystemd unmaps next to nothing of a file as long as it is open, and the kernel lets go of
  /// such pages only when memory is short. They are in its page cache all the same, and come back
  /// from there.
  static func limit(to most: Int) {
    if resident > most { pd_memory_release_files() }
  }

  /// What may be in memory of all files, in bytes: beside what there was before any journal was read, of the
  /// program.
  static let most = resident + 12 << 20

  private static let page = sysconf(Int32(_SC_PAGESIZE))

  /// In bytes; 0 where nothing tells. It is the third number of `/proc/self/statm` (proc(5)), in
  /// pages.
  static var resident: Int {
    let numbers = SmallFile.line("/proc/self/statm")?.split(separator: " ") ?? []
    return numbers.count > 2 ? (Int(numbers[2]) ?? 0) * page : 0
  }

  /// From now on a page of a file that was truncated meanwhile reads as zeros, and is counted.
  static func surviveTruncation() { pd_sigbus_survive() }

  /// Whether pages were missing while `body` ran.
  static func lostPages<Failure>(
    during body: () throws(Failure) -> Void
  ) throws(Failure) -> Bool {
    let before = pd_sigbus_count()
    try body()
    return pd_sigbus_count() != before
  }
}
