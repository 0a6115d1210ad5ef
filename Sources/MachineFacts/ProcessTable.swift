internal import Glibc
internal import KillCorrelator
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
    /// The processor that it is on, or was last.
    package var processor: Int?
  }

  private static let tick = 1_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))

  package func all() -> [Process] {
    SmallFile.names(in: root).compactMap { Int($0) }.sorted().compactMap { process($0) }
  }

  /// `275 ((udev-worker)) D 257 …`: the name may have blanks and brackets in it, the rest has none.
  package func process(_ pid: Int) -> Process? {
    guard let text = SmallFile.kernelText("\(root)/\(pid)/stat"),
      let open = text.utf8.firstIndex(of: UInt8(ascii: "(")),
      let close = text.utf8.lastIndex(of: UInt8(ascii: ")")), open < close
    else { return nil }
    // bytes: this is read of each process, and letters are dear
    let fields = text.utf8[text.utf8.index(after: close)...].split(
      separator: UInt8(ascii: " "), maxSplits: 37
    ).map { Substring($0) }
    guard fields.count > 19, let state = fields[0].first, let ppid = Int(fields[1]),
      let start = UInt64(fields[19])
    else { return nil }
    return Process(
      pid: pid, comm: String(text[text.utf8.index(after: open)..<close]), state: state, ppid: ppid,
      start: start, started: Int64(start) * Self.tick - asleep,
      processor: fields.count > 36 ? Int(fields[36]) : nil)
  }

  /// The kernel's stack, innermost frame first; nil without CAP_SYS_ADMIN, or if there is none.
  package func stack(_ pid: Int) -> String? {
    nonempty(SmallFile.kernelText("\(root)/\(pid)/stack"))
  }

  /// The function in which it sleeps; nil if it does not, or for want of CAP_SYS_PTRACE.
  package func waitChannel(_ pid: Int) -> String? {
    nonempty(SmallFile.kernelText("\(root)/\(pid)/wchan")).flatMap { $0 == "0" ? nil : $0 }
  }

  /// The number of the system call that it is in, and its arguments.
  package func systemCall(_ pid: Int) -> String? {
    nonempty(SmallFile.line("\(root)/\(pid)/syscall"))
  }

  /// Whether SIGKILL has been sent and not been taken.
  package func isBeingKilled(_ pid: Int) -> Bool {
    SmallFile.text("\(root)/\(pid)/status").map(Self.isBeingKilled) ?? false
  }

  private static func isBeingKilled(_ status: String) -> Bool {
    lines(status).contains { line in
      guard line.hasPrefix("SigPnd:") || line.hasPrefix("ShdPnd:") else { return false }
      let mask = line.drop { $0 != "\t" }.drop { $0 == "\t" }
      return (UInt64(mask, radix: 16) ?? 0) & 1 << UInt64(SIGKILL - 1) != 0
    }
  }

  private static func lines(_ text: String) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
  }

  /// How far a task has got, by counters that only grow.
  package struct Progress: Sendable, Hashable {
    /// µs on a processor, and µs in which it could have run and got none.
    package var ran: Int64
    package var delayed: Int64
    /// How often it went to sleep of itself.
    package var sleeps: Int
    /// SIGKILL has been sent and not been taken.
    package var isBeingKilled: Bool

    package init(ran: Int64, delayed: Int64, sleeps: Int, isBeingKilled: Bool) {
      self.ran = ran
      self.delayed = delayed
      self.sleeps = sleeps
      self.isBeingKilled = isBeingKilled
    }
  }

  /// `/proc/PID/schedstat` and `/proc/PID/status`.
  package func progress(_ pid: Int) -> Progress? {
    guard let times = SmallFile.kernelText("\(root)/\(pid)/schedstat")?.split(separator: " "),
      times.count > 1, let ran = Int64(times[0]), let delayed = Int64(times[1]),
      let status = SmallFile.kernelText("\(root)/\(pid)/status")
    else { return nil }
    let sleeps = Self.lines(status).last { $0.hasPrefix("voluntary_ctxt_switches:") }
    return Progress(
      ran: ran / 1000, delayed: delayed / 1000,
      sleeps: sleeps?.split(separator: "\t").last.flatMap { Int($0) } ?? 0,
      isBeingKilled: Self.isBeingKilled(status))
  }

  /// Its children, of all its threads' the first one's: `/proc/PID/task/PID/children`
  /// (CONFIG_PROC_CHILDREN); nil where that is not.
  package func children(of pid: Int) -> [Int]? {
    SmallFile.kernelText("\(root)/\(pid)/task/\(pid)/children").map {
      $0.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
    }
  }

  /// Where its open files are; needs CAP_SYS_PTRACE.
  package func openFiles(_ pid: Int, atMost most: Int = 64) -> [String] {
    let folder = "\(root)/\(pid)/fd"
    return SmallFile.names(in: folder).prefix(most).compactMap { SmallFile.link("\(folder)/\($0)") }
  }

  /// What stands in its environment under some names. Waits as ``arguments(_:)`` does.
  package func environment(_ pid: Int, _ names: [String]) -> [String: String] {
    let words = (SmallFile.text("\(root)/\(pid)/environ") ?? "").split(separator: "\0")
    return words.reduce(into: [:]) { found, word in
      guard let sign = word.firstIndex(of: "=") else { return }
      let name = String(word[..<sign])
      if names.contains(name) { found[name] = String(word[word.index(after: sign)...]) }
    }
  }

  /// Its command line, word by word; a kernel thread has none. Waits while the process changes its own memory map.
  package func arguments(_ pid: Int) -> [String] {
    (SmallFile.text("\(root)/\(pid)/cmdline") ?? "").split(separator: "\0").map(String.init)
  }

  /// A program by what it does: the script, not its interpreter.
  package struct Named: Sendable, Hashable {
    package var name: String
    /// With its arguments.
    package var command: String
  }

  /// Nil if it is gone. One that hangs may hold the lock that reading its memory needs: then its
  /// short name has to do.
  package func program(_ pid: Int) -> Named? {
    guard let process = process(pid) else { return nil }
    let words = process.state == "D" ? [] : arguments(pid)
    return Self.named(words) ?? Named(name: process.comm, command: process.comm)
  }

  static func named(_ words: [String]) -> Named? {
    guard let first = words.first else { return nil }
    let rest = Interpreter.skipped(words)
    return Named(name: rest.first ?? first, command: rest.joined(separator: " "))
  }

  private func nonempty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}

extension [ProcessTable.Process] {
  /// udevd: the one whose parent is not named like it.
  package var udevd: ProcessTable.Process? {
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
