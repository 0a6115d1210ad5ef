internal import Glibc

/// What /proc tells of tasks. Nothing here waits for a task: `cmdline` and `environ`, which can, are
/// read by ``commandLine(_:)`` alone.
struct ProcessTable {
  /// `/proc`, or a folder that stands for it.
  let root: String
  /// Microseconds that the machine has slept: a process' start counts them, other times do not.
  let asleep: Int64

  init(root: String = "/proc", asleep: Int64 = Clock.asleep()) {
    self.root = root
    self.asleep = asleep
  }

  /// A process as `/proc/PID/stat` shows it.
  struct Process: Sendable, Hashable {
    var pid: Int
    var comm: String
    /// `D`: it sleeps, and no signal wakes it.
    var state: Character
    var ppid: Int
    /// Clock ticks from the boot to its start: with the pid, who it is.
    var start: UInt64
    /// The same on CLOCK_MONOTONIC, in microseconds.
    var started: Int64
  }

  private static let tick = 1_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))

  func all() -> [Process] {
    (try? SmallFile.names(in: root))?.compactMap { Int($0) }.sorted().compactMap { process($0) }
      ?? []
  }

  /// `275 ((udev-worker)) D 257 …`: the name may have blanks and brackets in it, the rest has none.
  func process(_ pid: Int) -> Process? {
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
  func stack(_ pid: Int) -> String? { nonempty(SmallFile.text("\(root)/\(pid)/stack")) }

  /// The function in which it sleeps; nil if it does not, or for want of CAP_SYS_PTRACE.
  func waitChannel(_ pid: Int) -> String? {
    nonempty(SmallFile.text("\(root)/\(pid)/wchan")).flatMap { $0 == "0" ? nil : $0 }
  }

  /// The number of the system call that it is in, and its arguments.
  func systemCall(_ pid: Int) -> String? { nonempty(SmallFile.line("\(root)/\(pid)/syscall")) }

  /// Whether SIGKILL has been sent and not been taken.
  func isBeingKilled(_ pid: Int) -> Bool {
    guard let text = SmallFile.text("\(root)/\(pid)/status") else { return false }
    return text.split(separator: "\n").contains { line in
      guard line.hasPrefix("SigPnd:") || line.hasPrefix("ShdPnd:") else { return false }
      let mask = line.drop { $0 != "\t" }.drop { $0 == "\t" }
      return (UInt64(mask, radix: 16) ?? 0) & 1 << UInt64(SIGKILL - 1) != 0
    }
  }

  /// Its command line, in one line. Waits while the process changes its own memory map.
  func commandLine(_ pid: Int) -> String? {
    guard let text = SmallFile.text("\(root)/\(pid)/cmdline") else { return nil }
    return nonempty(text.split(separator: "\0").joined(separator: " "))
  }

  /// Modules that are being loaded: their init runs.
  func loadingModules() -> [String] {
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
  var udevWorkers: [ProcessTable.Process] {
    guard let manager = udevd?.pid else { return [] }
    return filter { $0.ppid == manager }
  }
}

/// Files of /proc and /sys: they have no size, and are read at once.
enum SmallFile {
  static func text(_ path: String, limit: Int = 64 << 10) -> String? {
    bytes(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What can be read of a file; nil if nothing can.
  static func bytes(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return bytes.isEmpty ? nil : bytes }
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return bytes
  }

  static func line(_ path: String) -> String? {
    text(path).map { String($0.prefix { $0 != "\n" }) }
  }

  static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    return count > 0 ? text(buffer.prefix(count)) : nil
  }

  /// C's characters up to a zero.
  static func text(_ characters: some Sequence<CChar>) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  struct Unreadable: Error {
    var code: Int32
  }

  static func names(in path: String) throws(Unreadable) -> [String] {
    guard let directory = opendir(path) else { throw Unreadable(code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let item = readdir(directory) {
      let name = withUnsafeBytes(of: &item.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
