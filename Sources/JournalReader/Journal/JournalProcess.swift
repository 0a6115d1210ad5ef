import CSignals
import Glibc

/// Reads journals in a process of its own. On some damaged files libsystemd fails an assertion and
/// aborts (252 does on at least one of systemd's own test journals); with others it may not come to
/// an end. That then costs the file and not the program.
///
/// This machine's own files are read right here unless something is amiss with them at first sight:
/// libsystemd reads those all the time. Where the program has several threads it cannot be split;
/// then all are read here.
struct JournalProcess {
  /// What was read, and the sources of which nothing could be.
  struct Result {
    var answer: Answer?
    var refusals: [ReadError]
  }

  var sources: [JournalCollection.Source]
  let directory: PrivateDirectory
  let body: (JournalCollection) -> Answer
  /// How long, in seconds, a file may take without anything being done.
  var patience = 60

  /// The result, after as many attempts as there are files that end one.
  mutating func run() -> Result {
    guard !sources.isEmpty else { return Result(refusals: []) }
    // A process takes several milliseconds, which is as long as all else does.
    guard sources.contains(where: Self.isSuspect) else { return readHere() }
    while let attempt = attempt() {
      switch attempt {
      case .result(let result): return result
      case .death(let file, let failure):
        guard exclude(file, failure) else {
          return Result(refusals: sources.map { failure.readError($0.name) })
        }
      }
    }
    return readHere()
  }

  /// A saved file can have gone through anything, and its damage need not show in its header.
  private static func isSuspect(_ source: JournalCollection.Source) -> Bool {
    !source.isThisMachine
      || source.paths.contains { path in
        guard let file = try? JournalFile(path: path, at: source.copies[path]) else { return false }
        return !file.isSound(onItsMachine: source.isThisMachine)
      }
  }

  private func readHere() -> Result {
    let collection = JournalCollection(sources, directory: directory)
    let refusals = collection.sources.indices.compactMap { collection.refusal(of: $0) }
    return Result(
      answer: refusals.count < sources.count ? body(collection) : nil, refusals: refusals)
  }

  private enum Attempt {
    case result(Result)
    case death(file: Int, JournalFailure)
  }

  /// Nil if there can be no process for it.
  private func attempt() -> Attempt? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    let child = pd_child_fork()
    if child == 0 {
      close(ends[0])
      Self.send(readHere(), to: ends[1])
    }
    close(ends[1])
    defer { close(ends[0]) }
    guard child > 0 else { return nil }
    let (bytes, isPatient) = receive(from: ends[0])
    if !isPatient { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    pd_child_clean(child)
    if status == 0, let result = Self.result(bytes) { return .result(result) }
    return .death(
      file: pd_child_file(), isPatient ? .ended(bySignal: status & 0x7f) : .tookTooLong)
  }

  /// Takes the file out on which the process died; false if it was at none.
  private mutating func exclude(_ file: Int, _ failure: JournalFailure) -> Bool {
    var number = file
    for index in sources.indices where number >= 0 {
      if number < sources[index].paths.count {
        let path = sources[index].paths.remove(at: number)
        sources[index].failures.append((path, failure))
        return true
      }
      number -= sources[index].paths.count
    }
    return false
  }

  // MARK: Between the processes

  private static func send(_ result: Result, to pipe: Int32) -> Never {
    var writer = AnswerWriter()
    writer.put(result.answer) { $0.put($1) }
    writer.put(result.refusals) { $0.put($1) }
    let isSent = writer.bytes.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = write(pipe, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
        if count < 0, errno != EINTR { return false }
        sent += max(count, 0)
      }
      return true
    }
    _exit(isSent ? 0 : 1)
  }

  private static func result(_ bytes: [UInt8]) -> Result? {
    var reader = AnswerReader(bytes)
    guard let answer = reader.optional({ $0.answer() }), let refusals = reader.list({ $0.error() }),
      reader.isAtEnd
    else { return nil }
    return Result(answer: answer, refusals: refusals)
  }

  /// All that comes, and false if nothing came and nothing was done for too long.
  private func receive(from pipe: Int32) -> (bytes: [UInt8], isPatient: Bool) {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    var progress = pd_child_progress()
    var quiet = 0
    while true {
      var wait = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, 1000)
      if ready < 0, errno != EINTR { return (bytes, true) }
      if ready <= 0 {
        quiet = pd_child_progress() == progress ? quiet + 1 : 0
        progress = pd_child_progress()
        if quiet >= patience { return (bytes, false) }
        continue
      }
      let count = read(pipe, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return (bytes, true) }
      bytes.append(contentsOf: piece[..<count])
      quiet = 0
    }
  }
}

extension JournalFailure {
  fileprivate static func ended(bySignal signal: Int32) -> JournalFailure {
    JournalFailure(
      code: EBADMSG,
      detail: "is damaged: libsystemd broke down on it (\(String(cString: strsignal(signal))))")
  }

  fileprivate static let tookTooLong = JournalFailure(
    code: EBADMSG, detail: "is damaged: libsystemd came to no end with it")
}
