internal import CSignals
internal import Glibc
internal import Platform

/// Work that may wait for a device, or for journald, and therefore is done by a process of its own.
/// Whether that comes back or not, the watcher goes on: after the deadline it makes do with what has
/// come until then.
///
/// A process and not a thread: one that hangs in the kernel can be left behind, and its memory goes
/// when it ends. libsystemd may also fail an assertion in it.
final class Errand {
  /// What is to be done with the bytes that came; false if the errand was given up.
  typealias Completion = (_ bytes: [UInt8], _ isWhole: Bool) -> Void

  /// To be polled for input.
  let descriptor: Int32
  /// µs of CLOCK_MONOTONIC.
  let deadline: Int64
  private let child: pid_t
  private let completion: Completion
  private var bytes: [UInt8] = []

  /// More than this is not taken.
  private static let most = 512 << 10

  /// Starts it.
  ///
  /// - Parameters:
  ///   - seconds: how long it may take.
  ///   - work: done in the child; what it writes is handed to `completion` in this process.
  /// - Returns: nil if there can be no process for it now.
  static func start(
    within seconds: Int64, _ work: ((_ write: ([UInt8]) -> Void) -> Void),
    completion: @escaping Completion
  ) -> Errand? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    let child = pd_child_fork(0)
    if child == 0 { perform(work, writingTo: ends[1]) }
    close(ends[1])
    guard child > 0 else {
      close(ends[0])
      return nil
    }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return Errand(
      descriptor: ends[0], deadline: Clock.monotonic() + seconds * 1_000_000, child: child,
      completion: completion)
  }

  private init(
    descriptor: Int32, deadline: Int64, child: pid_t, completion: @escaping Completion
  ) {
    self.descriptor = descriptor
    self.deadline = deadline
    self.child = child
    self.completion = completion
  }

  private static func perform(
    _ work: ((_ write: ([UInt8]) -> Void) -> Void), writingTo pipe: Int32
  ) -> Never {
    // It must not keep the watcher's sockets open, should it stay behind.
    pd_signals_reset(pipe)
    let output: Int32 = 3
    work { bytes in
      var start = 0
      while start < bytes.count {
        let count = bytes.withUnsafeBytes {
          write(output, $0.baseAddress.map { $0 + start }, bytes.count - start)
        }
        if count < 0, errno != EINTR { _exit(1) }
        start += max(count, 0)
      }
    }
    _exit(0)
  }

  /// Takes what has come.
  /// - Returns: whether the errand is over.
  func receive() -> Bool {
    var piece = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return false }
      guard count > 0 else { return true }
      bytes += piece[..<min(count, Self.most - bytes.count)]
    }
  }

  /// Ends it, done or not, and hands over what came.
  func finish(isWhole: Bool) {
    close(descriptor)
    // One that hangs in the kernel dies when it comes out of there.
    if !isWhole { kill(child, SIGKILL) }
    completion(bytes, isWhole)
  }
}
