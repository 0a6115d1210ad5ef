import Foundation
import Testing

/// A signal that ends the program leaves nothing behind: no draft of a report, no unpacked journal.
@Suite struct SignalTests {
  private func names(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }

  private func waits(until isTrue: () -> Bool) -> Bool {
    for _ in 0..<1000 where !isTrue() { usleep(10_000) }
    return isTrue()
  }

  /// Foundation's processes have the signals blocked that the thread has which starts them.
  private func start(_ command: [String], environment: [String], input: Int32) -> pid_t? {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words = command.map { strdup($0) } + [nil]
    var settings = environment.map { strdup($0) } + [nil]
    defer { for text in words + settings { free(text) } }
    var process: pid_t = 0
    return posix_spawn(&process, command[0], &actions, &attributes, &words, &settings) == 0
      ? process : nil
  }

  @Test(arguments: [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGXFSZ, SIGXCPU, SIGUSR1, SIGUSR2,
  ])
  func leavesNothingBehind(_ signal: Int32) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "signal-\(UUID())")
    let (temporary, output) = (folder.appending(path: "tmp"), folder.appending(path: "out"))
    for folder in [temporary, output] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "probe-doctor").path
    let input = Pipe()
    let process = try #require(
      start(
        [program, "-", "-o", output.appending(path: "report").path],
        environment: ["TMPDIR=\(temporary.path)"],
        input: input.fileHandleForReading.fileDescriptor))
    // a journal whose end does not come
    try input.fileHandleForWriting.write(
      contentsOf: Data("LPKSHHRH".utf8) + Data(repeating: 1, count: 100_000))
    #expect(waits { names(in: output).count == 1 && names(in: temporary).count == 1 })
    kill(process, signal)
    var status: Int32 = 0
    #expect(waits { waitpid(process, &status, WNOHANG) == process })
    #expect(status & 0x7f == signal)
    #expect(names(in: output) == [] && names(in: temporary) == [])
    try input.fileHandleForWriting.close()
  }
}
