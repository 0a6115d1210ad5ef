import Testing

@testable import Watcher

/// What virtual machines showed whose drivers hung or whose processors were slow.
@Suite struct UdevStateTests {
  private func played(
    _ text: String, limit: Double = 30, begun: Double = 0,
    holders: [Int: (pid: Int, driver: String)] = [:]
  ) throws -> Sequence {
    var sequence = Sequence(limit: limit, begun: begun)
    sequence.holders = holders
    try sequence.play(text)
    return sequence
  }

  @Test("a driver that sleeps in its probe is told at a third, once, and again at its kill")
  func stalled() throws {
    let found = try played(
      """
      12.0 sent 1466 /devices/pci0000:00/0000:00:05.0
      17.0 look 218 since=12.1 state=D at=e1000e ran=0.3 delayed=1 sleeps=12
      19.5 look 218 since=12.1 state=D at=e1000e ran=0.3 delayed=1 sleeps=12
      22.1 look 218 since=12.1 state=D at=e1000e ran=0.3 delayed=1 sleeps=12
      39.6 look 218 since=12.1 state=D at=e1000e ran=0.3 delayed=1 sleeps=12
      43.6 look 218 since=12.1 state=D at=e1000e ran=0.3 delayed=1 sleeps=12 killed=1
      50.0 finished 1466 by udevd signal 9
      """)
    #expect(found.told == ["22 e1000e 218 10"])
    #expect(found.kills == ["218 eventTimeout e1000e"])
  }

  @Test("where the kill is near and nobody is told, the next capture waits for no budget")
  func urgent() throws {
    let log = """
      12.0 sent 1466 /devices/pci0000:00/0000:00:05.0
      17.0 look 218 since=12.1 state=D at=wait:module ran=1 delayed=1 sleeps=12
      22.5 look 218 since=12.1 state=D at=wait:module ran=1 delayed=1 sleeps=12
      """
    let early = try played(log)
    #expect(early.told.isEmpty)
    #expect(early.state.book.urgentCapture == 32_100_000)
    let late = try played(
      log + "\n33.0 look 218 since=12.1 state=D at=wait:module ran=1 delayed=1 sleeps=12")
    #expect(late.told.count == 1)
    #expect(late.state.book.urgentCapture == nil)
  }

  @Test("a slow coldplug of one processor: who waits for it, or has it, holds nobody")
  func slowColdplug() throws {
    let found = try played(
      """
      10.0 sent 1 /devices/a
      10.0 sent 2 /devices/b
      15.0 look 218 since=10.1 state=R at=running ran=0.5 delayed=4.3 sleeps=9
      15.0 look 219 since=10.1 state=R at=e1000 ran=0.4 delayed=4.4 sleeps=4
      17.5 look 218 since=10.1 state=R at=running ran=0.9 delayed=6.3 sleeps=9
      17.5 look 219 since=10.1 state=D at=e1000 ran=0.8 delayed=6.4 sleeps=7
      20.1 look 218 since=10.1 state=R at=running ran=1.5 delayed=8.3 sleeps=11
      20.1 look 219 since=10.1 state=R at=e1000 ran=1.2 delayed=8.5 sleeps=9
      25.0 look 218 since=10.1 state=D at=in:folio_wait_bit_common ran=2 delayed=12 sleeps=80
      25.0 look 219 since=10.1 state=R at=snd_pcm ran=2 delayed=12.5 sleeps=30
      29.0 look 218 since=10.1 state=D at=in:folio_wait_bit_common ran=3 delayed=14 sleeps=99
      29.0 look 219 since=10.1 state=R at=snd_pcm ran=4 delayed=14.5 sleeps=31
      31.0 finished 1 by 218
      """)
    #expect(found.told.isEmpty)
  }

  @Test("an event that waits in the queue takes nobody's time: a worker's begins when it takes it")
  func queued() throws {
    let found = try played(
      """
      10.0 sent 1 /devices/a
      10.0 sent 2 /devices/b
      15.0 look 218 since=10.1 state=D at=e1000 ran=1 sleeps=9
      24.0 finished 1 by 218
      26.0 said 218 2
      27.0 look 218 since=10.1 state=D at=snd_ens1370 ran=1 sleeps=10
      31.0 look 218 since=10.1 state=D at=snd_ens1370 ran=1 sleeps=10
      34.1 look 218 since=10.1 state=D at=snd_ens1370 ran=1 sleeps=10
      """)
    #expect(found.told == ["34 snd_ens1370 218 10"])
  }

  @Test("an idle worker is nobody's concern, however old; nor is one that is gone")
  func idle() throws {
    let found = try played(
      """
      10.0 sent 1 /devices/a
      15.0 look 218 since=2 at=idle
      90.0 look 218 since=2 at=idle
      200.0 look
      200.0 finished 1 by 218
      """)
    #expect(found.told.isEmpty)
    #expect(found.kills.isEmpty)
  }

  @Test("who ends late by itself was not killed, even when its time was over")
  func lateEnd() throws {
    let found = try played(
      """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      22.1 look 218 since=12.1 state=D at=e1000e sleeps=12
      41.5 finished 1466 by 218
      42.5 look 218 since=12.1 at=idle
      44.0 look
      """)
    #expect(found.told == ["22 e1000e 218 10"])
    #expect(found.kills.isEmpty)
  }

  @Test("the kernel's word of the exit is a kill, and PID 1's is another than udevd's")
  func exits() throws {
    let lines = """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      22.1 look 218 since=12.1 state=D at=e1000e sleeps=12

      """
    #expect(try played(lines + "42.1 exited 218 9").kills == ["218 eventTimeout e1000e"])
    #expect(try played(lines + "30.0 exited 218 9").kills == ["218 other e1000e"])
    let crashed = """
      28.0 udevd 300
      29.0 look 218 since=12.1 state=D ppid=1 at=e1000e sleeps=12 killed=1
      """
    #expect(try played(lines + crashed).kills == ["218 stop e1000e"])
  }

  @Test("a kill is told by what was seen before it, not by where the worker was on its way out")
  func wayOut() throws {
    let found = try played(
      """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=D at=e1000 sleeps=12
      22.1 look 218 since=12.1 state=D at=e1000 sleeps=12
      42.4 look 218 since=12.1 state=R at=other ran=2 sleeps=13 killed=1
      """)
    #expect(found.kills == ["218 eventTimeout e1000"])
  }

  @Test("udevd's line of a worker's program comes after the kernel's word of the worker: one kill")
  func programOfKilled() throws {
    let found = try played(
      """
      26.1 sent 1618 /devices/a/net/eth0
      31.4 look 196 since=26.2 state=S at=program:240 child=0.1 sleeps=30
      37.0 look 196 since=26.2 state=S at=program:240 child=0.1 sleeps=30
      56.8 exited 196 9
      56.9 program 196
      57.3 look
      """)
    #expect(found.told == ["37 slow-helper 196 10"])
    #expect(found.kills == ["196 eventTimeout slow-helper"])
  }

  @Test("a worker that kills its program goes on: it was not killed, and its next event is another")
  func programAlone() throws {
    let lines = """
      87.4 sent 1787 /devices/a/net/eth0
      92.5 look 308 since=87.5 state=S at=program:353 child=0.1 sleeps=30
      98.5 look 308 since=87.5 state=S at=program:353 child=0.1 sleeps=30
      117.3 program 308

      """
    let found = try played(lines + "117.4 finished 1787 by 308")
    #expect(found.kills == ["308 eventTimeout slow-helper"])
    #expect(found.state.over.isEmpty)
    let next = """
      117.4 finished 1787 by 308
      117.9 look 308 since=87.5 at=idle
      118.0 sent 1788 /devices/b
      118.1 said 308 1788
      123.0 look 308 since=87.5 state=D at=e1000e sleeps=40
      128.5 look 308 since=87.5 state=D at=e1000e sleeps=40
      """
    #expect(try played(lines + next).told == ["98 slow-helper 308 11", "128 e1000e 308 10"])
    // where udevd has a limit of its own for the worker, it is killed with it
    #expect(try played(lines + "117.5 exited 308 9").state.over.count == 1)
  }

  @Test("a worker that is killed after its event was over had none")
  func killedLater() throws {
    #expect(
      try played(
        """
        12.0 sent 1466 /devices/a
        17.0 look 218 since=12.1 state=D at=e1000e sleeps=12
        22.1 look 218 since=12.1 state=D at=e1000e sleeps=12
        29.0 finished 1466 by 218
        31.0 exited 218 9
        """
      ).kills.isEmpty)
  }

  @Test("an idle worker that goes with its udevd is no kill")
  func idleExit() throws {
    #expect(
      try played(
        """
        10.0 look 218 since=2 at=idle
        20.0 exited 218 9
        """
      ).kills.isEmpty)
  }

  @Test("two culprits are told apart, and twenty that wait for one are told once")
  func crowd() throws {
    var lines = ""
    for pid in 300..<320 { lines += "12.0 sent \(pid) /devices/d\(pid)\n" }
    for time in ["17.0", "20.0", "22.2"] {
      lines += "\(time) look 218 since=12.1 state=D at=nvme sleeps=1\n"
      lines += "\(time) look 219 since=12.1 state=D at=e1000 sleeps=1\n"
      for pid in 300..<320 {
        lines += "\(time) look \(pid) since=12.1 state=D at=wait:async sleeps=1\n"
      }
    }
    let holders = Dictionary(uniqueKeysWithValues: (300..<320).map { ($0, (218, "nvme")) })
    let found = try played(lines, holders: holders.mapValues { (pid: $0.0, driver: $0.1) })
    #expect(found.told == ["22 nvme 218 10", "22 e1000 219 10"])
  }

  @Test(
    "udevd has something to do that was sent before the watch began: it looks again, not for ever")
  func unseen() {
    var state = UdevState(limit: 30_000_000, patience: 10_000_000, begun: 0)
    let manager = UdevState.Manager(pid: 200, started: 1_000_000)
    _ = state.looked([], of: manager, isQueueThere: true, at: 2_000_000)
    #expect(state.nextLook == 7_000_000)
    var looks = 0
    while let next = state.nextLook, looks < 100 {
      _ = state.looked([], of: manager, isQueueThere: true, at: next)
      looks += 1
    }
    #expect(looks == 10)
    _ = state.looked([], of: manager, isQueueThere: false, at: 2_000_000_000)
    #expect(state.nextLook == nil)
  }

  @Test("of several that wait for the same, without its being seen who holds it, one is told")
  func waitingTogether() throws {
    var lines = "12.0 sent 1 /devices/a\n"
    for time in [17.0, 19.5, 22.1, 25.0, 28.0, 32.1, 33.0] {
      for pid in 300..<304 {
        lines += "\(time) look \(pid) since=12.1 state=D at=wait:async sleeps=1\n"
      }
      lines += "\(time) look 310 since=12.1 state=D at=wait:lock sleeps=1\n"
    }
    let told = try played(lines).told
    #expect(told == ["33 nobody 300 20", "33 nobody 310 20"])
  }

  @Test("cases for which there is no room are counted, and become nobody else's")
  func tooMany() {
    var book = CaseBook(limit: 30_000_000, patience: 10_000_000)
    for pid in 1...CaseBook.most + 2 {
      _ = book.open(pid: pid, start: 1, seqnum: UInt64(pid), since: 0, at: 10_000_000)
    }
    #expect(book.cases.count == CaseBook.most)
    #expect(book.takeOmitted() == 2 && book.takeOmitted() == 0)
  }

  @Test("a crowd of which nobody can tell who holds it is no crowd of warnings")
  func unknownCrowd() throws {
    var lines = "12.0 sent 1 /devices/a\n"
    for time in [17.0, 19.5, 22.1, 25.0, 28.0, 32.1, 33.0] {
      for pid in 300..<340 {
        lines += "\(time) look \(pid) since=12.1 state=D at=in:somewhere\(pid) sleeps=1\n"
      }
    }
    #expect(try played(lines).told.count == 4)
  }

  @Test("a worker that polls its device sleeps in between, and stands in one driver")
  func polling() throws {
    let found = try played(
      """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=D at=mptsas in=usleep_range_state ran=0.5 sleeps=1200
      19.5 look 218 since=12.1 state=D at=mptsas in=usleep_range_state ran=0.8 sleeps=2200
      22.1 look 218 since=12.1 state=D at=mptsas in=usleep_range_state ran=1.1 sleeps=3200
      """)
    #expect(found.told == ["22 mptsas 218 10"])
  }

  @Test("who sleeps for a lock here and is put off there, in one driver's probe, gets on")
  func starvedProbe() throws {
    let found = try played(
      """
      12.0 sent 1478 /devices/a
      12.0 sent 1488 /devices/b
      17.0 look 255 since=12.1 state=D at=e1000 in=acpi_os_wait_semaphore ran=0.5 sleeps=12
      17.0 look 250 since=12.1 state=R at=xhci_pci in=register_root_hub ran=0.5 sleeps=8
      19.5 look 255 since=12.1 state=D at=e1000 in=acpi_os_wait_semaphore ran=0.8 sleeps=22
      19.5 look 250 since=12.1 state=D at=xhci_pci in=devtmpfs_submit_req ran=0.7 sleeps=9
      22.1 look 255 since=12.1 state=D at=e1000 in=acpi_os_wait_semaphore ran=1.1 sleeps=32
      22.1 look 250 since=12.1 state=R at=xhci_pci in=register_root_hub ran=0.9 sleeps=11
      30.0 look 255 since=12.1 state=D at=e1000 in=msleep by=e1000_reset ran=1.5 sleeps=40
      30.0 look 250 since=12.1 state=D at=xhci_pci in=msleep by=hub_probe ran=1.9 sleeps=14
      """)
    #expect(found.told.isEmpty)
  }

  @Test("who waits at a lock of the kernel is told only when that lasts: who has it may be slow")
  func service() throws {
    let lines = """
      39.7 sent 1251 /devices/pci0000:00/0000:00:08.0
      39.9 said 213 1251
      44.7 look 213 since=36.8 state=R at=e1000 in=kmem_cache_alloc ran=2 delayed=5 sleeps=10
      48.1 look 213 since=36.8 state=D at=e1000 in=down_timeout ran=3 delayed=7 sleeps=14
      49.9 look 213 since=36.8 state=D at=e1000 in=down_timeout ran=3 delayed=7 sleeps=14
      51.7 look 213 since=36.8 state=D at=e1000 in=down_timeout ran=3 delayed=7 sleeps=14
      52.6 look 213 since=36.8 state=D at=e1000 in=down_timeout ran=3 delayed=7 sleeps=14

      """
    let found = try played(
      lines + """
        53.5 look 213 since=36.8 state=R at=e1000 in=ioread32 ran=3.4 delayed=7.2 sleeps=15
        57.7 look 213 since=36.8 at=idle
        """)
    #expect(found.told.isEmpty)
    let stuck = try played(
      lines + "59.9 look 213 since=36.8 state=D at=e1000 in=down_timeout ran=3 delayed=7 sleeps=14")
    #expect(stuck.told == ["59 e1000 213 20"])
  }

  @Test("who gets on again is not told by where it stands when the next capture is due")
  func getsOnAgain() throws {
    let found = try played(
      """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=D at=wait:lock sleeps=1
      19.5 look 218 since=12.1 state=D at=wait:lock sleeps=1
      22.1 look 218 since=12.1 state=D at=wait:lock sleeps=1
      24.0 look 218 since=12.1 state=D at=e1000 in=msleep ran=1 sleeps=90
      27.1 look 218 since=12.1 state=D at=snd_pcm in=msleep ran=3 sleeps=150
      28.5 look 218 since=12.1 state=D at=snd_pcm in=msleep ran=4 sleeps=190
      """)
    #expect(found.told.isEmpty)
  }

  @Test("one that runs in one driver all the time is told")
  func busy() throws {
    let found = try played(
      """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=R at=sdhci ran=4.5 sleeps=12
      19.5 look 218 since=12.1 state=R at=sdhci ran=7 sleeps=12
      22.1 look 218 since=12.1 state=R at=sdhci ran=9.6 sleeps=12
      """)
    #expect(found.told == ["22 sdhci 218 10"])
  }

  @Test("a program that hangs is told; one after another, each short, is not")
  func programs() throws {
    let hangs = """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 at=program:301 sleeps=12
      19.5 look 218 since=12.1 at=program:301 sleeps=12
      22.1 look 218 since=12.1 at=program:301 sleeps=12
      """
    #expect(try played(hangs).told == ["22 slow-helper 218 10"])
    let many = """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 at=program:301 sleeps=12
      19.5 look 218 since=12.1 at=program:309 sleeps=19
      22.1 look 218 since=12.1 at=program:315 sleeps=25
      """
    #expect(try played(many).told.isEmpty)
    let runs = """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 at=program:301 sleeps=12 child=0.5
      19.5 look 218 since=12.1 at=program:301 sleeps=12 child=1.5
      22.1 look 218 since=12.1 at=program:301 sleeps=12 child=2.5
      """
    #expect(try played(runs).told.isEmpty)
  }

  @Test("a machine that goes to sleep freezes all: nobody gets on, and nobody is held")
  func frozen() throws {
    let lines = """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 at=program:301 sleeps=12
      37.5 frozen
      37.5 look 218 since=12.1 at=program:301 sleeps=13

      """
    #expect(try played(lines + "38.5 finished 1466 by 218").told.isEmpty)
    // who still gets nowhere is told
    let held = lines + "40.0 look 218 since=12.1 at=program:301 sleeps=13"
    #expect(try played(held).told == ["40 slow-helper 218 27"])
  }

  @Test("a process' start counts the sleep before it, and none that came later")
  func sleep() {
    var slept = SleepRecord(asleep: 5)
    slept.note(asleep: 90_000_005, at: 200_000_000)
    // before the sleep, after it, and within a moment of waking up
    #expect(slept.monotonic(ofBoottime: 150_000_005, now: 210_000_000) == 150_000_000)
    #expect(slept.monotonic(ofBoottime: 295_000_005, now: 210_000_000) == 205_000_000)
    #expect(slept.monotonic(ofBoottime: 289_999_005, now: 201_000_000) == 201_000_000)
  }

  @Test("a udevd that is started anew may have another limit")
  func otherLimit() throws {
    var sequence = Sequence(limit: 180)
    try sequence.play("10.0 udevd 300")
    sequence.state.setLimit(30_000_000, patience: 10_000_000)
    try sequence.play(
      """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      22.1 look 218 since=12.1 state=D at=e1000e sleeps=12
      """)
    #expect(sequence.told == ["22 e1000e 218 10"])
  }

  @Test("a worker from before the watch has had its event for at least as long as it was seen")
  func stranger() throws {
    let found = try played(
      """
      50.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      55.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      60.1 look 218 since=12.1 state=D at=e1000e sleeps=12
      """, begun: 49)
    #expect(found.told == ["60 e1000e 218 >=10"])
  }

  @Test("a udevd that is started anew drops its queue, and the ledger with it")
  func restarted() throws {
    var found = try played(
      """
      10.0 sent 1 /devices/a
      10.0 sent 2 /devices/b
      12.0 look 218 since=10.1 state=D at=e1000e sleeps=1
      20.0 udevd 300
      21.0 sent 3 /devices/c
      22.0 look
      """)
    #expect(found.state.queue.front(9).map(\.uevent.seqnum) == [3])
    try found.play(
      """
      22.5 queue gone
      30.0 look 301 since=21 at=idle
      """)
    #expect(found.state.queue.isEmpty)
    #expect(found.state.nextLook == nil)
  }

  @Test("while nothing is pending there is nothing to look at")
  func quiet() throws {
    let found = try played(
      """
      4.0 queue gone
      5.0 look
      10.0 sent 1 /devices/a
      10.1 finished 1 by 218
      """)
    #expect(found.state.nextLook == nil)
  }

  @Test("events that udevd is told to keep are looked at more and more rarely")
  func stopped() throws {
    var found = try played("10.0 sent 1 /devices/a")
    var looks = 0
    for time in 15..<1000 where (found.state.nextLook ?? .max) <= Int64(time) * 1_000_000 {
      try found.play("\(time).0 look 218 since=2 at=idle")
      looks += 1
    }
    #expect(looks < 16)
  }

  @Test("what a watch before this one has told is not told again")
  func recalled() throws {
    let lines = """
      12.0 sent 1466 /devices/a
      17.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      22.1 look 218 since=12.1 state=D at=e1000e sleeps=12
      """
    var told: [Verdict] = []
    let before = try played(lines)
    told = before.state.stuckNow
    #expect(told.count == 1)
    var after = Sequence(begun: 25)
    after.state.recall(told)
    try after.play(
      """
      25.5 look 218 since=12.1 state=D at=e1000e sleeps=12
      30.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      36.0 look 218 since=12.1 state=D at=e1000e sleeps=12
      43.7 look 218 since=12.1 state=D at=e1000e sleeps=12 killed=1
      """)
    #expect(after.told.isEmpty)
    #expect(after.kills == ["218 eventTimeout e1000e"])
  }
}
