import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Journal files for a test, made from export streams (systemd.io/JOURNAL_EXPORT_FORMATS) by
/// systemd-journal-remote, which keeps an entry's own times. They go with the fixture.
final class JournalFixture {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  static let remote = "/usr/lib/systemd/systemd-journal-remote"
  let directory: String

  init() throws {
    var template = Array("/tmp/probe-doctor-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: \(errno)") }
    directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    _ = try? Self.run(["/bin/rm", "-rf", directory])
  }

  /// `Tests/Fixtures/export/NAME.export`
  static func export(_ name: String) throws -> [UInt8] {
    let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    return try bytes("/\(tests)/Fixtures/export/\(name).export")
  }

  /// A journal file with the entries of an export stream.
  func journal(_ name: String, of export: [UInt8]) throws -> String {
    guard access(Self.remote, X_OK) == 0 else {
      throw Failure(
        description: "\(Self.remote) is missing: apt-get install systemd-journal-remote")
    }
    let source = try write("\(name).export", export)
    let path = "\(directory)/\(name)"
    // journal-remote insists on a name that ends in `.journal`.
    try Self.run([Self.remote, "--output=\(path).journal", "--split-mode=none", source])
    try Self.run(["/bin/mv", "\(path).journal", path])
    try Self.run(["/bin/rm", source])
    return path
  }

  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = "\(directory)/\(name)"
    guard let file = fopen(path, "w") else { throw Failure(description: "\(path): \(errno)") }
    defer { fclose(file) }
    let bytes = Array(bytes)
    fwrite(bytes, 1, bytes.count, file)
    return path
  }

  func makeDirectory(_ name: String) throws -> String {
    guard mkdir("\(directory)/\(name)", 0o755) == 0 else {
      throw Failure(description: "mkdir \(name): \(errno)")
    }
    return "\(directory)/\(name)"
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw Failure(description: "\(path): \(errno)") }
    defer { fclose(file) }
    var status = stat()
    fstat(fileno(file), &status)
    return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
  }

  static func run(_ command: [String]) throws {
    let status = wait(for: try start(command))
    guard status == 0 else { throw Failure(description: "\(command): status \(status)") }
  }

  @discardableResult
  static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }

  static func start(_ command: [String]) throws -> pid_t {
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var child: pid_t = 0
    guard posix_spawn(&child, command[0], &files, nil, &arguments, environ) == 0 else {
      throw Failure(description: "cannot start \(command[0])")
    }
    return child
  }
}

/// An entry of an export stream.
struct ExportEntry {
  static let boot = "0123456789abcdef0123456789abcdef"
  static let otherBoot = "fedcba9876543210fedcba9876543210"

  var seconds: Double
  var fields: [(String, String)]
  var boot = ExportEntry.boot
  var machine = "11111111111111111111111111111111"
  var hostname = "one"

  static let start: Int64 = 1_700_000_000_000_000

  /// What udevd says at `said`, written at `written`.
  static func udevd(_ message: String, said: Double, written: Double? = nil) -> ExportEntry {
    ExportEntry(
      seconds: written ?? said,
      fields: [
        ("_TRANSPORT", "journal"), ("SYSLOG_IDENTIFIER", "systemd-udevd"), ("_PID", "205"),
        ("_SOURCE_REALTIME_TIMESTAMP", "\(start + Int64(said * 1e6))"), ("MESSAGE", message),
      ])
  }

  static func kernel(_ message: String, said: Double, written: Double? = nil) -> ExportEntry {
    ExportEntry(
      seconds: written ?? said,
      fields: [
        ("_TRANSPORT", "kernel"), ("SYSLOG_IDENTIFIER", "kernel"),
        ("_SOURCE_MONOTONIC_TIMESTAMP", "\(Int64(said * 1e6))"), ("MESSAGE", message),
      ])
  }

  func said(at seconds: Double) -> ExportEntry {
    var copy = self
    copy.seconds = seconds
    copy.fields = fields.map { name, value in
      (name, name == "_SOURCE_REALTIME_TIMESTAMP" ? "\(Self.start + Int64(seconds * 1e6))" : value)
    }
    return copy
  }

  func of(boot: String, machine: String, hostname: String) -> ExportEntry {
    var copy = self
    copy.boot = boot
    copy.machine = machine
    copy.hostname = hostname
    return copy
  }

  var text: String {
    let micros = Int64(seconds * 1e6)
    let stamps = [
      ("__REALTIME_TIMESTAMP", "\(Self.start + micros)"), ("__MONOTONIC_TIMESTAMP", "\(micros)"),
      ("_BOOT_ID", boot), ("_MACHINE_ID", machine), ("_HOSTNAME", hostname),
    ]
    return (stamps + fields).map { "\($0)=\($1)\n" }.joined() + "\n"
  }
}

extension Sequence<ExportEntry> {
  var export: [UInt8] { Array(map(\.text).joined().utf8) }
}

extension Question {
  /// What a search for killed workers asks, in short.
  static let kills = Question(
    identifiers: ["systemd-udevd", "(udev-worker)"], units: ["systemd-udevd.service"],
    triggers: [" killed", "timed out. Killing"],
    marks: ["Linux version", "Command line: "], span: 200_000_000)
}
