/// PID 1 ends udevd when it does not stop in time, and with it the workers that are still busy:
/// at shutdown, when the root is switched, at a restart. No line of udevd's reports that, and from
/// 253 on PID 1 does not name the workers (`log_kill` in unit.c skips names in parentheses).
struct StopLedger {
  private(set) var kills: [KillDraft] = []
  private(set) var deaths: [DeathDraft] = []
  private var watchdog = false
  private var open: Int?

  mutating func read(_ event: Event) {
    switch event.meaning {
    case .watchdogFired:
      watchdog = true
      deaths.append(
        DeathDraft(kind: .watchdog, entry: event.entry, report: [event.entry]))
    case .stopTimedOut:
      // after a watchdog's SIGABRT the same states run out: the silence is the cause, not the stop
      if watchdog {
        deaths[deaths.count - 1].report.append(event.entry)
      } else if event["state"]?.contains("sigterm") == true || event["state"] == "stopping" {
        open = kills.count
        kills.append(
          KillDraft(
            cause: .stopTimeout, rowID: event.row.id, killedEntry: event.entry,
            report: [event.entry]))
      }
    case .stopsWaiting:
      // up to 243 udevd itself stops waiting, after 30 s; PID 1 then kills what is left, silently
      kills.append(
        KillDraft(
          cause: .stopTimeout, certainty: .inferred, rowID: event.row.id, killedEntry: event.entry,
          report: [event.entry]))
    case .processKilled: processKilled(event)
    case .switchingRoot: mark(.switchRoot)
    case .udevdStarts:
      mark(.restart)
      watchdog = false
    case .shuttingDown: mark(.shutdown)
    default: break
    }
  }

  /// The first process named is the manager; each further one is a worker.
  private mutating func processKilled(_ event: Event) {
    guard let open else {
      if event.row.id == "shutdown.kills", event["name"] == "(udev-worker)" {
        kills.append(
          KillDraft(
            cause: .stopTimeout, during: .shutdown, workerPID: event.pid, rowID: event.row.id,
            killedEntry: event.entry, report: [event.entry]))
      }
      return
    }
    kills[open].report.append(event.entry)
    // each stage of the stop names those that are still there
    if kills.contains(where: { $0.workerPID == event.pid || $0.managerPID == event.pid }) { return }
    if kills[open].managerPID == nil, event["name"] != "(udev-worker)" {
      kills[open].managerPID = event.pid
    } else if kills[open].workerPID == nil {
      kills[open].workerPID = event.pid
    } else {
      var next = kills[open]
      next.workerPID = event.pid
      kills.append(next)
      self.open = kills.count - 1
    }
  }

  private mutating func mark(_ reason: Finding.During) {
    for index in kills.indices where kills[index].during == nil { kills[index].during = reason }
    open = nil
  }
}
