internal import CNetlink
internal import Glibc

/// Follows processes that SIGKILL or SIGABRT ended, by the kernel's own word: what no log can lose.
/// Nothing else wakes it.
final class ExitMonitor {
  struct Exit: Sendable, Hashable {
    var pid: Int
    var signal: Int
    /// µs of CLOCK_MONOTONIC.
    var time: Int64
  }

  /// To be polled for input.
  let descriptor: Int32

  /// Nil without CAP_NET_ADMIN, in a container, or where the kernel has no process connector.
  init?() {
    descriptor = pd_exits_open()
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Takes what has come; some may have been lost.
  func news() -> [Exit] {
    var exits: [Exit] = []
    var exit = pd_exit()
    for _ in 0..<1024 {
      let got = pd_exits_next(descriptor, &exit)
      if got < 0 { continue }
      guard got > 0 else { break }
      exits.append(
        Exit(pid: Int(exit.pid), signal: Int(exit.signal), time: Int64(exit.time / 1000)))
    }
    return exits
  }
}
