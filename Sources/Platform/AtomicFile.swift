internal import CSignals
internal import Glibc

/// A file that gets all of its new content, or stays as it was.
public enum AtomicFile {
  /// Writes beside the file, and puts that in its place when it is whole and on the disk.
  ///
  /// Only a regular file is ever replaced: a link, a device or a pipe of that name is somebody
  /// else's, and stays what it is. All is done in one folder, which is held open meanwhile, so that
  /// nobody can put another in its place. A file that is there already and our own keeps its mode.
  ///
  /// - Parameters:
  ///   - mode: of a new file, as open(2) takes it.
  ///   - draft: the name to write under until then. A writer that may be killed gives one, so that it
  ///     never leaves more than one behind; for all others a new one is made up.
  ///   - body: writes to the descriptor.
  /// - Throws: ``SystemError``, ``OtherFile``, or what `body` throws.
  public static func write<Result>(
    to path: String, mode: UInt32 = 0o666, draft: String? = nil, _ body: (Int32) throws -> Result
  ) throws -> Result {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = String(path[(slash.map { path.utf8.index(after: $0) } ?? path.startIndex)...])
    let parent = slash.map { String(path[...$0]) } ?? "."
    let folder = try check(
      parent.withFileName { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    defer { close(folder) }
    let before = try existing(name, in: folder)

    let beside = draft ?? ".probe-doctor-\(String(UInt64.random(in: .min ... .max), radix: 16))"
    // What was given up may have left it behind; whatever it is now, it is not written to.
    if draft != nil { _ = beside.withFileName { unlinkat(folder, $0, 0) } }
    let watched = beside.withFileName { pd_draft_add(folder, $0) }
    defer { pd_draft_forget(watched) }
    let descriptor = try check(
      beside.withFileName {
        openat(folder, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      })
    do {
      let result: Result
      do {
        defer { close(descriptor) }
        if let before, before.st_uid == geteuid() {
          try check(fchmod(descriptor, before.st_mode & 0o777))
        }
        result = try body(descriptor)
        try check(fsync(descriptor))
      }
      _ = try existing(name, in: folder)
      try check(
        beside.withFileName { from in name.withFileName { renameat(folder, from, folder, $0) } })
      return result
    } catch {
      _ = beside.withFileName { unlinkat(folder, $0, 0) }
      throw error
    }
  }

  /// The file that is there; nil if there is none.
  ///
  /// - Throws: If it is none that may be replaced.
  private static func existing(_ name: String, in folder: Int32) throws -> stat? {
    if name.isEmpty || name == "." || name == ".." { throw OtherFile(.folder) }
    var about = stat()
    guard name.withFileName({ fstatat(folder, $0, &about, AT_SYMLINK_NOFOLLOW) }) == 0 else {
      if errno == ENOENT { return nil }
      throw SystemError(code: errno)
    }
    if let other = OtherFile(mode: about.st_mode) { throw other }
    return about
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

  @discardableResult
  private static func check(_ result: Int32) throws(SystemError) -> Int32 {
    if result < 0 { throw SystemError(code: errno) }
    return result
  }
}
