import Foundation

/// A directory of journal files, made by systemd-journal-remote from export text.
struct JournalInput {
  enum Shape: String {
    /// The kernel speaks once a second, `others` programs' entries between.
    case busy
    /// A machine's boots: 1,500 lines of the kernel in their first 20 s and 60 of udevd's, then hours in which
    /// programs speak. A kill is in the middle of each share of the boots, three minutes after the event.
    case boots
    /// Kills in a row, each with a few lines of the kernel.
    case storm
  }
  var shape = Shape.busy
  /// Entries of the kernel and of udevd, programs' entries come on top; of `boots` all there are.
  var entries: Int
  var files: Int
  var kills: Int
  /// How many entries of other programs there are for each of the kernel.
  var others = 49
  /// From one of the kernel's entries to the next, in µs.
  var step = 1_000_000

  var name: String {
    "journal-\(shape.rawValue)-\(entries)-\(files)-\(kills)-\(others)-\(step)"
  }

  func write(to directory: String) throws {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    var generator = Generator()
    for number in 0..<files {
      let journal = try JournalWriter(file: "\(directory)/part-\(number).journal")
      switch shape {
      case .busy: try busy(number, &generator, journal)
      case .boots:
        let boots = Self.boots / files
        for boot in number * boots..<(number + 1) * boots {
          try self.boot(boot, &generator, journal)
        }
      case .storm: try storm(&generator, journal)
      }
      try journal.close()
    }
  }

  private func busy(_ number: Int, _ generator: inout Generator, _ journal: JournalWriter) throws {
    let share = entries / files
    try journal.begin(boot: number)
    try journal.kernel("Linux version 6.1.0-18-amd64")
    for step in 0..<share {
      journal.time += self.step
      if step % 41 == 40 {
        try journal.program("systemd-udevd", 300 + step % 99, "sda: Device processed")
      } else {
        try journal.kernel(generator.body())
      }
      for _ in 0..<others {
        journal.time += self.step / 1000
        try self.other(&generator, journal)
      }
      if kills > 0, step % max(entries / kills, 1) == share / 2 {
        for (after, message) in Generator.kill(step) {
          journal.time += (after / 3) * 1_000_000
          try journal.program("systemd-udevd", 65, message)
        }
      }
    }
  }

  private static let boots = 60

  private func boot(_ number: Int, _ generator: inout Generator, _ journal: JournalWriter) throws {
    try journal.begin(boot: number)
    try journal.kernel("Linux version 6.1.0-18-amd64")
    for line in 0..<1500 {
      journal.time = 100 + line * 20_000_000 / 1500
      try journal.kernel(generator.body())
      if line % 25 == 24 { try journal.program("systemd-udevd", 231, "sda: Device processed") }
    }
    let share = Self.boots / max(kills, 1)
    let kill = kills > 0 && number % share == share / 2 ? Generator.kill(number) : []
    let left = max(entries / Self.boots - 1561 - kill.count, 1)
    var pending = kill[...]
    for line in 0..<left {
      let time = 20_000_000 + line * (36_000_000_000 / left)
      while let next = pending.first, 3_000_000 + next.after * 1_000_000 <= time {
        journal.time = 3_000_000 + next.after * 1_000_000
        try journal.program("systemd-udevd", 65, next.text)
        pending.removeFirst()
      }
      journal.time = time
      if line % 50 == 0 {
        try journal.kernel(generator.body())
      } else {
        try other(&generator, journal)
      }
    }
  }

  private func storm(_ generator: inout Generator, _ journal: JournalWriter) throws {
    try journal.begin(boot: 0)
    try journal.kernel("Linux version 6.1.0-18-amd64")
    for number in 1...kills {
      for _ in 0..<max(entries / kills, 1) {
        journal.time += 100_000
        try journal.kernel(generator.body())
      }
      let start = journal.time
      for (after, message) in Generator.kill(number) {
        journal.time = start + after * 1_000_000
        try journal.program("systemd-udevd", 65, message)
      }
    }
  }

  private func other(_ generator: inout Generator, _ journal: JournalWriter) throws {
    let program = generator.program()
    try journal.program(program, Int(generator.next() % 30_000) + 2, generator.body())
  }
}

/// A journal file that is being written.
private final class JournalWriter {
  /// µs since the boot's start.
  var time = 0
  private var boot = ""
  private var start = 0
  private var text = ""
  private let process = Process()
  private let pipe = Pipe()

  private static let remote = "/lib/systemd/systemd-journal-remote"
  private static let machine = "0123456789abcdef0123456789abcdef"

  init(file: String) throws {
    guard Runner.has(Self.remote) else {
      throw Failure("systemd-journal-remote is not there: no journals to measure")
    }
    process.executableURL = URL(filePath: Self.remote)
    process.arguments = ["--output=\(file)", "-"]
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  func begin(boot number: Int) throws {
    boot = String(format: "%032x", 0xb007_0000 + number)
    start = 1_790_000_000_000_000 + number * 90_000_000_000
    time = 0
  }

  func kernel(_ message: String) throws {
    try entry(
      message, "kernel",
      "_TRANSPORT=kernel\nSYSLOG_FACILITY=0\n_SOURCE_MONOTONIC_TIMESTAMP=\(time)\n")
  }

  func program(_ name: String, _ pid: Int, _ message: String) throws {
    try entry(
      message, name,
      "_TRANSPORT=syslog\nSYSLOG_FACILITY=3\n_PID=\(pid)\n_UID=0\n_GID=0\n"
        + "_COMM=\(name)\n_EXE=/usr/bin/\(name)\n"
        + "_CMDLINE=/usr/bin/\(name) --daemon --config /etc/\(name).conf\n"
        + "_SYSTEMD_CGROUP=/system.slice/\(name).service\n"
        + "_SYSTEMD_UNIT=\(name).service\n_SYSTEMD_SLICE=system.slice\n"
        + "_SOURCE_REALTIME_TIMESTAMP=\(start + time)\n")
  }

  private func entry(_ message: String, _ identifier: String, _ fields: String) throws {
    text += "__REALTIME_TIMESTAMP=\(start + time)\n__MONOTONIC_TIMESTAMP=\(time)\n"
    text += "_BOOT_ID=\(boot)\n_MACHINE_ID=\(Self.machine)\n_HOSTNAME=ridge\nPRIORITY=6\n"
    text += "MESSAGE=\(message)\nSYSLOG_IDENTIFIER=\(identifier)\n\(fields)\n"
    if text.utf8.count > 1 << 20 { try flush() }
  }

  private func flush() throws {
    try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    text = ""
  }

  func close() throws {
    try flush()
    try pipe.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
