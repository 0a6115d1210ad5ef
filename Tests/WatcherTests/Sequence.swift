import KillCorrelator
import MachineFacts
import Testing

@testable import Watcher

/// What a machine showed, in its order, a line each; played to ``UdevState`` as the watch does. Times are
/// seconds since the boot.
///
///     12.0 sent 1466 /devices/pci0000:00/0000:00:05.0
///     17.0 look 218 since=12.1 state=D at=e1000e ran=0.3 delayed=1 sleeps=12
///     22.0 finished 1466 by 218
///     42.0 killed 218 1466            udevd's line
///     42.0 program 218                the worker's line: it has killed its program
///     42.0 said 218 1466              udevd's warning
///     42.0 exited 218 9
///     30.0 udevd 300                  udevd is another one from now on
///     30.0 frozen                     no process ran before, for a while
///
/// Several lines of a look at one time are one look. `at=` is a driver, `idle`, `running`,
/// `program:PID` (`child=` is how long that has run), `wait:async`, `wait:module`, `wait:lock`, or `in:FUNCTION`; `in=` is
/// the innermost frame of its stack, and `by=` the driver's function.
struct Sequence {
  var state: UdevState
  private(set) var told: [String] = []
  private var manager = UdevState.Manager(pid: 200, started: 1_000_000)
  private var isQueueThere = true
  /// Who holds a worker that waits, by its pid.
  var holders: [Int: (pid: Int, driver: String)] = [:]

  init(limit: Double = 30, begun: Double = 0) {
    state = UdevState(
      limit: Int64(limit * 1_000_000), patience: Int64(limit * 1_000_000 / 3),
      begun: Int64(begun * 1_000_000))
  }

  mutating func play(_ text: String) throws {
    var look: (time: Int64, tasks: [TaskSighting])?
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 1, let seconds = Double(words[0]) else { continue }
      let time = Int64(seconds * 1_000_000)
      if let open = look, words[1] != "look" || open.time != time {
        self.look(open.tasks, at: open.time)
        look = nil
      }
      switch words[1] {
      case "sent":
        state.sent(
          Uevent(seqnum: try #require(UInt64(words[2])), devpath: words[3]), at: time
        )
      case "finished":
        let signal = words.count > 5 ? Int(words[5]) : nil
        state.finished(
          FinishedUevent(
            seqnum: try #require(UInt64(words[2])),
            sender: words[4] == "udevd" ? manager.pid : try #require(Int(words[4])), signal: signal),
          at: time)
      case "said":
        state.said(pid: try #require(Int(words[2])), seqnum: try #require(UInt64(words[3])))
      case "killed":
        state.saidKilled(
          pid: Int(words[2]), seqnum: UInt64(words[3]), sysname: nil, since: time - 30_000_000,
          at: time)
      case "program":
        state.saidKilled(
          .program, pid: Int(words[2]), seqnum: nil, sysname: nil, since: time - 30_000_000,
          at: time)
      case "exited":
        state.exited(
          try #require(Int(words[2])), signal: try #require(Int(words[3])), at: time)
      case "udevd": manager = UdevState.Manager(pid: try #require(Int(words[2])), started: time)
      case "frozen": state.wasFrozen()
      case "queue": isQueueThere = words[2] == "there"
      case "look":
        let task = words.count > 2 ? try sighting(words) : nil
        look = (time, (look?.tasks ?? []) + [task].compactMap { $0 })
      default: Issue.record("\(line)")
      }
    }
    if let look { self.look(look.tasks, at: look.time) }
  }

  private func sighting(_ words: [String]) throws -> TaskSighting {
    var values: [String: String] = [:]
    for word in words.dropFirst(3) {
      let parts = word.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
    }
    func time(_ name: String) -> Int64 { Int64((Double(values[name] ?? "") ?? 0) * 1_000_000) }
    let place = values["at"] ?? "idle"
    let parts = place.split(separator: ":")
    let position: TaskSighting.Position =
      switch parts[0] {
      case "idle": .elsewhere(TaskSighting.pollsAlone)
      case "running": .running
      case "program": .program(Int(parts[1]) ?? 0)
      case "wait":
        .wait(parts[1] == "async" ? .asyncProbe : parts[1] == "lock" ? .lock : .moduleLoad)
      case "in": .elsewhere(String(parts[1]))
      default: .driver(place)
      }
    let since = time("since")
    return TaskSighting(
      pid: try #require(Int(words[2])), start: UInt64(since / 10_000), started: since,
      ppid: values["ppid"].flatMap { Int($0) } ?? manager.pid,
      state: values["state"]?.first ?? "S",
      progress: ProcessTable.Progress(
        ran: time("ran"), delayed: time("delayed"), sleeps: Int(values["sleeps"] ?? "") ?? 0,
        isBeingKilled: values["killed"] != nil), position: position,
      program: ProcessTable.Progress(
        ran: time("child"), delayed: 0, sleeps: 0, isBeingKilled: false),
      stack: values["in"].map { frame in
        "[<0>] \(frame)+0x1/0x2\n[<0>] \(values["by"] ?? "probe")+0x1/0x2 [\(place)]\n"
      })
  }

  /// A look, and the capture that it asks for, in which each driver is its own culprit.
  private mutating func look(_ tasks: [TaskSighting], at time: Int64) {
    let due = state.looked(tasks, of: manager, isQueueThere: isQueueThere, at: time)
    let events = state.queue.front(256)
    let verdicts = tasks.filter { due.contains($0.pid) }.compactMap { task -> Verdict? in
      let item = state.said[task.pid].flatMap { seqnum in
        events.first { $0.uevent.seqnum == seqnum }
      }
      guard let (since, isAtLeast) = state.ledger.since(task.pid, item) else { return nil }
      var hold = Hold(holder: task.pid)
      if case .wait(let wait) = task.position { hold.words = "\(wait)" }
      if case .program(let child) = task.position {
        hold = Hold(kind: .program, name: "slow-helper", confidence: .likely, holder: child)
      } else if let driver = task.driver {
        hold = Hold(kind: .driver, name: driver, confidence: .certain, holder: task.pid)
      } else if let other = holders[task.pid] {
        hold = Hold(kind: .driver, name: other.driver, confidence: .likely, holder: other.pid)
      }
      return Verdict(
        pid: task.pid, start: task.start, seqnum: item?.uevent.seqnum,
        sysname: item?.uevent.sysname, since: since,
        isAtLeast: isAtLeast, hold: hold, time: time)
    }
    _ = state.takeOver()
    for news in state.captured(verdicts) {
      switch news {
      case .stuck(let verdict):
        let age = verdict.isAtLeast ? ">=\(verdict.seconds)" : "\(verdict.seconds)"
        told.append("\(time / 1_000_000) \(verdict.hold.name ?? "nobody") \(verdict.pid) \(age)")
      case .slow(let verdict, let usual):
        told.append(
          "\(time / 1_000_000) \(verdict.hold.name ?? "nobody") slow \(verdict.seconds) "
            + "usually \(usual.longest / 1_000_000)")
      }
    }
  }

  /// The kills that are known, and what they are.
  var kills: [String] {
    state.book.cases.compactMap { found in
      guard found.killed != nil, let cause = found.cause else { return nil }
      return "\(found.pid ?? 0) \(cause) \(found.verdict?.hold.name ?? "nobody")"
    }
  }
}
