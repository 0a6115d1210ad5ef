import LogModel
import FleetSurvey
import ReportModel
import FoundationEssentials
import Glibc

/// Reading processes, one for each core, and the parcels that they are given.
///
/// Processes and not threads: what a log makes libsystemd do to its own process then costs that
/// parcel, and each has its memory for itself. Each is this program, called as `fleet-reader`.
final class FleetCrew {
  /// What came of one parcel.
  struct Result {
    var request: FleetRequest
    var boots: [BootSeen] = []
    var findings: [FindingSummary] = []
    var unread: [FleetReport.Unread] = []
    /// Whether it was anything that can be read; a stray file in a directory need not be.
    var isLog = true
  }

  private final class Worker {
    let process: pid_t
    let requests: Int32
    let replies: Int32
    var pending: [UInt8] = []
    var result: Result?

    init(process: pid_t, requests: Int32, replies: Int32) {
      self.process = process
      self.requests = requests
      self.replies = replies
    }
  }

  private let program: String
  private let arguments: [String]
  private let size: Int
  private var workers: [Worker] = []
  private let encoder = JSONEncoder()
  private let decoder = JSONDecoder()

  /// - Parameters:
  ///   - program: this program's own file.
  ///   - arguments: what it is called with so that it reads.
  init(
    program: String = "/proc/self/exe", arguments: [String] = [FleetWorker.verb],
    size: Int = FleetCrew.cores
  ) {
    self.program = program
    self.arguments = arguments
    self.size = size
  }

  /// The cores that this process may use, which may be fewer than there are.
  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Has all of them read and hands out each result as soon as it is whole.
  func read(_ requests: [FleetRequest], each: (Result) -> Void) throws(Complaint) {
    // What takes longest comes first, so that not all wait for it at the end.
    var waiting = requests.map { ($0, $0.parcel.weight) }.sorted { $0.1 < $1.1 }.map(\.0)
    defer { for worker in workers { dismiss(worker) } }
    while !waiting.isEmpty || !workers.isEmpty {
      while workers.count < size, !waiting.isEmpty { workers.append(try hire()) }
      for worker in workers where worker.result == nil {
        guard let request = waiting.popLast() else { continue }
        give(request, to: worker)
      }
      for worker in workers where worker.result == nil { dismiss(worker) }
      workers.removeAll { $0.result == nil }
      guard !workers.isEmpty else { continue }
      for worker in ready() { listen(to: worker, each) }
    }
  }

  // MARK: Processes

  private func hire() throws(Complaint) -> Worker {
    var down: [Int32] = [-1, -1]
    var up: [Int32] = [-1, -1]
    guard pipe(&down) == 0, pipe(&up) == 0 else { throw .reader(errno) }
    for end in down + up { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, down[0], FleetWorker.requests)
    posix_spawn_file_actions_adddup2(&actions, up[1], FleetWorker.replies)
    var process: pid_t = 0
    var words = (["probe-doctor"] + arguments).map { strdup($0) } + [nil]
    let failure = posix_spawn(&process, program, &actions, nil, &words, environ)
    for word in words { free(word) }
    close(down[0])
    close(up[1])
    guard failure == 0 else { throw .reader(failure) }
    return Worker(process: process, requests: down[1], replies: up[0])
  }

  /// At the end of its requests it ends by itself.
  private func dismiss(_ worker: Worker) {
    close(worker.requests)
    close(worker.replies)
    var status: Int32 = 0
    while waitpid(worker.process, &status, 0) < 0, errno == EINTR {}
  }

  private func give(_ request: FleetRequest, to worker: Worker) {
    worker.result = Result(request: request)
    guard let data = try? encoder.encode(request) else { return }
    // A reader that is gone shows when its replies end.
    _ = StandardOutput.put(Array(data) + [UInt8(ascii: "\n")], worker.requests)
  }

  // MARK: Replies

  private func ready() -> [Worker] {
    var polled = workers.map { pollfd(fd: $0.replies, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return [] }
    return zip(workers, polled).filter { $1.revents != 0 }.map(\.0)
  }

  private func listen(to worker: Worker, _ each: (Result) -> Void) {
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, length in
      count = Glibc.read(worker.replies, buffer.baseAddress, buffer.count)
      length = max(count, 0)
    }
    if count < 0, errno == EINTR { return }
    guard count > 0 else { return lose(worker, each) }
    var rest = piece[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = worker.pending + rest[..<end]
      worker.pending.removeAll(keepingCapacity: true)
      rest = rest[(end + 1)...]
      if let reply = try? decoder.decode(FleetReply.self, from: Data(line)) {
        take(reply, from: worker, each)
      }
    }
    worker.pending += rest
  }

  private func take(_ reply: FleetReply, from worker: Worker, _ each: (Result) -> Void) {
    switch reply {
    case .boot(let boot): worker.result?.boots.append(boot)
    case .finding(let finding): worker.result?.findings.append(finding)
    case .unread(let unread): worker.result?.unread.append(unread)
    case .done(let isLog):
      worker.result?.isLog = isLog
      if let result = worker.result { each(result) }
      worker.result = nil
    }
  }

  /// The process is gone: what it had not yet said of its parcel is missing.
  private func lose(_ worker: Worker, _ each: (Result) -> Void) {
    workers.removeAll { $0 === worker }
    dismiss(worker)
    guard var result = worker.result else { return }
    result.unread.append(
      FleetReport.Unread(input: result.request.parcel.name, reason: "the process that read it broke down"))
    each(result)
  }
}

extension Parcel {
  /// About how long it takes.
  fileprivate var weight: Int64 {
    paths.reduce(0) { sum, path in
      var status = stat()
      return stat(path, &status) == 0 ? sum + Int64(status.st_size) : sum
    }
  }
}

extension Complaint {
  fileprivate static func reader(_ code: Int32) -> Complaint {
    Complaint(
      name: "a process for reading", reason: "cannot be started: \(String(cString: strerror(code)))"
    )
  }
}

/// The other end: a process of the crew.
struct FleetWorker {
  static let verb = "fleet-reader"
  static let requests: Int32 = 3
  static let replies: Int32 = 4

  let reader: FleetReader

  /// Reads what it is asked for until nobody asks any more.
  func run() {
    let decoder = JSONDecoder()
    let encoder = JSONEncoder()
    // No process of its own may hold the ends open.
    for end in [Self.requests, Self.replies] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    guard let lines = fdopen(Self.requests, "r") else { return }
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    while getline(&line, &room, lines) > 0, let line {
      let text = Data(String(cString: line).utf8)
      guard let request = try? decoder.decode(FleetRequest.self, from: text) else { return }
      var bytes: [UInt8] = []
      reader.read(request) { reply in
        guard let data = try? encoder.encode(reply) else { return }
        bytes += data
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count > 64 << 10 { Self.send(&bytes) }
      }
      Self.send(&bytes)
    }
  }

  private static func send(_ bytes: inout [UInt8]) {
    // Nobody wants it any more.
    if StandardOutput.put(bytes, replies) != 0 { exit(1) }
    bytes.removeAll(keepingCapacity: true)
  }
}
