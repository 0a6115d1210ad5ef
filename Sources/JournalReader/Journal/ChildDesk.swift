import CSignals
import Glibc
internal import LogModel

/// Reads journal files in a process of its own. On some damaged files libsystemd fails an assertion
/// and aborts (252 does on at least one of systemd's own test journals); with others it may not
/// come to an end. That then costs the file and not the program: another process goes on with the
/// rest.
final class ChildDesk: JournalDesk {
  private let number: Int32
  private let places: [JournalPlace]
  private let wanted: [Int]
  private let search: JournalSearch?
  private let directory: PrivateDirectory
  private let progress: ReadingProgress?
  private let patience: Int
  private var child: pid_t = -1
  private var socket: ChildSocket?
  private var reader = PipeReader { [] }
  private var origins = Origins()
  /// The last file whose survey came.
  private var surveyed: Int?
  /// Whether it was ended without being at a file.
  private var wasEnded = false
  private var waiting: [(request: JournalRequest, bytes: [UInt8])] = []
  /// How many of those it has been sent, and of how many bytes.
  private var sent = (count: 0, bytes: 0)

  /// If both wrote more than the socket holds, each would wait for the other to read.
  private static let mostSent = 16 << 10
  /// How far a child may be ahead, in bytes; the kernel gives what it allows. What is to be read of a
  /// boot should fit in, for its parent looks through one boot after the other.
  private static let ahead: Int32 = 4 << 20

  /// Starts the process; nil if there can be none.
  ///
  /// - Parameters:
  ///   - number: Less than `PD_CHILDREN`, and no other's.
  ///   - wanted: The numbers of the files to survey, which it shares with the other children.
  ///   - patience: How long, in seconds, a file may take without anything being done.
  init?(
    _ number: Int, _ places: [JournalPlace], _ wanted: [Int], search: JournalSearch?,
    directory: PrivateDirectory, progress: ReadingProgress?, patience: Int = 60
  ) {
    self.number = Int32(number)
    self.places = places
    self.wanted = wanted
    self.search = search
    self.directory = directory
    self.progress = progress
    self.patience = patience
    guard start() else { return nil }
  }

  deinit { end() }

  private func start() -> Bool {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return false }
    var ahead = Self.ahead
    setsockopt(
      ends[1], SOL_SOCKET, SO_SNDBUF, &ahead, socklen_t(MemoryLayout<Int32>.size))
    child = pd_child_fork(number)
    if child == 0 {
      close(ends[0])
      serve(ends[1])
    }
    close(ends[1])
    let socket = ChildSocket(descriptor: ends[0], patience: patience) { [weak self] in
      self?.noteProgress()
    }
    guard child > 0 else { return false }
    self.socket = socket
    reader = PipeReader { socket.next() }
    return true
  }

  private func noteProgress() {
    let file = pd_child_file(number)
    guard places.indices.contains(file) else { return }
    progress?.note(places[file].path, file: file, of: places.count)
  }

  /// Ends the process, whatever it is at, and tells what had ended it before.
  @discardableResult
  private func end() -> JournalFailure {
    defer {
      socket = nil
      reader = PipeReader { [] }
      child = -1
    }
    guard child > 0 else { return .ended(bySignal: SIGKILL) }
    // It may have died of itself, which its status tells all the same.
    kill(child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    pd_child_clean(child)
    return socket?.isSilent == true ? .tookTooLong : .ended(bySignal: status & 0x7f)
  }

  // MARK: In the child

  private func serve(_ socket: Int32) -> Never {
    var writer = PipeWriter { ChildSocket.send($0, to: socket) }
    let count = UInt32(wanted.count)
    let desk = LocalDesk(places, search: search, directory: directory) { [wanted] in
      let place = pd_child_take(count)
      return place < 0 ? nil : wanted[place]
    }
    while let (file, outcome) = desk.survey() {
      writer.put(1)
      writer.put(file)
      writer.put(outcome)
      writer.flush()
    }
    writer.put(0)
    writer.flush()
    var reader = PipeReader { ChildSocket.receive(from: socket) }
    while let request = reader.request() {
      let reply = desk.answer(request) { found in
        writer.put(1)
        writer.put(found)
      }
      writer.put(0)
      writer.put(reply)
      writer.flush()
    }
    _exit(0)
  }

  // MARK: In the parent

  /// False if it could not be started again, or was ended too often.
  var isOpen: Bool { child > 0 }

  func survey() -> (file: Int, outcome: JournalSurvey.Outcome)? {
    while child > 0 {
      switch reader.int() {
      case 0: return nil
      case 1:
        if let file = reader.int(), let outcome = reader.outcome() {
          surveyed = file
          return (file, outcome)
        }
      default: break
      }
      let file = pd_child_file(number)
      let failure = end()
      let isToBlame = places.indices.contains(file) && file != surveyed
      // Something else may have ended it, but not for ever.
      guard isToBlame || !wasEnded else { return nil }
      wasEnded = !isToBlame
      _ = start()
      guard isToBlame else { continue }
      surveyed = file
      return (file, .failure(failure))
    }
    return nil
  }

  func ask(_ request: JournalRequest) {
    var bytes: [UInt8] = []
    var writer = PipeWriter { bytes += $0 }
    writer.put(request)
    writer.flush()
    waiting.append((request, bytes))
    send()
  }

  /// Sends the next requests, as far as the child need not read them before it can be read from.
  private func send() {
    guard let socket else { return }
    while sent.count < waiting.count {
      let bytes = waiting[sent.count].bytes
      guard sent.count == 0 || sent.bytes + bytes.count <= Self.mostSent else { return }
      socket.send(bytes)
      sent.count += 1
      sent.bytes += bytes.count
    }
  }

  func answer(each: (FoundEntry) -> Void) -> JournalReply {
    guard !waiting.isEmpty else { return JournalReply() }
    send()
    let (request, bytes) = waiting.removeFirst()
    sent.count -= 1
    sent.bytes -= bytes.count
    let source = places[request.file].source
    while child > 0 {
      switch reader.int() {
      case 0:
        if let reply = reader.reply() { return reply }
      case 1:
        if let found = reader.found(source: source, &origins) {
          each(found)
          continue
        }
      default: break
      }
      break
    }
    let failure = end()
    sent = (0, 0)
    // The next one has nothing to survey; should it die at once, there is none any more.
    if !start() || reader.int() != 0 { end() }
    if case .survey = request { return JournalReply(survey: .failure(failure)) }
    return JournalReply(toll: JournalToll(damage: failure))
  }
}

/// What comes from a child process, and whether it still does anything.
private final class ChildSocket {
  let descriptor: Int32
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

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) { Self.send(bytes, to: descriptor) }

  /// As long as somebody listens.
  static func send(_ bytes: [UInt8], to socket: Int32) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno != EINTR { return }
      sent += max(count, 0)
    }
  }

  /// What there is to be read, at least a byte; nothing at the end.
  static func receive(from socket: Int32) -> [UInt8] {
    while true {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, length in
        count = read(socket, buffer.baseAddress, buffer.count)
        length = max(count, 0)
      }
      if count >= 0 || errno != EINTR { return piece }
    }
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
      return Self.receive(from: descriptor)
    }
  }
}

extension JournalFailure {
  fileprivate static func ended(bySignal signal: Int32) -> JournalFailure {
    guard signal != SIGKILL else {
      return JournalFailure(
        code: ECHILD,
        detail: "was not read: something killed the process that did (was memory short?)")
    }
    return JournalFailure(
      code: EBADMSG,
      detail: "is damaged: libsystemd broke down on it (\(String(cString: strsignal(signal))))")
  }

  fileprivate static let tookTooLong = JournalFailure(
    code: EBADMSG, detail: "is damaged: libsystemd came to no end with it")
}
