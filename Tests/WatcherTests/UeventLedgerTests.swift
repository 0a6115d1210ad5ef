import Testing

@testable import Watcher

@Suite struct UeventLedgerTests {
  private static let second: Int64 = 1_000_000
  private var ledger = UeventLedger(patience: 60 * second)

  private func uevent(_ seqnum: UInt64, _ devpath: String) -> Uevent {
    Uevent(seqnum: seqnum, action: "add", devpath: devpath)
  }

  private func at(_ seconds: Int64) -> Int64 { seconds * Self.second }

  @Test mutating func nothingIsDueWhileNothingIsPending() {
    #expect(ledger.nextCheck == nil)
    ledger.sent(uevent(1, "/devices/a"), at: at(10))
    #expect(ledger.nextCheck == at(70))
    ledger.finished(1, at: at(11))
    #expect(ledger.nextCheck == nil)
    #expect(ledger.count == 0)
  }

  @Test mutating func tellsWhatIsOverdueOnce() {
    ledger.sent(uevent(1, "/devices/a"), at: at(10))
    ledger.sent(uevent(2, "/devices/b"), at: at(40))
    #expect(ledger.overdue(at: at(69)).isEmpty)
    #expect(ledger.overdue(at: at(70)).map(\.uevent.seqnum) == [1])
    #expect(ledger.nextCheck == at(100))
    #expect(ledger.overdue(at: at(100)).map(\.uevent.seqnum) == [2])
    #expect(ledger.overdue(at: at(300)).isEmpty)
  }

  @Test("an event waits for an earlier one of its device, its parents and its children")
  mutating func heldBack() {
    ledger.sent(uevent(1, "/devices/pci/0000:00:05.0"), at: at(0))
    ledger.sent(uevent(2, "/devices/pci/0000:00:05.0/net/eth0"), at: at(1))
    ledger.sent(uevent(3, "/devices/pci/0000:00:05.0"), at: at(2))
    ledger.sent(uevent(4, "/devices/pci"), at: at(3))
    ledger.sent(uevent(5, "/devices/pci2/0000:00:05.0"), at: at(4))
    #expect(ledger.overdue(at: at(100)).map(\.uevent.seqnum) == [1, 5])
  }

  @Test("its time begins when what held it back is over")
  mutating func released() {
    ledger.sent(uevent(1, "/devices/a"), at: at(0))
    ledger.sent(uevent(2, "/devices/a/b"), at: at(1))
    ledger.finished(1, at: at(50))
    #expect(ledger.overdue(at: at(100)).isEmpty)
    #expect(ledger.nextCheck == at(110))
    let late = ledger.overdue(at: at(110))
    #expect(late.map(\.uevent.seqnum) == [2])
    #expect(late.first?.since == at(50))
  }

  @Test("the end of an unknown event is no news, and forgetting leaves nothing")
  mutating func lost() {
    #expect(ledger.finished(9, at: at(1)) == nil)
    ledger.sent(uevent(1, "/devices/a"), at: at(0))
    ledger.forget()
    #expect(ledger.nextCheck == nil)
    #expect(ledger.overdue(at: at(1000)).isEmpty)
  }

  @Test("a storm of a hundred thousand is followed to its end")
  mutating func storm() {
    ledger.sent(uevent(1, "/devices/stuck"), at: at(0))
    for number in 2...100_000 {
      let seqnum = UInt64(number)
      ledger.sent(uevent(seqnum, "/devices/virtual/mem/m\(number % 100)"), at: at(1))
      ledger.finished(seqnum, at: at(1))
    }
    #expect(ledger.count == 1)
    #expect(ledger.overdue(at: at(61)).map(\.uevent.seqnum) == [1])
  }

  @Test func sysnameHasSlashesForMarks() {
    #expect(uevent(1, "/devices/pci/cciss!c0d0").sysname == "cciss/c0d0")
  }
}
