import Foundation

/// All comparisons, and the inputs that they need.
struct Suite {
  var program: String
  /// Where inputs are kept from one run to the next.
  var cache: String
  /// MB of text, and thousands of entries of journals.
  var textSize = 400
  var journalSize = 1000
  var only: String?

  private func has(_ section: String) -> Bool { only == nil || only == section }

  func comparisons() throws -> [Comparison] {
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
    var all: [Comparison] = []
    if has("start") { all += try start() }
    if has("text") { all += try text() }
    if has("compressed") { all += try compressed() }
    if has("kills") { all += try kills() }
    if has("journal") { all += try journals() }
    if has("growth") { all += try growth() }
    return all
  }

  // MARK: Inputs

  private func path(_ input: TextInput) throws -> String {
    let path = "\(cache)/\(input.name)"
    if !FileManager.default.fileExists(atPath: path) {
      try input.write(to: path + ".part")
      try FileManager.default.moveItem(atPath: path + ".part", toPath: path)
    }
    return path
  }

  private func path(_ input: JournalInput) throws -> String {
    let path = "\(cache)/\(input.name)"
    if !FileManager.default.fileExists(atPath: path) {
      try? FileManager.default.removeItem(atPath: path + ".part")
      try input.write(to: path + ".part")
      try FileManager.default.moveItem(atPath: path + ".part", toPath: path)
    }
    return path
  }

  /// What somebody would type who looks for killed workers.
  private static let typed = [
    "timeout; kill", "timed out, killing", "is taking longer than", "is taking a long time",
    "did not complete", "blocked for more than", "terminated by signal 9", "failed with error -4",
  ]

  private func patterns() throws -> String {
    let path = "\(cache)/patterns"
    try (Self.typed.joined(separator: "\n") + "\n")
      .write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func ours(_ arguments: String) -> Contender {
    Contender(name: "probe-doctor", command: "\(program) \(arguments)", isOurs: true)
  }

  // MARK: Comparisons

  private func start() throws -> [Comparison] {
    let small = try path(TextInput(kind: .clean, size: 1_000_000))
    return [
      Comparison(
        title: "Start: help",
        contenders: [
          ours("--help"), Contender(name: "journalctl --help", command: "journalctl --help"),
        ], isSmall: true),
      Comparison(
        title: "Start: 1 MB of dmesg",
        contenders: [
          ours(small), Contender(name: "wc -l", command: "wc -l \(small)"),
        ], isSmall: true),
    ]
  }

  private func text() throws -> [Comparison] {
    let patterns = try patterns()
    return try [textSize / 10, textSize].flatMap { size in
      let log = try path(TextInput(kind: .clean, size: size * 1_000_000))
      var contenders = [
        ours(log),
        Contender(
          name: "rg -c -F -f, of eight phrases", command: "rg -c -F -f \(patterns) \(log)",
          output: "\(cache)/output"),
        Contender(
          name: "grep -c -F -f, of the same", command: "grep -c -F -f \(patterns) \(log)",
          output: "\(cache)/output"),
        Contender(name: "wc -l", command: "wc -l \(log)"),
      ]
      if !Runner.has("rg") { contenders.remove(at: 1) }
      return [
        Comparison(title: "Text of \(size) MB without a kill", contenders: contenders),
        Comparison(
          title: "The same from a pipe",
          contenders: [
            Contender(
              name: "probe-doctor", command: "cat \(log) | \(program) -", isOurs: true),
            Contender(name: "wc -l", command: "cat \(log) | wc -l"),
          ]),
      ]
    }
  }

  private func compressed() throws -> [Comparison] {
    let log = try path(TextInput(kind: .clean, size: textSize * 1_000_000))
    return try [("zstd", "zst"), ("gzip", "gz"), ("xz", "xz")].compactMap { tool, suffix in
      guard Runner.has(tool) else { return nil }
      let packed = "\(log).\(suffix)"
      if !FileManager.default.fileExists(atPath: packed) {
        let level = tool == "xz" ? "-1" : "-3"
        _ = try Runner.output("\(tool) \(level) -k -c \(log) > \(packed).part")
        try FileManager.default.moveItem(atPath: packed + ".part", toPath: packed)
      }
      return Comparison(
        title: "\(textSize) MB of text, compressed by \(tool)",
        contenders: [
          ours(packed), Contender(name: "\(tool) -dc", command: "\(tool) -dc \(packed)"),
        ])
    }
  }

  private func kills() throws -> [Comparison] {
    let inputs: [(String, TextInput)] = [
      ("20 kills in \(textSize / 4) MB", TextInput(kind: .kills, size: textSize * 250_000)),
      ("A kill in each of 100 boots", TextInput(kind: .boots, size: 100)),
      ("1,000 kills in one boot", TextInput(kind: .storm, size: 1000)),
      ("10,000 kills in one boot", TextInput(kind: .storm, size: 10_000)),
    ]
    return try inputs.map { title, input in
      let log = try path(input)
      return Comparison(
        title: title,
        contenders: [
          ours(log), Contender(name: "grep -c", command: "grep -c 'SEQNUM=.* killed' \(log)"),
        ])
    }
  }

  /// Ten times the entries, and what that takes in time and memory.
  private func growth() throws -> [Comparison] {
    let sizes = [journalSize, journalSize / 10]
    return try [0, 5].map { kills in
      let contenders = try sizes.map { size in
        let folder = try path(JournalInput(entries: size * 20, files: 6, kills: kills))
        return Contender(
          name: "\(size) thousand entries", command: "\(program) \(folder)",
          isOurs: size == journalSize)
      }
      return Comparison(
        title: "Growth of journals: \(kills == 0 ? "clean" : "\(kills) kills")",
        contenders: contenders)
    }
  }

  private func journals() throws -> [Comparison] {
    let entries = journalSize * 20
    let inputs: [(title: String, input: JournalInput)] = [
      ("clean", JournalInput(entries: entries, files: 6, kills: 0)),
      ("5 kills", JournalInput(entries: entries, files: 6, kills: 5)),
      (
        "clean, a tenth of the other programs' entries",
        JournalInput(entries: entries, files: 6, kills: 0, others: 4)
      ),
      ("clean, 200 files", JournalInput(entries: entries / 4, files: 200, kills: 0)),
      (
        "60 boots, 3 kills",
        JournalInput(shape: .boots, entries: journalSize * 1000, files: 6, kills: 3)
      ),
      (
        "all of the kernel's within 15 minutes of three kills",
        JournalInput(entries: entries, files: 1, kills: 3, others: 9, step: 100_000)
      ),
      (
        "\(journalSize * 10) kills",
        JournalInput(shape: .storm, entries: entries * 10, files: 1, kills: journalSize * 10)
      ),
    ]
    let walker = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "journal-walk").path
    return try inputs.map { title, input in
      let folder = try path(input)
      let udevd = "\(folder) SYSLOG_IDENTIFIER=systemd-udevd"
      // as far around a kill as a diagnosis looks
      let around = "--around SEQNUM 900 \(udevd)"
      var contenders = [
        ours(input.kills > 0 ? "--against none \(folder)" : folder),
        Contender(name: "libsystemd, udevd's entries", command: "\(walker) \(udevd)"),
        Contender(
          name: "libsystemd, and all of the kernel's",
          command: "\(walker) \(udevd) SYSLOG_IDENTIFIER=kernel"),
        Contender(
          name: "journalctl -g", command: "journalctl -q -D \(folder) -g 'SEQNUM=.* killed'"),
      ]
      if input.kills > 0 {
        contenders += [
          Contender(
            name: "libsystemd, and the kernel's around kills",
            command: "\(walker) \(around) _TRANSPORT=kernel"),
          Contender(
            name: "the same, with their fields",
            command: "\(walker) --fields \(around) _TRANSPORT=kernel"),
          // the other boots have nothing of the device: all of it is in vain
          Contender(
            name: "probe-doctor, comparing with other boots", command: "\(program) \(folder)"),
        ]
      }
      if input.files > 6 {
        contenders.append(
          Contender(name: "probe-doctor fleet", command: "\(program) fleet \(folder)"))
      }
      return Comparison(
        title: "Journals: \(title)", contenders: contenders,
        entries: input.step < 1_000_000 ? entries : nil)
    }
  }
}
