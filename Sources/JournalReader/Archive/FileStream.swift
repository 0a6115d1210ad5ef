import Glibc
internal import Platform

/// A file, a pipe or standard input from its first byte on.
final class FileStream: ByteStream {
  private let descriptor: Int32
  /// How large it is; nil if it can be read only once, from front to back.
  let size: Int?
  private let budget: UnpackingBudget
  /// Its first bytes, as they were when they were read.
  private var start: [UInt8] = []
  private static let startLength = 64
  private static let piece: Int32 = 256 << 10
  /// `F_SETPIPE_SZ` of fcntl(2), which glibc only shows to GNU programs.
  private static let setPipeSize: Int32 = 1031

  /// Opens a file; without a path, standard input.
  init(path: String?, budget: UnpackingBudget) throws(StreamFailure) {
    var descriptor = STDIN_FILENO
    if let path {
      descriptor =
        NamedPipe.take(path) ?? path.withFileName { open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
      guard descriptor >= 0 else { throw .system(errno) }
    }
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    // Standard input may be a file of which something was taken already.
    // A pipe is read in as large pieces as its writer fills; where that is not allowed, in small ones.
    if !isFile { _ = fcntl(descriptor, Self.setPipeSize, Self.piece) }
    size = isFile && lseek(descriptor, 0, SEEK_CUR) == 0 ? Int(status.st_size) : nil
    self.descriptor = descriptor
    self.budget = budget
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  override var pieceLength: Int { Int(Self.piece) }

  override func read(into memory: UnsafeMutableRawBufferPointer) throws(StreamFailure) -> Int {
    while true {
      let count = Glibc.read(descriptor, memory.baseAddress, memory.count)
      if count >= 0 {
        budget.note(input: count, of: size)
        if start.isEmpty { start = Array(memory.prefix(min(count, Self.startLength))) }
        if count == 0, hasBeenCut { throw .damage("it was cut while it was read") }
        return count
      }
      if errno != EINTR { throw .system(errno) }
    }
  }

  /// Whether it has become shorter, or another one, since it was opened: as when a log is rotated by
  /// copying it and cutting it off (`copytruncate` of logrotate(8)).
  private var hasBeenCut: Bool {
    guard let size, canReadAgain else { return false }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return false }
    if status.st_size < off_t(size) { return true }
    var now = [UInt8](repeating: 0, count: start.count)
    return pread(descriptor, &now, now.count, 0) != start.count || now != start
  }

  /// Whether what was read can be read again: not on a pipe, nor where the kernel makes a file up
  /// while it is read.
  var canReadAgain: Bool { size ?? 0 > 0 }

  /// Fills `memory` with what stands at `offset`, as far as it is still there; tells whether all of
  /// it is.
  func readAgain(at offset: Int, into memory: UnsafeMutableRawBufferPointer) -> Bool {
    var done = 0
    while done < memory.count {
      let count = pread(
        descriptor, memory.baseAddress.map { $0 + done }, memory.count - done,
        off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Whether what comes next is at ``position`` of the file: nothing else was read of it.
  var isAtPosition: Bool { canReadAgain && lseek(descriptor, 0, SEEK_CUR) == position }

  /// Goes on behind bytes that were read by ``readAgain(at:into:)``.
  func pass(_ count: Int) {
    lseek(descriptor, off_t(count), SEEK_CUR)
    budget.note(input: count, of: size)
    notePassed(count)
  }

  /// Goes on reading elsewhere, which works only where there is a `size`; from SEEK_SET or
  /// SEEK_END.
  func seek(to offset: Int64, from whence: Int32) throws(StreamFailure) -> Int64 {
    let place = lseek(descriptor, off_t(offset), whence)
    guard place >= 0 else { throw .system(errno) }
    forgetHead()
    return Int64(place)
  }
}
