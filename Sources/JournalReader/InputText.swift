import Glibc

/// A log that is read from its first byte to its last: a file, a pipe or standard input.
enum TextInput {
  case path(String)
  case standardInput

  private static let chunk = 256 << 10

  var name: String {
    switch self {
    case .path(let path): return path
    case .standardInput: return "-"
    }
  }

  /// Feeds all bytes to a ``TextReader``.
  ///
  /// - Throws: if it cannot be opened, or its first bytes are not a log's. An error later on is a
  ///   note in the coverage.
  func read(selecting selection: Selection, question: Question) throws(ReadError) -> Answer {
    let descriptor = try open()
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
    defer { buffer.deallocate() }

    // A pipe hands out small pieces; the first look needs a few of them.
    var (count, failure) = Self.fill(
      UnsafeMutableRawBufferPointer(rebasing: buffer[..<InputContent.sample]), from: descriptor)
    let start = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    try refuse(InputContent(start))

    var reader = TextReader(name: name, question: question, selection: selection)
    var total = 0
    while count > 0 {
      reader.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += count
      guard failure == nil else { break }
      (count, failure) = Self.read(buffer, from: descriptor)
    }
    var answer = reader.finish()
    if let failure {
      answer.coverage.sources[0].skipped =
        "reading broke off after \(total) bytes: \(JournalFailure.text(failure))"
    }
    return answer
  }

  private func open() throws(ReadError) -> Int32 {
    guard case .path(let path) = self else { return STDIN_FILENO }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw Self.error(path, errno) }
    return descriptor
  }

  private func refuse(_ content: InputContent) throws(ReadError) {
    if let refusal = content.refusal(name: name) { throw refusal }
    guard content != .journal else {
      throw ReadError(
        name: name, reason: "is a journal file, which cannot be read from a pipe",
        cure: "name the file, or send text: journalctl --file=FILE -o export | probe-doctor -")
    }
  }

  /// What the first bytes of a regular file tell.
  static func content(of path: String) throws(ReadError) -> InputContent {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw error(path, errno) }
    defer { close(descriptor) }
    return try withUnsafeTemporaryAllocation(
      byteCount: InputContent.sample, alignment: 16
    ) { buffer -> Result<InputContent, ReadError> in
      let (count, failure) = fill(buffer, from: descriptor)
      if count == 0, let failure { return .failure(error(path, failure)) }
      return .success(InputContent(UnsafeRawBufferPointer(rebasing: buffer[..<count])))
    }.get()
  }

  static func error(_ path: String, _ code: Int32) -> ReadError {
    switch code {
    case ENOENT, ENOTDIR:
      return ReadError(name: path, reason: "not there", cure: "check the path")
    case EACCES, EPERM:
      return ReadError(
        name: path, reason: "permission denied",
        cure: "run with sudo, or make a copy that you may read")
    default:
      return ReadError(name: path, reason: "cannot be read: \(JournalFailure.text(code))")
    }
  }

  /// One read(2); 0 bytes at the end.
  private static func read(
    _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32
  ) -> (count: Int, failure: Int32?) {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return (count, nil) }
      if errno != EINTR { return (0, errno) }
    }
  }

  /// As many bytes as there are, until the buffer is full.
  private static func fill(
    _ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32
  ) -> (count: Int, failure: Int32?) {
    var total = 0
    while total < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[total...])
      let (count, failure) = read(rest, from: descriptor)
      if let failure { return (total, failure) }
      if count == 0 { break }
      total += count
    }
    return (total, nil)
  }
}
