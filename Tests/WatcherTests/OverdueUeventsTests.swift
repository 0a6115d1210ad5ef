import KillCorrelator
import LogModel
import Testing

@testable import Watcher

@Suite struct OverdueUeventsTests {
  private static let second: Int64 = 1_000_000
  private let limit = WorkerLimit(
    commandLine: "ro quiet", arguments: [], configuration: "", version: "252")
  private var overdue: OverdueUevents

  init() { overdue = OverdueUevents(limit: limit) }

  private func at(_ seconds: Double) -> Int64 { Int64(seconds * Double(Self.second)) }

  private func uevent(_ seqnum: UInt64, pid: Int? = nil, since: Double = 0) -> OverdueUevent {
    OverdueUevent(pid: pid, seqnum: seqnum, sysname: "d\(seqnum)", since: at(since))
  }

  @Test("looks at a third, shortly before the kill and after it")
  mutating func looks() {
    overdue.add(uevent(1, pid: 20), at: at(60))
    #expect((overdue.nextLook ?? .max) <= at(60))
    overdue.looked(at: at(60))
    #expect(overdue.nextLook == at(170))
    #expect((overdue.nextLook ?? .max) > at(169))
    overdue.looked(at: at(170))
    #expect(overdue.nextLook == at(181.5))
    overdue.looked(at: at(181.5))
    #expect((overdue.nextLook ?? 0) > at(200))
  }

  @Test("nothing is followed any more once a uevent has ended in time")
  mutating func endsInTime() {
    overdue.add(uevent(1), at: at(60))
    overdue.looked(at: at(60))
    overdue.end(at: at(90)) { $0.seqnum == 1 }
    #expect(overdue.takeDiagnosis(at: at(90)) == false)
    #expect(overdue.isEmpty)
    #expect(overdue.nextLook == nil)
    #expect(overdue.nextStep == nil)
  }

  @Test("a kill is diagnosed when its lines have come, and again at the worker's end")
  mutating func kill() {
    overdue.add(uevent(1, pid: 20), at: at(60))
    overdue.looked(at: at(60))
    overdue.kill(uevent(1, pid: 20), at: at(180))
    #expect(overdue.takeDiagnosis(at: at(182)) == false)
    #expect(overdue.takeDiagnosis(at: at(183)) == true)
    #expect(overdue.takeDiagnosis(at: at(184)) == false)
    overdue.end(at: at(200)) { $0.pid == 20 }
    #expect(overdue.takeDiagnosis(at: at(203)) == true)
    #expect(overdue.takeDiagnosis(at: at(210)) == false)
    #expect(overdue.isEmpty)
  }

  @Test("a worker that was gone when its time was over is looked for")
  mutating func goneAtTheLimit() {
    overdue.add(uevent(1, pid: 20), at: at(60))
    overdue.looked(at: at(60))
    overdue.end(at: at(180.2)) { $0.seqnum == 1 }
    #expect(overdue.takeDiagnosis(at: at(180.2)) == false)
    #expect((overdue.nextLook ?? .max) <= at(182.2))
    overdue.looked(at: at(182.2))
    overdue.kill(uevent(1, pid: 20), at: at(182.2))
    #expect(overdue.takeDiagnosis(at: at(186)) == true)
    #expect(overdue.takeDiagnosis(at: at(300)) == false)
    #expect(overdue.isEmpty)
  }

  @Test("a uevent without a number and its worker are one")
  mutating func merges() {
    overdue.add(OverdueUevent(pid: 20, since: 0), at: at(60))
    let isNew = overdue.add(uevent(7, pid: 20), at: at(61))
    #expect(!isNew)
    #expect(overdue.uevents.map(\.seqnum) == [7])
    let isOther = overdue.add(uevent(8, pid: 21), at: at(61))
    #expect(isOther)
  }
}
