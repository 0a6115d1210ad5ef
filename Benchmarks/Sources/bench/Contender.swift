import Foundation

/// A command that does a job, and what it took.
struct Contender {
  var name: String
  /// Run by a shell.
  var command: String
  /// What others are compared with.
  var isOurs = false
  /// Where its output goes. grep stops at the first match where that is nowhere.
  var output = "/dev/null"
}

/// What one run took.
struct Measurement {
  var wall: Double
  var processor: Double
}

enum Runner {
  /// Runs a command to its end.
  static func run(_ contender: Contender) throws -> Measurement {
    let clock = ContinuousClock()
    let start = clock.now
    let pid = try spawn(contender)
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
    let wall = seconds(clock.now - start)
    // 127: the shell did not find it.
    guard status & 0x7f == 0, status >> 8 != 127 else {
      throw Failure("\(contender.command): \(status)")
    }
    return Measurement(wall: wall, processor: seconds(usage.ru_utime) + seconds(usage.ru_stime))
  }

  /// The most memory that a process of the command took, its children among them, in KiB; nil for
  /// a pipe.
  ///
  /// Not from wait4(2): what that tells is at least what this program takes itself, which it was
  /// when it was started. The kernel's own high-water mark begins anew with the command.
  static func memory(_ contender: Contender) throws -> Int? {
    guard !contender.command.contains("|") else { return nil }
    let pid = try spawn(contender)
    var most = 0
    var status: Int32 = 0
    while waitpid(pid, &status, WNOHANG) == 0 {
      most = max(most, largest(pid))
      usleep(200)
    }
    return most
  }

  private static func largest(_ pid: pid_t) -> Int {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    let children = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
    return (children ?? "").split(separator: " ").compactMap { pid_t($0) }
      .reduce(Int(line.filter(\.isNumber)) ?? 0) { max($0, largest($1)) }
  }

  /// The shell is replaced by the command where it is a single one, so that time and memory are
  /// the command's own.
  private static func spawn(_ contender: Contender) throws -> pid_t {
    let command = contender.command
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 1, contender.output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let words = ["/bin/sh", "-c", command.contains("|") ? command : "exec \(command)"]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    guard posix_spawn(&pid, "/bin/sh", &actions, nil, &arguments, environ) == 0 else {
      throw Failure("cannot run \(command)")
    }
    return pid
  }

  /// Instructions in user space: as the processor counts them; where it does not, as valgrind
  /// does if the job `isSmall`; else nil.
  static func instructions(_ command: String, isSmall: Bool) -> Int? {
    guard !command.contains("|") else { return nil }
    let run = "-- \(command) 2>&1 >/dev/null"
    if has("perf"), let said = try? output("perf stat -x, -e instructions:u \(run)") {
      for line in said.split(separator: "\n") where line.contains("instructions") {
        if let count = Int(line.prefix { $0 != "," }) { return count }
      }
    }
    let tool = "valgrind --tool=callgrind --callgrind-out-file=/dev/null"
    guard isSmall, has("valgrind"), let said = try? output("\(tool) \(run)") else { return nil }
    for line in said.split(separator: "\n") where line.contains("Collected :") {
      return line.split(separator: " ").last.flatMap { Int($0) }
    }
    return nil
  }

  static func has(_ program: String) -> Bool {
    (try? output("command -v \(program)"))?.isEmpty == false
  }

  static func output(_ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }
}

struct Failure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
