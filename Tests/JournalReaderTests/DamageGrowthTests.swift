import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Logs that somebody writes to, or turns over, while they are read.
@Suite struct DamageGrowthTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  private func entries(_ numbers: Range<Int>) -> [ExportEntry] {
    numbers.map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0 + 1))
    }
  }

  private func message(_ number: Int) -> String {
    "x: Worker [7] processing SEQNUM=\(number) killed"
  }

  private func isRunning(_ child: pid_t) -> Bool { waitpid(child, nil, WNOHANG) == 0 }

  @Test func textThatIsBeingWritten() throws {
    let lines = (0..<20_000).map { number in
      let seconds = "\(number)"
      return "[" + String(repeating: " ", count: 5 - seconds.count) + seconds
        + ".000000] systemd-udevd[9]: \(message(number))\n"
    }
    let path = try fixture.write("log.txt", lines.prefix(10_000).joined().utf8)
    _ = try fixture.write("rest.txt", lines.dropFirst(10_000).joined().utf8)
    // Pieces that end anywhere, also within a line.
    let writer = try JournalFixture.start([
      "/bin/sh", "-c", "dd if=\(fixture.path("rest.txt")) bs=1009 status=none >> \(path)",
    ])
    var counts: [Int] = []
    var isWritten = false
    repeat {
      isWritten = !isRunning(writer)
      let answer = try Input.read([.path(path)], question: .kills)
      let said = answer.boots.flatMap(\.entries).map(\.text)
      let whole = said.dropLast()
      #expect(said.count >= 10_000)
      #expect(zip(whole, 0...).allSatisfy { $0 == message($1) })
      counts.append(said.count)
    } while !isWritten
    #expect(counts.last == 20_000)
    #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func journalThatIsBeingWritten() throws {
    for part in 0..<20 {
      _ = try fixture.write("part\(part)", entries(part * 20..<(part + 1) * 20).export)
    }
    let live = fixture.path("live.journal")
    let writer = try JournalFixture.start([
      "/bin/sh", "-c",
      """
      cd \(fixture.directory) && for part in $(seq 0 19); do cat part$part; sleep 0.05; done |
        \(JournalFixture.remote) --output=\(live) --split-mode=none -
      """,
    ])
    var most = 0
    var isWritten = false
    repeat {
      isWritten = !isRunning(writer)
      guard access(live, R_OK) == 0 else { continue }
      do {
        let messages = try Input.read([.path(live)], question: .kills).messages
        #expect(messages == (0..<messages.count).map(message))
        #expect(messages.count >= most)
        most = max(most, messages.count)
      } catch {
        // Its header is not written yet.
        #expect(most == 0, "\(error)")
      }
    } while !isWritten
    #expect(most == 400)
  }

  /// journald gives the file another name and begins a new one: what was read before is all there,
  /// or it is said that something is not.
  @Test func journalThatIsTurnedOver() throws {
    let folder = try fixture.makeDirectory("journal")
    for part in 0..<12 {
      let path = try fixture.journal("part\(part)", of: entries(part * 10..<(part + 1) * 10).export)
      #expect(access(path, R_OK) == 0)
    }
    let writer = try JournalFixture.start([
      "/bin/sh", "-c",
      """
      cd \(fixture.directory) && for part in $(seq 0 11); do
        mv part$part journal/system.journal; sleep 0.05
        mv journal/system.journal journal/system@$part.journal; sleep 0.05
      done
      """,
    ])
    var complete = 0
    var isWritten = false
    repeat {
      isWritten = !isRunning(writer)
      let before = (0..<12).filter { access("\(folder)/system@\($0).journal", R_OK) == 0 }.count
      guard before > 0 else { continue }
      let answer = try Input.read([.path(folder)], question: .kills)
      let messages = Set(answer.messages)
      let known = (0..<before * 10).map(message)
      #expect(known.allSatisfy(messages.contains))
      // The one that was just renamed may be missed; then it is said.
      let isWhole = answer.messages == (0..<answer.messages.count).map(message)
      #expect(isWhole || !answer.coverage.isComplete)
      if isWhole { complete = max(complete, messages.count) }
    } while !isWritten
    #expect(complete == 120)
  }
}
