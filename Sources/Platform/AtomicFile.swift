internal import Glibc

/// A file that gets all of its new content, or stays as it was.
public enum AtomicFile {
  /// Writes beside the file, and puts that in its place when it is whole and on the disk.
  ///
  /// A link stays a link, and a file that is there already keeps its mode. What is no regular file
  /// (a terminal, a pipe, `/dev/null`) is written to, not replaced.
  ///
  /// - Parameters:
  ///   - mode: of a new file, as open(2) takes it.
  ///   - draft: the name to write under until then. A writer that may be killed gives one, so that it
  ///     never leaves more than one behind; for all others a new one is made up.
  ///   - body: writes to the descriptor.
  /// - Throws: ``SystemError``, or what `body` throws.
  public static func write<Result>(
    to path: String, mode: UInt32 = 0o666, draft: String? = nil, _ body: (Int32) throws -> Result
  ) throws -> Result {
    var about = stat()
    let exists = stat(path, &about) == 0
    if exists, about.st_mode & S_IFMT != S_IFREG {
      let descriptor = try check(open(path, O_WRONLY | O_CLOEXEC))
      defer { close(descriptor) }
      return try body(descriptor)
    }
    let target = exists ? resolved(path) : path
    let end = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
    let name = draft ?? ".probe-doctor-\(String(UInt64.random(in: .min ... .max), radix: 16))"
    let beside = "\(target[..<end])\(name)"
    let isNew = draft == nil ? O_EXCL : O_TRUNC | O_NOFOLLOW
    let descriptor = try check(open(beside, O_WRONLY | O_CREAT | isNew | O_CLOEXEC, mode))
    do {
      let result: Result
      do {
        defer { close(descriptor) }
        if exists { try check(fchmod(descriptor, about.st_mode & 0o777)) }
        result = try body(descriptor)
        try check(fsync(descriptor))
      }
      try check(rename(beside, target))
      return result
    } catch {
      unlink(beside)
      throw error
    }
  }

  /// Puts all bytes on a descriptor, as one call of write(2) need not do.
  ///
  /// - Returns: 0, or errno if not all of them could be written.
  public static func put(_ bytes: [UInt8], on descriptor: Int32) -> Int32 {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start)
      }
      if count > 0 {
        start += count
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }

  private static func resolved(_ path: String) -> String {
    guard let name = realpath(path, nil) else { return path }
    defer { free(name) }
    return String(cString: name)
  }

  @discardableResult
  private static func check(_ result: Int32) throws(SystemError) -> Int32 {
    if result < 0 { throw SystemError(code: errno) }
    return result
  }
}
