/// PID 1 ends udevd when it does not stop in time, and with it the workers that are still busy:
/// at shutdown, when the root is switched, at a restart. No line of udevd's reports that, and from
/// 253 on PID 1 does not name the workers (`log_kill` in unit.c skips names in parentheses).
struct StopCollector {
  private(set) var kills: [UeventDraft] = []
  private(set) var deaths: [DeathDraft] = []
  /// Whether the machine is on its way down: then everybody is killed.
  private(set) var isGoingDown = false
  private var watchdog = false
  /// udevd was not told to stop: it had died of a signal, and PID 1 ends what it left.
  private var hasCrashed = false
  private var open: Int?

  mutating func read(_ fact: Fact) {
    switch fact.meaning {
    case .watchdogFired:
      watchdog = true
      deaths.append(DeathDraft(kind: .watchdog, entry: fact.entry, report: [fact.entry]))
    case .stopTimedOut:
      // after a watchdog's SIGABRT the same states run out: the silence is the cause, not the stop
      if watchdog {
        deaths[deaths.count - 1].report.append(fact.entry)
      } else if let open {
        kills[open].report.append(fact.entry)
      } else if fact[.state]?.contains("sigterm") == true || fact[.state] == "stopping" {
        open = kills.count
        kills.append(
          UeventDraft(
            cause: .stopTimeout, during: hasCrashed ? .crash : nil, row: fact.row,
            managerPID: hasCrashed ? 0 : nil, killedEntry: fact.entry, report: [fact.entry]))
      }
    case .udevdDied:
      // SIGTERM is how it is told to stop, and once the stop has timed out it dies of PID 1's SIGKILL
      hasCrashed = hasCrashed || open == nil && !watchdog && fact[.signalName] != "TERM"
    case .stopsWaiting:
      // up to 243 udevd itself stops waiting, after 30 s; PID 1 then kills what is left, silently
      open = kills.count
      kills.append(
        UeventDraft(
          cause: .stopTimeout, certainty: .inferred, row: fact.row, managerPID: 0,
          killedEntry: fact.entry, report: [fact.entry]))
    case .processKilled, .remainingProcessKilled: processKilled(fact)
    case .switchingRoot: mark(.switchRoot)
    case .udevdStarts:
      mark(.restart)
      watchdog = false
      hasCrashed = false
    case .shuttingDown:
      isGoingDown = true
      mark(.shutdown)
    default: break
    }
  }

  /// The first process named is the manager; each further one is a worker.
  private mutating func processKilled(_ fact: Fact) {
    guard let open else {
      if fact.meaning == .remainingProcessKilled, fact[.comm] == "(udev-worker)" {
        kills.append(
          UeventDraft(
            cause: .stopTimeout, during: .shutdown, workerPID: fact.pid, row: fact.row,
            killedEntry: fact.entry, report: [fact.entry]))
      }
      return
    }
    kills[open].report.append(fact.entry)
    // what a worker had started is in udevd's group of processes
    if let comm = fact[.comm], !ExpectedSpeaker.udevIdentifiers.contains(comm) {
      kills[open].program = kills[open].program ?? comm
      kills[open].programPID = kills[open].programPID ?? fact.pid
      return
    }
    // each stage of the stop names those that are still there
    if kills.contains(where: { $0.workerPID == fact.pid || $0.managerPID == fact.pid }) { return }
    if kills[open].managerPID == nil, fact[.comm] != "(udev-worker)" {
      kills[open].managerPID = fact.pid
    } else if kills[open].workerPID == nil {
      kills[open].workerPID = fact.pid
      kills[open].certainty = .stated
    } else {
      var next = kills[open]
      next.workerPID = fact.pid
      kills.append(next)
      self.open = kills.count - 1
    }
  }

  private mutating func mark(_ reason: Finding.During) {
    for index in kills.indices where kills[index].during == nil { kills[index].during = reason }
    open = nil
  }
}
