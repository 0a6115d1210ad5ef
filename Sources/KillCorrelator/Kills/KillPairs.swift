/// When the limit is over, a worker kills the program that it waits for, and udevd kills the worker: one
/// event, one kill.
///
/// Up to 239 udevd's line has the number and the device (`seq 1498 '/devices/…' killed`) and no pid, the
/// worker's has the program (`on_event_timeout` in udevd.c, `on_spawn_timeout` in udev-event.c): what both
/// have is the device, where the program was given its name, or the pid of the worker that is then found
/// dead.
struct KillPairs {
  private let boot: BootContext

  init(in boot: BootContext) { self.boot = boot }

  /// Of more nobody asks which belong together.
  private static let few = 256
  /// Microseconds for which two timers of one time may be apart.
  private static let moment: Int64 = 1_500_000

  /// Gives kills of programs to that of their worker.
  func join(_ kills: inout DraftIndex) {
    let programs = kills.allPlaces { $0.victim == .program && $0.cause == .eventTimeout }
    guard (1...Self.few).contains(programs.count) else { return }
    let workers = kills.allPlaces {
      $0.victim == .worker && $0.cause == .eventTimeout && $0.program == nil
    }
    guard (1...Self.few).contains(workers.count) else { return }
    for place in programs {
      guard let program = kills[place] else { continue }
      let own = workers.filter { kills[$0].map { isOfOneEvent($0, program) } ?? false }
      guard own.count == 1, kills[own[0]]?.program == nil else { continue }
      kills.remove(place)
      kills.change(own[0]) { kill in
        kill.program = program.program
        kill.programPID = program.programPID
        kill.workerPID = kill.workerPID ?? program.workerPID
        kill.warnedEntry = kill.warnedEntry ?? program.warnedEntry
        kill.report = (kill.report + program.report).sorted()
      }
    }
  }

  private func isOfOneEvent(_ worker: UeventDraft, _ program: UeventDraft) -> Bool {
    guard let one = worker.killedEntry.flatMap({ boot.time($0) }),
      let other = program.killedEntry.flatMap({ boot.time($0) }),
      abs(one - other) <= Self.moment
    else { return false }
    if let mine = worker.workerPID, let theirs = program.workerPID, mine != theirs { return false }
    let isSameWorker = worker.workerPID != nil && worker.workerPID == program.workerPID
    let sysname = program.device?.sysname
    return isSameWorker || sysname != nil && sysname == worker.device?.sysname
      || worker.workerPID == nil && sysname == nil && isWorkerDead(program)
  }

  /// Whether the worker that had started a program is found dead: udevd had killed it as well.
  private func isWorkerDead(_ program: UeventDraft) -> Bool {
    guard let worker = program.workerPID else { return false }
    return program.report.contains {
      let fact = boot.fact(at: $0)
      return fact?.meaning == .workerSignalled && fact?.pid == worker
    }
  }
}
