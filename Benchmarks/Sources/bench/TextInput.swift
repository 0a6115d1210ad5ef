import Foundation

/// A log as `dmesg` shows it.
struct TextInput {
  enum Kind: String { case clean, kills, boots, storm }

  var kind: Kind
  /// Bytes; of `boots` and `storm`, how many of them.
  var size: Int

  var name: String { "\(kind.rawValue)-\(size).txt" }

  func write(to path: String) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw Failure("cannot write \(path)")
    }
    var generator = Generator()
    var pending: [UInt8] = []
    var written = 0
    var time = 0
    func line(_ text: String) throws {
      let digits = String(time / 1_000_000)
      let micros = String(time % 1_000_000)
      let blanks = String(repeating: " ", count: max(0, 5 - digits.count))
      let zeros = String(repeating: "0", count: 6 - micros.count)
      let bytes = "[\(blanks)\(digits).\(zeros)\(micros)] \(text)\n".utf8
      pending += bytes
      written += bytes.count
      if pending.count > 1 << 20 {
        try file.write(contentsOf: pending)
        pending.removeAll(keepingCapacity: true)
      }
    }
    func boot() throws {
      time = 0
      try line("Linux version 6.1.0-18-amd64 (build@host) (gcc 12.2.0) #1 SMP")
      try line("Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet")
    }
    func kill(_ number: Int) throws {
      let start = time
      for (after, text) in Generator.kill(number) {
        time = start + after * 1_000_000
        try line("systemd-udevd[65]: \(text)")
      }
    }
    try boot()
    switch kind {
    case .clean, .kills:
      var done = 0
      while written < size {
        time += 300_000
        try line(generator.body())
        if kind == .kills, written / (size / 20) > done {
          done += 1
          try kill(done)
        }
      }
    case .boots:
      for number in 1...max(size, 1) {
        for step in 0..<400 {
          time += 50_000
          try line(generator.body())
          if step == 200 { try kill(number) }
        }
        try boot()
      }
    case .storm:
      for number in 1...max(size, 1) {
        for _ in 0..<20 {
          time += 100_000
          try line(generator.body())
        }
        try kill(number)
      }
    }
    try file.write(contentsOf: pending)
    try file.close()
  }
}
