internal import Glibc

/// What a name leads to, told without opening it: opening alone can wait, or do something.
public enum FileKind: Sendable {
  case file, folder, pipe, socket, device
  /// The kernel's messages, a record a read (`/dev/kmsg`).
  case kernelBuffer
  /// The same messages for one reader alone, who takes them away (`/proc/kmsg`).
  case kernelQueue

  /// - Throws: Why it cannot be told.
  public init(of path: String) throws(SystemError) {
    var about = stat()
    guard path.withFileName({ stat($0, &about) }) == 0 else { throw SystemError(code: errno) }
    self.init(about)
  }

  /// Of a descriptor; nil if it is closed.
  public init?(of descriptor: Int32) {
    var about = stat()
    guard fstat(descriptor, &about) == 0 else { return nil }
    self.init(about)
  }

  private init(_ about: stat) {
    switch about.st_mode & S_IFMT {
    case S_IFREG: self = Self.isQueue(about) ? .kernelQueue : .file
    case S_IFDIR: self = .folder
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    // admin-guide/devices.txt: 1 is memory, 11 the kernel's buffer
    case S_IFCHR where about.st_rdev == 1 << 8 | 11: self = .kernelBuffer
    default: self = .device
    }
  }

  /// It says of itself that it is a regular file.
  private static func isQueue(_ about: stat) -> Bool {
    var queue = stat()
    return about.st_size == 0 && stat("/proc/kmsg", &queue) == 0 && queue.st_dev == about.st_dev
      && queue.st_ino == about.st_ino
  }
}
