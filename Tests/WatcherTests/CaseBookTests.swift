import KillCorrelator
import LogModel
import Testing

@testable import Watcher

@Suite struct CaseBookTests {
  private static let second: Int64 = 1_000_000
  private let limit = WorkerLimit(
    commandLine: "ro quiet", arguments: [], configuration: "", version: "252")
  private var book: CaseBook

  init() { book = CaseBook(limit: limit) }

  private func at(_ seconds: Double) -> Int64 { Int64(seconds * Double(Self.second)) }

  private func event(_ seqnum: UInt64, pid: Int? = nil, since: Double = 0) -> WatchedEvent {
    WatchedEvent(pid: pid, seqnum: seqnum, sysname: "d\(seqnum)", since: at(since))
  }

  @Test("looks at a third, shortly before the kill and after it")
  mutating func looks() {
    book.add(event(1, pid: 20), at: at(60))
    #expect(book.isLookDue(at: at(60)))
    book.looked(at: at(60))
    #expect(book.nextLook == at(170))
    #expect(!book.isLookDue(at: at(169)))
    book.looked(at: at(170))
    #expect(book.nextLook == at(181.5))
    book.looked(at: at(181.5))
    #expect((book.nextLook ?? 0) > at(200))
  }

  @Test("nothing is followed any more once an event has ended in time")
  mutating func endsInTime() {
    book.add(event(1), at: at(60))
    book.looked(at: at(60))
    book.end(at: at(90)) { $0.seqnum == 1 }
    #expect(book.takeDiagnosis(at: at(90)) == false)
    #expect(book.cases.isEmpty)
    #expect(book.nextLook == nil)
    #expect(book.nextStep == nil)
  }

  @Test("a kill is diagnosed when its lines have come, and again at the worker's end")
  mutating func kill() {
    book.add(event(1, pid: 20), at: at(60))
    book.looked(at: at(60))
    book.kill(event(1, pid: 20), at: at(180))
    #expect(book.takeDiagnosis(at: at(182)) == false)
    #expect(book.takeDiagnosis(at: at(183)) == true)
    #expect(book.takeDiagnosis(at: at(184)) == false)
    book.end(at: at(200)) { $0.pid == 20 }
    #expect(book.takeDiagnosis(at: at(203)) == true)
    #expect(book.takeDiagnosis(at: at(210)) == false)
    #expect(book.cases.isEmpty)
  }

  @Test("a worker that was gone when its time was over is looked for")
  mutating func goneAtTheLimit() {
    book.add(event(1, pid: 20), at: at(60))
    book.looked(at: at(60))
    book.end(at: at(180.2)) { $0.seqnum == 1 }
    #expect(book.takeDiagnosis(at: at(180.2)) == false)
    #expect(book.isLookDue(at: at(182.2)))
    book.looked(at: at(182.2))
    book.kill(event(1, pid: 20), at: at(182.2))
    #expect(book.takeDiagnosis(at: at(186)) == true)
    #expect(book.takeDiagnosis(at: at(300)) == false)
    #expect(book.cases.isEmpty)
  }

  @Test("an event without a number and its worker are one")
  mutating func merges() {
    book.add(WatchedEvent(pid: 20, since: 0), at: at(60))
    let isNew = book.add(event(7, pid: 20), at: at(61))
    #expect(!isNew)
    #expect(book.cases.map(\.event.seqnum) == [7])
    let isOther = book.add(event(8, pid: 21), at: at(61))
    #expect(isOther)
  }
}
