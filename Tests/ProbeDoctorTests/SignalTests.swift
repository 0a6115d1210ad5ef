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
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "probe-doctor")
    process.arguments = ["-", "-o", output.appending(path: "report").path]
    process.environment = ["TMPDIR": temporary.path]
    process.standardError = FileHandle.nullDevice
    let input = Pipe()
    process.standardInput = input
    try process.run()
    // a journal whose end does not come
    try input.fileHandleForWriting.write(
      contentsOf: Data("LPKSHHRH".utf8) + Data(repeating: 1, count: 100_000))
    #expect(waits { names(in: output).count == 1 && names(in: temporary).count == 1 })
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == signal)
    #expect(names(in: output) == [] && names(in: temporary) == [])
    try input.fileHandleForWriting.close()
  }
}
