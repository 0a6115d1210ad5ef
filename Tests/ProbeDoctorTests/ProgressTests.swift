import Foundation
import JournalReader
import LogModel
import Synchronization
import ReportModel
import Testing

@testable import probe_doctor

@Suite struct ProgressTests {
  @Test func saysHowMuchIsReadAndOfWhat() {
    #expect(
      ProgressLine.text(.init(name: "a\u{1b}.log", share: 0.434, bytes: 9)).text
        == "Reading: 43 %, a\\x1b.log")
    #expect(
      ProgressLine.text(.init(name: "standard input", share: nil, bytes: 7 << 20)).text
        == "Reading: 7 MiB, standard input")
  }

  @Test func theShareOfSeveralFilesNeverFalls() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "progress-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = [300, 5_000, 40].enumerated().map { number, lines in
      (folder.appending(path: "\(number).log"), lines)
    }
    for (path, lines) in paths {
      let text = (0..<lines).map { "[    \($0).000000] line \($0) of \(path)\n" }.joined()
      try Data(text.utf8).write(to: path)
    }
    let shares = Mutex<[Double]>([])
    let eager = ReadingProgress(patience: 0, interval: 0) { step in
      shares.withLock { $0.append(step.share ?? -1) }
    }
    _ = try Input.boots(paths.map { .path($0.0.path) }, progress: eager)
    let told = shares.withLock { $0 }
    #expect(told == told.sorted() && told.last == 1 && (told.first ?? 1) < 0.9)
  }

  @Test func aLongReadingIsToldOf() throws {
    let log = FileManager.default.temporaryDirectory.appending(path: "progress-\(UUID()).log")
    try Data("[    1.000000] a line\n".utf8).write(to: log)
    defer { try? FileManager.default.removeItem(at: log) }
    let steps = Mutex<[ReadingProgress.Step]>([])
    let eager = ReadingProgress(patience: 0, interval: 0) { step in
      steps.withLock { $0.append(step) }
    }
    _ = try Input.boots([.path(log.path)], progress: eager)
    #expect(steps.withLock(\.last) == .init(name: log.path, share: 1, bytes: 22))

    let patient = ReadingProgress(patience: 3_600_000_000) { _ in Issue.record("too early") }
    _ = try Input.boots([.path(log.path)], progress: patient)
  }
}
