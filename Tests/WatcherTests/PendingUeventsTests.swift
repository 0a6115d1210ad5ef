import Testing

@testable import Watcher

@Suite struct PendingUeventsTests {
  private static let second: Int64 = 1_000_000
  private var pending = PendingUevents(patience: 60 * second)

  private func uevent(_ seqnum: UInt64, _ devpath: String) -> Uevent {
    Uevent(seqnum: seqnum, action: "add", devpath: devpath)
  }

  private func at(_ seconds: Int64) -> Int64 { seconds * Self.second }

  @Test mutating func nothingIsDueWhileNothingIsPending() {
    #expect(pending.nextCheck == nil)
    pending.sent(uevent(1, "/devices/a"), at: at(10))
    #expect(pending.nextCheck == at(70))
    pending.finished(1, at: at(11))
    #expect(pending.nextCheck == nil)
    #expect(pending.count == 0)
  }

  @Test mutating func tellsWhatIsOverdueOnce() {
    pending.sent(uevent(1, "/devices/a"), at: at(10))
    pending.sent(uevent(2, "/devices/b"), at: at(40))
    #expect(pending.overdue(at: at(69)).isEmpty)
    #expect(pending.overdue(at: at(70)).map(\.uevent.seqnum) == [1])
    #expect(pending.nextCheck == at(100))
    #expect(pending.overdue(at: at(100)).map(\.uevent.seqnum) == [2])
    #expect(pending.overdue(at: at(300)).isEmpty)
  }

  @Test("a uevent waits for an earlier one of its device, its parents and its children")
  mutating func heldBack() {
    pending.sent(uevent(1, "/devices/pci/0000:00:05.0"), at: at(0))
    pending.sent(uevent(2, "/devices/pci/0000:00:05.0/net/eth0"), at: at(1))
    pending.sent(uevent(3, "/devices/pci/0000:00:05.0"), at: at(2))
    pending.sent(uevent(4, "/devices/pci"), at: at(3))
    pending.sent(uevent(5, "/devices/pci2/0000:00:05.0"), at: at(4))
    #expect(pending.overdue(at: at(100)).map(\.uevent.seqnum) == [1, 5])
  }

  @Test("its time begins when what held it back is over")
  mutating func released() {
    pending.sent(uevent(1, "/devices/a"), at: at(0))
    pending.sent(uevent(2, "/devices/a/b"), at: at(1))
    pending.finished(1, at: at(50))
    #expect(pending.overdue(at: at(100)).isEmpty)
    #expect(pending.nextCheck == at(110))
    let late = pending.overdue(at: at(110))
    #expect(late.map(\.uevent.seqnum) == [2])
    #expect(late.first?.since == at(50))
  }

  @Test("the end of an unknown uevent is no news, and forgetting leaves nothing")
  mutating func lost() {
    #expect(pending.finished(9, at: at(1)) == nil)
    pending.sent(uevent(1, "/devices/a"), at: at(0))
    pending.forget()
    #expect(pending.nextCheck == nil)
    #expect(pending.overdue(at: at(1000)).isEmpty)
  }

  @Test("a storm of a hundred thousand is followed to its end")
  mutating func storm() {
    pending.sent(uevent(1, "/devices/stuck"), at: at(0))
    for number in 2...100_000 {
      let seqnum = UInt64(number)
      pending.sent(uevent(seqnum, "/devices/virtual/mem/m\(number % 100)"), at: at(1))
      pending.finished(seqnum, at: at(1))
    }
    #expect(pending.count == 1)
    #expect(pending.overdue(at: at(61)).map(\.uevent.seqnum) == [1])
  }

  @Test func sysnameHasSlashesForMarks() {
    #expect(uevent(1, "/devices/pci/cciss!c0d0").sysname == "cciss/c0d0")
  }
}
