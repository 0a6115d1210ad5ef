import CSignals
import Glibc

/// Reads journals in a process of its own. On some damaged files libsystemd fails an assertion and
/// aborts (252 does on at least one of systemd's own test journals); with others it may not come to
/// an end. That then costs the file and not the program.
///
/// This machine's own files are read right here unless something is amiss with them at first sight:
/// libsystemd reads those all the time. Where the program has several threads it cannot be split;
/// then all are read here.
///
/// Boots come over one by one. Those that were handed on before a process died stay what they are;
/// the next process goes on with the others.
struct JournalProcess {
  /// What there is to say when all boots are handed on.
  struct Result {
    /// Nil if nothing could be read.
    var coverage: Coverage?
    /// The sources of which nothing could be read.
    var refusals: [ReadError]
  }

  var sources: [JournalCollection.Source]
  let directory: PrivateDirectory
  let task: any JournalTask
  let progress: ReadingProgress?
  /// Takes each boot.
  let each: (BootLog) -> Void
  /// How long, in seconds, a file may take without anything being done.
  var patience = 60
  private var handedOn: Set<String> = []

  init(
    sources: [JournalCollection.Source], directory: PrivateDirectory,
    task: any JournalTask, progress: ReadingProgress? = nil, each: @escaping (BootLog) -> Void
  ) {
    self.sources = sources
    self.directory = directory
    self.task = task
    self.progress = progress
    self.each = each
  }

  /// The result, after as many attempts as there are files that end one.
  mutating func run() -> Result {
    guard !sources.isEmpty else { return Result(refusals: []) }
    // A process takes several milliseconds, which is as long as all else does.
    guard sources.contains(where: Self.isSuspect) else { return readHere(each) }
    while let attempt = attempt() {
      switch attempt {
      case .result(let result): return result
      case .death(let file, let failure):
        guard exclude(file, failure) else {
          return Result(refusals: sources.map { failure.readError($0.name) })
        }
      }
    }
    let handedOn = handedOn
    return readHere { if !handedOn.contains($0.id ?? "") { each($0) } }
  }

  /// A saved file can have gone through anything, and its damage need not show in its header.
  private static func isSuspect(_ source: JournalCollection.Source) -> Bool {
    !source.isThisMachine
      || source.paths.contains { path in
        guard let file = try? JournalFile(path: path, at: source.copies[path]) else { return false }
        return !file.isSound(onItsMachine: source.isThisMachine)
      }
  }

  private func readHere(_ each: (BootLog) -> Void) -> Result {
    let collection = JournalCollection(sources, directory: directory, look: task.look)
    let refusals = collection.sources.indices.compactMap { collection.refusal(of: $0) }
    guard refusals.count < sources.count else { return Result(refusals: refusals) }
    let gaps = task.read(collection, each: each)
    var coverage = collection.coverage
    coverage.gaps += gaps
    return Result(coverage: coverage, refusals: refusals)
  }

  private enum Attempt {
    case result(Result)
    case death(file: Int, JournalFailure)
  }

  /// Nil if there can be no process for it.
  private mutating func attempt() -> Attempt? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    let child = pd_child_fork()
    if child == 0 {
      close(ends[0])
      sendAll(to: ends[1])
    }
    close(ends[1])
    defer { close(ends[0]) }
    guard child > 0 else { return nil }
    let paths = sources.flatMap(\.paths)
    let messages = ChildPipe(descriptor: ends[0], patience: patience) { [progress] in
      let number = pd_child_file()
      guard paths.indices.contains(number) else { return }
      progress?.note(paths[number], file: number, of: paths.count)
    }
    let result = receive(from: messages)
    if result == nil { kill(child, SIGKILL) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    pd_child_clean(child)
    if status == 0, let result { return .result(result) }
    return .death(
      file: pd_child_file(),
      messages.isSilent ? .tookTooLong : .ended(bySignal: status & 0x7f))
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

  /// The child's part: the boots, each behind a one, then a zero and the result.
  private func sendAll(to pipe: Int32) -> Never {
    var writer = AnswerWriter { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
        // Nobody listens any more.
        if count < 0, errno != EINTR { _exit(1) }
        sent += max(count, 0)
      }
    }
    let handedOn = handedOn
    let result = readHere { boot in
      guard !handedOn.contains(boot.id ?? "") else { return }
      writer.put(1)
      writer.put(boot)
      writer.flush()
    }
    writer.put(0)
    writer.put(result.coverage) { $0.put($1) }
    writer.put(result.refusals) { $0.put($1) }
    writer.flush()
    _exit(0)
  }

  /// Hands on what comes; nil if the child ended before it had said all.
  private mutating func receive(from pipe: ChildPipe) -> Result? {
    var reader = AnswerReader { pipe.next() }
    while let isBoot = reader.int(), isBoot == 1 {
      guard let boot = reader.boot() else { return nil }
      handedOn.insert(boot.id ?? "")
      each(boot)
    }
    guard let coverage = reader.optional({ $0.coverage() }),
      let refusals = reader.list({ $0.error() }), reader.isAtEnd
    else { return nil }
    return Result(coverage: coverage, refusals: refusals)
  }
}

/// What comes from a child process, and whether it still does anything.
private final class ChildPipe {
  private let descriptor: Int32
  private let patience: Int
  private var progress = pd_child_progress()
  /// Called whenever it has been waited for something.
  private let meanwhile: () -> Void
  /// Whether the child was given up, because nothing came and nothing was done for too long.
  private(set) var isSilent = false

  /// - Parameter patience: in seconds.
  init(descriptor: Int32, patience: Int, meanwhile: @escaping () -> Void) {
    self.descriptor = descriptor
    self.meanwhile = meanwhile
    self.patience = patience
  }

  /// The next piece; empty at the end.
  func next() -> [UInt8] {
    var quiet = 0
    while true {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, 1000)
      if ready < 0, errno != EINTR { return [] }
      meanwhile()
      if ready <= 0 {
        quiet = pd_child_progress() == progress ? quiet + 1 : 0
        progress = pd_child_progress()
        if quiet >= patience {
          isSilent = true
          return []
        }
        continue
      }
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, length in
        count = read(descriptor, buffer.baseAddress, buffer.count)
        length = max(count, 0)
      }
      if count < 0, errno == EINTR { continue }
      return piece
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
