import KillCorrelator
import Testing

@testable import Watcher

@Suite struct UsualTimesTests {
  /// Boots in which an HBA took so many seconds.
  private func boots(_ seconds: [Double]) -> [EventDurations] {
    seconds.map { seconds in
      var durations = EventDurations()
      durations.add(seconds, driver: "mpt3sas", device: "0000:3d:00.0", limit: 180, at: 1)
      durations.add(2.5, driver: "mpt3sas", device: "0000:5e:00.0", limit: 180, at: 1)
      return durations
    }
  }

  private func told(after seconds: [Double], _ text: String) throws -> [String] {
    var sequence = Sequence(limit: 180)
    sequence.state.learn(boots(seconds))
    try sequence.play(text)
    return sequence.told
  }

  /// Said of a worker whose event udevd has named, as long before its kill as it is held.
  private let hanging = """
    10.0 sent 7 /devices/pci0000:00/0000:3d:00.0
    10.1 said 300 7
    40.0 look 300 since=10 state=D at=mpt3sas ran=0.3 sleeps=12
    55.0 look 300 since=10 state=D at=mpt3sas ran=0.3 sleeps=12
    64.5 look 300 since=10 state=D at=mpt3sas ran=0.3 sleeps=12
    68.0 look 300 since=10 state=D at=mpt3sas ran=0.3 sleeps=12
    70.5 look 300 since=10 state=D at=mpt3sas ran=0.3 sleeps=12
    """

  @Test("a device that takes ten times as long as ever is told of once, and warned of in its time")
  func tenTimes() throws {
    #expect(
      try told(after: [3.1, 4, 2.8], hanging) == [
        "55 mpt3sas slow 45 usually 4", "70 mpt3sas 300 60",
      ])
  }

  @Test("with a long limit too it is told soon, however little before its worker began")
  func longLimit() throws {
    var sequence = Sequence(limit: 480)
    sequence.state.learn(boots([6.1, 5.9, 6]))
    try sequence.play(
      """
      66.0 sent 1466 /devices/pci0000:00/0000:3d:00.0
      66.1 said 246 1466
      121.0 look 246 since=66.5 state=D at=mpt3sas ran=0.3 sleeps=12
      127.1 look 246 since=66.5 state=D at=mpt3sas ran=0.3 sleeps=12
      127.7 look 246 since=66.5 state=D at=mpt3sas ran=0.3 sleeps=12
      """)
    #expect(sequence.told == ["127 mpt3sas slow 61 usually 6"])
  }

  @Test("what is usual is not known from two boots, nor exceeded at nine times")
  func notSoSoon() throws {
    #expect(try told(after: [3.1, 4], hanging) == ["70 mpt3sas 300 60"])
    #expect(try told(after: [3.1, 6.1, 2.8], hanging) == ["70 mpt3sas 300 60"])
  }

  @Test("who gets on is not told of, however slow")
  func getsOn() throws {
    let busy = hanging.split(separator: "\n").enumerated().map { number, line in
      line.replacing("at=mpt3sas", with: "at=in:step\(number)").replacing(
        "ran=0.3", with: "ran=\(number)")
    }.joined(separator: "\n")
    #expect(try told(after: [3.1, 4, 2.8], busy).isEmpty)
  }

  @Test("a look is due when the device's event has taken ten times as long")
  func nextLook() {
    var state = UdevState(limit: 180_000_000, patience: 60_000_000, begun: 0)
    state.sent(Uevent(seqnum: 8, devpath: "/devices/0000:5e:00.0"), at: 5_000_000)
    _ = state.looked([], of: nil, isQueueThere: true, at: 6_000_000)
    #expect(state.nextLook == 36_000_000)
    state.learn(boots([1, 1, 1]))
    // so long before that a worker is seen to get on or not
    #expect(state.nextLook == 27_500_000)
    _ = state.looked([], of: nil, isQueueThere: true, at: 27_500_000)
    #expect(state.nextLook == 30_000_000)
    state.finished(FinishedUevent(seqnum: 8, sender: 300), at: 8_000_000)
    #expect(state.nextLook == nil)
  }

  @Test("durations are kept by device, and read as they were written")
  func durations() {
    let boot = boots([3.1])[0]
    #expect(EventDurations(text: boot.text) == boot)
    #expect(boot.rows.count == 2 && boot.longest == ["mpt3sas": 3.1])
  }

  @Test func theNoticeIsNoWarning() {
    let verdict = Verdict(
      pid: 300, start: 1, seqnum: 7, sysname: "0000:3d:00.0", since: 10_000_000,
      hold: Hold(
        kind: .driver, name: "mpt3sas", function: "_base_diag_reset", confidence: .certain,
        holder: 300), time: 64_500_000)
    let limit = WorkerLimit(
      commandLine: "", arguments: ["-t180"], configuration: "", version: "255")
    let notice = Notice(
      slow: verdict, UsualTimes.Usual(longest: 4_000_000, boots: 3), limit: limit)
    #expect(notice.kind == .slow && notice[.secondsLeft] == nil && notice[.cause] == nil)
    #expect(
      notice.message
        == "0000:3d:00.0: mpt3sas has kept worker 300, in _base_diag_reset, for 54 s; in 3 boots "
        + "before this one it took 4.0 s at most. udevd's limit is 180 s.")
  }
}
