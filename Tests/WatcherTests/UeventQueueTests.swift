import Testing

@testable import Watcher

@Suite struct UeventQueueTests {
  private static let second: Int64 = 1_000_000
  private var queue = UeventQueue()

  private func uevent(_ seqnum: UInt64, _ devpath: String) -> Uevent {
    Uevent(seqnum: seqnum, devpath: devpath)
  }

  private func at(_ seconds: Int64) -> Int64 { seconds * Self.second }

  @Test("a uevent waits for an earlier one of its device, its parents and its children")
  mutating func heldBack() {
    queue.sent(uevent(1, "/devices/pci/0000:00:05.0"), at: at(0))
    queue.sent(uevent(2, "/devices/pci/0000:00:05.0/net/eth0"), at: at(1))
    queue.sent(uevent(3, "/devices/pci/0000:00:05.0"), at: at(2))
    queue.sent(uevent(4, "/devices/pci"), at: at(3))
    queue.sent(uevent(5, "/devices/pci2/0000:00:05.0"), at: at(4))
    #expect(queue.front(9).map(\.uevent.seqnum) == [1, 5])
    #expect(queue.front(1).map(\.uevent.seqnum) == [1])
    #expect(queue.oldest == at(0))
  }

  @Test("its time begins when what held it back is over, above it and below it")
  mutating func released() {
    queue.sent(uevent(1, "/devices/a"), at: at(0))
    queue.sent(uevent(2, "/devices/a/b"), at: at(1))
    queue.sent(uevent(3, "/devices/a"), at: at(2))
    queue.finished(1, at: at(50))
    #expect(queue.front(9).map(\.since) == [at(50)])
    #expect(queue.finished(2, at: at(70))?.since == at(50))
    #expect(queue.front(9).map(\.since) == [at(70)])
    #expect(queue[3]?.since == at(70))
  }

  @Test("an end that comes before its beginning is remembered")
  mutating func early() {
    queue.sent(uevent(1, "/devices/a"), at: at(0))
    queue.finished(2, at: at(1))
    queue.sent(uevent(2, "/devices/b"), at: at(2))
    #expect(queue.count == 1)
    queue.finished(1, at: at(3))
    #expect(queue.isEmpty)
    #expect(queue.oldest == nil)
  }

  @Test("what a udevd before this one had is dropped with it")
  mutating func restarted() {
    queue.sent(uevent(1, "/devices/a"), at: at(0))
    queue.sent(uevent(2, "/devices/b"), at: at(9))
    queue.forget(sentBefore: at(5))
    #expect(queue.front(9).map(\.uevent.seqnum) == [2])
  }

  @Test("a storm of two hundred thousand is followed to its end")
  mutating func storm() {
    queue.sent(uevent(1, "/devices/stuck"), at: at(0))
    for number in 2...200_000 {
      queue.sent(uevent(UInt64(number), "/devices/virtual/mem/m\(number % 100)"), at: at(1))
    }
    for _ in 0..<100 { #expect(queue.front(8).count == 8) }
    for number in 2...200_000 { queue.finished(UInt64(number), at: at(1)) }
    #expect(queue.front(8).map(\.uevent.seqnum) == [1])
  }

  @Test func sysnameHasSlashesForMarks() {
    #expect(uevent(1, "/devices/pci/cciss!c0d0").sysname == "cciss/c0d0")
  }
}

@Suite struct UeventMessageTests {
  private func sent(_ text: String) -> Uevent? {
    Array(text.utf8).withUnsafeBytes { UeventMonitor.sent($0) }
  }

  @Test("the kernel's message")
  func kernel() {
    let text = "add@/devices/a\0ACTION=add\0DEVPATH=/devices/a\0XSEQNUM=9\0SEQNUM=7\0"
    #expect(sent(text) == Uevent(seqnum: 7, devpath: "/devices/a"))
    #expect(sent("add@/devices/a\0ACTION=add\0") == nil)
    #expect(sent("") == nil)
  }

  @Test("udevd's message tells the signal that ended its worker")
  func udevd() {
    let properties = "ACTION=add\0SEQNUM=7\0UDEV_WORKER_SIGNAL=9\0UDEV_WORKER_SIGNAL_NAME=KILL\0"
    var bytes = Array("libudev\0".utf8) + [0xfe, 0xed, 0xca, 0xfe]
    for number in [UInt32(40), 40, UInt32(properties.utf8.count)] {
      withUnsafeBytes(of: number) { bytes += $0 }
    }
    bytes += [UInt8](repeating: 0, count: 40 - bytes.count) + properties.utf8
    let read = bytes.withUnsafeBytes { UeventMonitor.finished($0, by: 12) }
    #expect(read == FinishedUevent(seqnum: 7, sender: 12, signal: 9))
    for length in 0..<bytes.count {
      _ = bytes[..<length].withUnsafeBytes { UeventMonitor.finished($0, by: 12) }
    }
  }
}
