internal import CFork
internal import CSignals
internal import Glibc
internal import Synchronization

/// A process for work that may crash, may not come to an end, or may wait for a device.
///
/// It is a copy of this one (fork(2)), so that its work sees all that is in memory here, and goes when
/// this one goes. It leaves no core dump and says nothing on stderr; what it made of temporary
/// directories goes with it. What it writes comes through a socket, by which it can be written to as
/// well.
package final class HelperProcess {
  /// How it ended.
  package enum Ending: Equatable {
    case exited
    case killed(signal: Int32)
    /// It was ended, because it did nothing for too long.
    case idle
  }

  /// To be polled for input.
  package let descriptor: Int32
  private let process: pid_t
  private let state: SharedMemory<State>
  /// Whether all that it wrote has been read.
  private var isOver = false
  private var isIdle = false
  private var isLeft = false

  /// What a process is at. It alone writes to it.
  private struct State: ~Copyable {
    let task = Atomic(-1)
    let steps = Atomic(0)
  }

  /// This process's own state, if it is a helper.
  private nonisolated(unsafe) static var own: SharedMemory<State>?

  /// Starts it; nil where that cannot be, or is not safe because this process has several threads.
  ///
  /// - Parameters:
  ///   - isIsolated: Whether it keeps no other descriptor open than the first three, so that it may
  ///     be left behind, and takes the signals that this process reads from a descriptor.
  ///   - ahead: How many bytes it may write that are not read yet; the kernel gives what it allows.
  ///   - work: What it does; then it ends.
  package init?(
    isIsolated: Bool = false, ahead: Int32? = nil, _ work: (borrowing HelperChannel) -> Void
  ) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return nil }
    if var ahead {
      setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &ahead, socklen_t(MemoryLayout<Int32>.size))
    }
    let state = SharedMemory(State())
    pd_directory_prepare()
    let process = pd_fork()
    if process == 0 {
      Self.own = state
      pd_children_forget()
      close(ends[0])
      if isIsolated { pd_fork_isolate(ends[1]) }
      work(HelperChannel(descriptor: isIsolated ? 3 : ends[1]))
      _exit(0)
    }
    let failure = errno
    close(ends[1])
    guard process > 0 else {
      close(ends[0])
      errno = failure
      return nil
    }
    pd_children_add(process)
    descriptor = ends[0]
    self.process = process
    self.state = state
  }

  deinit {
    if !isLeft { end() }
    close(descriptor)
  }

  // MARK: In the helper

  /// Tells the parent what is being done from now on; elsewhere than in a helper nothing.
  package static func begin(task: Int) { own?.value.task.store(task, ordering: .relaxed) }

  /// Tells the parent that something was done; elsewhere than in a helper nothing.
  package static func step() {
    guard let own else { return }
    let steps = own.value.steps.load(ordering: .relaxed)
    own.value.steps.store(steps &+ 1, ordering: .relaxed)
  }

  // MARK: In the parent

  /// What it said that it is at, or was when it died; nil if it said nothing.
  package var task: Int? {
    let task = state.value.task.load(ordering: .relaxed)
    return task < 0 ? nil : task
  }

  /// As long as it reads.
  package func write(_ bytes: [UInt8]) { _ = HelperChannel(descriptor: descriptor).send(bytes) }

  /// Waits for the next piece of what it writes. None comes at its end, or if it does nothing any
  /// more.
  ///
  /// - Parameters:
  ///   - patience: how long, in seconds, nothing may be done.
  ///   - meanwhile: called each second, and when there is something.
  package func next(patience: Int, meanwhile: () -> Void) -> [UInt8] {
    var quiet = 0
    var before = -1
    while true {
      var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wait, 1, 1000)
      if ready < 0, errno != EINTR { return [] }
      meanwhile()
      if ready > 0 {
        guard let piece = receive() else { return [] }
        if !piece.isEmpty { return piece }
      }
      let steps = state.value.steps.load(ordering: .relaxed)
      quiet = steps == before ? quiet + 1 : 0
      before = steps
      if quiet >= patience {
        isIdle = true
        return []
      }
    }
  }

  /// What it has written: nothing if nothing has come, nil at its end.
  package func receive() -> [UInt8]? {
    let bytes = HelperChannel(descriptor: descriptor).receive(Int32(MSG_DONTWAIT))
    isOver = bytes == nil
    return bytes
  }

  /// Those of some that have written something, or ended; waits until there is one.
  package static func ready(_ helpers: [HelperProcess]) -> [Int] {
    var polled = helpers.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), -1) > 0 else { return [] }
    return polled.indices.filter { polled[$0].revents != 0 }
  }

  /// Ends it, whatever it is at, and tells what had ended it before.
  @discardableResult
  package func end() -> Ending {
    guard !isLeft else { return .killed(signal: SIGKILL) }
    isLeft = true
    // It may have died of itself, which its status tells all the same.
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    pd_children_remove(process)
    if isIdle { return .idle }
    return status & 0x7f == 0 ? .exited : .killed(signal: status & 0x7f)
  }

  /// Gives it up without waiting for its end: one that hangs in the kernel dies when it comes out of
  /// there. ``reap()`` does the rest.
  package func leave() {
    isLeft = true
    // One that is over may have been reaped.
    if !isOver { kill(process, SIGKILL) }
  }

  /// Takes notice of children that have ended.
  package static func reap() {
    while case let process = waitpid(-1, nil, WNOHANG), process > 0 { pd_children_remove(process) }
  }
}

/// A helper's way to its parent.
package struct HelperChannel: ~Copyable {
  fileprivate let descriptor: Int32

  /// Writes to the parent; if that does not want any more, the helper ends.
  package func write(_ bytes: [UInt8]) {
    if !send(bytes) { _exit(1) }
  }

  /// Waits for the next piece of what the parent writes; empty at its end.
  package func read() -> [UInt8] { receive(0) ?? [] }

  fileprivate func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno != EINTR { return false }
      sent += max(count, 0)
    }
    return true
  }

  /// What there is to be read: nothing if nothing has come, nil at the end.
  fileprivate func receive(_ flags: Int32) -> [UInt8]? {
    while true {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, length in
        count = recv(descriptor, buffer.baseAddress, buffer.count, flags)
        length = max(count, 0)
      }
      if count > 0 { return piece }
      if count < 0, errno == EINTR { continue }
      return count < 0 && errno == EAGAIN ? [] : nil
    }
  }
}

/// Numbered tasks that several helpers share: each takes the next one.
package final class SharedTasks {
  package let count: Int
  private let taken = SharedMemory(Atomic(0))

  package init(_ count: Int) { self.count = count }

  /// A task that nobody has taken; nil if none is left.
  package func take() -> Int? {
    let task = taken.value.wrappingAdd(1, ordering: .relaxed).oldValue
    return task < count ? task : nil
  }
}
