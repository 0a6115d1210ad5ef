internal import Glibc
internal import Platform

/// What /proc tells of tasks. Nothing here waits for a task: `cmdline` and `environ`, which can, are
/// read by ``arguments(_:)`` alone.
package struct ProcessTable: Sendable {
  /// `/proc`, or a folder that stands for it.
  private let root: String
  /// Microseconds that the machine has slept: a process' start counts them, other times do not.
  private let asleep: Int64

  package init(root: String = "/proc", asleep: Int64 = Clock.asleep()) {
    self.root = root
    self.asleep = asleep
  }

  /// A process as `/proc/PID/stat` shows it.
  package struct Process: Sendable, Hashable {
    package var pid: Int
    package var comm: String
    /// `D`: it sleeps, and no signal wakes it.
    package var state: Character
    package var ppid: Int
    /// Clock ticks from the boot to its start: with the pid, who it is.
    package var start: UInt64
    /// The same on CLOCK_MONOTONIC, in microseconds.
    package var started: Int64
  }

  private static let tick = 1_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))

  package func all() -> [Process] {
    SmallFile.names(in: root).compactMap { Int($0) }.sorted().compactMap { process($0) }
  }

  /// `275 ((udev-worker)) D 257 …`: the name may have blanks and brackets in it, the rest has none.
  package func process(_ pid: Int) -> Process? {
    guard let text = SmallFile.text("\(root)/\(pid)/stat"), let open = text.firstIndex(of: "("),
      let close = text.lastIndex(of: ")"), open < close
    else { return nil }
    let fields = text[text.index(after: close)...].split(separator: " ")
    guard fields.count > 19, let state = fields[0].first, let ppid = Int(fields[1]),
      let start = UInt64(fields[19])
    else { return nil }
    return Process(
      pid: pid, comm: String(text[text.index(after: open)..<close]), state: state, ppid: ppid,
      start: start, started: Int64(start) * Self.tick - asleep)
  }

  /// The kernel's stack, innermost frame first; nil without CAP_SYS_ADMIN, or if there is none.
  package func stack(_ pid: Int) -> String? { nonempty(SmallFile.text("\(root)/\(pid)/stack")) }

  /// The function in which it sleeps; nil if it does not, or for want of CAP_SYS_PTRACE.
  package func waitChannel(_ pid: Int) -> String? {
    nonempty(SmallFile.text("\(root)/\(pid)/wchan")).flatMap { $0 == "0" ? nil : $0 }
  }

  /// The number of the system call that it is in, and its arguments.
  package func systemCall(_ pid: Int) -> String? {
    nonempty(SmallFile.line("\(root)/\(pid)/syscall"))
  }

  /// Whether SIGKILL has been sent and not been taken.
  package func isBeingKilled(_ pid: Int) -> Bool {
    guard let text = SmallFile.text("\(root)/\(pid)/status") else { return false }
    return text.split(separator: "\n").contains { line in
      guard line.hasPrefix("SigPnd:") || line.hasPrefix("ShdPnd:") else { return false }
      let mask = line.drop { $0 != "\t" }.drop { $0 == "\t" }
      return (UInt64(mask, radix: 16) ?? 0) & 1 << UInt64(SIGKILL - 1) != 0
    }
  }

  /// Its command line, word by word; a kernel thread has none. Waits while the process changes its own memory map.
  package func arguments(_ pid: Int) -> [String] {
    (SmallFile.text("\(root)/\(pid)/cmdline") ?? "").split(separator: "\0").map(String.init)
  }

  /// Whether it has a child: `/proc/PID/task/PID/children` (CONFIG_PROC_CHILDREN).
  package func hasChild(_ pid: Int) -> Bool {
    SmallFile.line("\(root)/\(pid)/task/\(pid)/children") != nil
  }

  /// Modules that are being loaded: their init runs.
  package func loadingModules() -> [String] {
    (SmallFile.text("\(root)/modules", limit: 1 << 20) ?? "").split(separator: "\n").compactMap {
      let fields = $0.split(separator: " ")
      return fields.count > 4 && fields[4] == "Loading" ? String(fields[0]) : nil
    }
  }

  private func nonempty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}

extension [ProcessTable.Process] {
  /// udevd: the one whose parent is not named like it.
  var udevd: ProcessTable.Process? {
    let named = filter { $0.comm == "systemd-udevd" || $0.comm == "udevd" }
    let pids = Set(named.map(\.pid))
    return named.first { !pids.contains($0.ppid) }
  }

  /// udevd has no other children than its workers.
  package var udevWorkers: [ProcessTable.Process] {
    guard let manager = udevd?.pid else { return [] }
    return filter { $0.ppid == manager }
  }
}
