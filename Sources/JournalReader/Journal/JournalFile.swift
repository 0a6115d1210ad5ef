import Glibc

/// One journal file, held open, so that journald may rename or remove it meanwhile.
final class JournalFile {
  /// What the file has of one boot.
  struct Part: Sendable {
    var first: JournalHandle.Times
    var last: JournalHandle.Times
    /// Which counter numbers the entries, and the first one's number.
    var counter: [UInt8]
    var firstNumber: UInt64
    var machineID: String?
    var hostname: String?
  }

  /// What it is called.
  let path: String
  /// Where it is.
  private let location: String
  private let descriptor: Int32
  /// An entry takes at least 64 bytes (systemd.io/JOURNAL_FILE_FORMAT), which bounds how many
  /// steps can lead to new ones.
  let mostEntries: Int

  static let magic: [UInt8] = Array("LPKSHHRH".utf8)
  private static let mostBoots = 100_000

  /// Opens the file; `location` is where it is, if that is not what it is called.
  init(path: String, at location: String? = nil) throws(JournalFailure) {
    self.location = location ?? path
    // O_NONBLOCK: a FIFO of that name must not make us wait for a writer.
    let descriptor = open(self.location, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw JournalFailure(code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw JournalFailure(code: EBADMSG, detail: "is not a regular file")
    }
    self.path = path
    self.descriptor = descriptor
    mostEntries = Int(status.st_size) / 64 + 1
  }

  deinit { close(descriptor) }

  /// A handle of its own. What it has mapped counts as this process's memory for as long as it is
  /// there: hundreds of files would be gigabytes.
  func handle() throws(JournalFailure) -> JournalHandle {
    do throws(JournalFailure) {
      // The file that is held open, whatever its name is by now.
      return try JournalHandle(path: "/proc/self/fd/\(descriptor)")
    } catch {
      // Without /proc there is only the name.
      guard error.code == ENOENT else { throw explained(error) }
      return try JournalHandle(path: location)
    }
  }

  /// An unsupported feature is named from the header.
  private func explained(_ failure: JournalFailure) -> JournalFailure {
    guard failure.code == EPROTONOSUPPORT else { return failure }
    var flags: UInt32 = 0
    guard pread(descriptor, &flags, 4, 12) == 4 else { return failure }
    return JournalFailure(code: failure.code, flags: UInt32(littleEndian: flags))
  }

  /// The boots that the file has entries of, by index and seek: no entry in between is read.
  func parts() throws(JournalFailure) -> [Part] {
    let handle = try handle()
    guard handle.hasEntries else { return [] }
    var parts: [Part] = []
    for boot in try handle.boots(limit: Self.mostBoots) {
      handle.forgetMatches()
      try handle.match("_BOOT_ID", boot.description)
      try handle.seekHead()
      guard try handle.next() else { continue }
      let first = try handle.times()
      let cursor = try handle.cursor()
      try handle.seekTail()
      guard try handle.previous() else { continue }
      // The first entries' hostname may still be the initrd's.
      parts.append(
        Part(
          first: first, last: try handle.times(), counter: cursor.counter,
          firstNumber: cursor.number, machineID: try handle.string("_MACHINE_ID"),
          hostname: try handle.string("_HOSTNAME")))
    }
    guard handle.hasEntries, !parts.isEmpty else { throw .droppedOnTheWay }
    return parts
  }
}
