import Foundation

/// A directory of journal files, made by systemd-journal-remote from export text.
struct JournalInput {
  /// Entries of the kernel and of udevd; programs' entries come on top.
  var entries: Int
  var files: Int
  var kills: Int
  /// How many entries of other programs there are for each of the kernel.
  var others = 49

  var name: String { "journal-\(entries)-\(files)-\(kills)-\(others)" }

  private static let machine = "0123456789abcdef0123456789abcdef"

  func write(to directory: String) throws {
    guard Runner.has("/lib/systemd/systemd-journal-remote") else {
      throw Failure("systemd-journal-remote is not there: no journals to measure")
    }
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    var generator = Generator()
    let start = 1_790_000_000_000_000
    for number in 0..<files {
      let process = Process()
      process.executableURL = URL(filePath: "/lib/systemd/systemd-journal-remote")
      process.arguments = ["--output=\(directory)/part-\(number).journal", "-"]
      let pipe = Pipe()
      process.standardInput = pipe
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let boot = String(format: "%032x", 0xb007_0000 + number)
      var time = 0
      var text = ""
      func flush() throws {
        try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        text = ""
      }
      func entry(_ message: String, _ identifier: String, isKernel: Bool, _ pid: Int) {
        let real = start + number * 90_000_000_000 + time
        text += "__REALTIME_TIMESTAMP=\(real)\n__MONOTONIC_TIMESTAMP=\(time)\n_BOOT_ID=\(boot)\n"
        text += "_MACHINE_ID=\(Self.machine)\n_HOSTNAME=ridge\nPRIORITY=6\nMESSAGE=\(message)\n"
        text += "SYSLOG_IDENTIFIER=\(identifier)\n"
        if isKernel {
          text += "_TRANSPORT=kernel\nSYSLOG_FACILITY=0\n_SOURCE_MONOTONIC_TIMESTAMP=\(time)\n"
        } else {
          text += "_TRANSPORT=syslog\nSYSLOG_FACILITY=3\n_PID=\(pid)\n_UID=0\n_GID=0\n"
          text += "_COMM=\(identifier)\n_EXE=/usr/bin/\(identifier)\n"
          text += "_CMDLINE=/usr/bin/\(identifier) --daemon --config /etc/\(identifier).conf\n"
          text += "_SYSTEMD_CGROUP=/system.slice/\(identifier).service\n"
          text += "_SYSTEMD_UNIT=\(identifier).service\n_SYSTEMD_SLICE=system.slice\n"
          text += "_SOURCE_REALTIME_TIMESTAMP=\(real)\n"
        }
        text += "\n"
      }
      let share = entries / files
      entry("Linux version 6.1.0-18-amd64", "kernel", isKernel: true, 0)
      for step in 0..<share {
        time += 1_000_000
        if step % 41 == 40 {
          entry("sda: Device processed", "systemd-udevd", isKernel: false, 300 + step % 99)
        } else {
          entry(generator.body(), "kernel", isKernel: true, 0)
        }
        for _ in 0..<others {
          time += 1000
          let program = generator.program()
          entry(generator.body(), program, isKernel: false, Int(generator.next() % 30_000) + 2)
        }
        if kills > 0, step % max(share * files / kills, 1) == share / 2 {
          for (after, message) in Generator.kill(step) {
            time += (after / 3) * 1_000_000
            entry(message, "systemd-udevd", isKernel: false, 65)
          }
        }
        if text.utf8.count > 1 << 20 { try flush() }
      }
      try flush()
      try pipe.fileHandleForWriting.close()
      process.waitUntilExit()
    }
  }
}
