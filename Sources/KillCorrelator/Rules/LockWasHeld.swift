internal import LogModel

enum LockWasHeld {
  static let rule = Rule(
    id: "lock-was-held",
    title: "Somebody held the lock that the worker waited for",
    proves:
      "The worker's stack stands in a lock, and the kernel says who holds it: as \"likely owned by\", "
      + "or in its list of all locks, where one task alone that is no worker of udev's holds one. "
      + "Where that task's own stack stands in a driver, the driver is named, else the program.",
    misleads: "The list shows another lock; several holders name nobody.",
    source: "`debug_show_blocker` in kernel/hung_task.c, `debug_show_all_locks` in lockdep.c.",
    link: .wait, witness: .stack, weights: [owner, waits], examine: examine)

  private static let owner = Weight(3, "its holder")
  private static let waits = Weight(2.5, "that it waits for a lock")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let own = kill.ownTraces(in: boot)
    let waiting = own.filter { number in
      let reading = boot.index.readings[number]
      return (reading.module == nil || reading.waiting == .deviceLock)
        && boot.traces[number].waitsForLock
    }
    guard let number = waiting.last else { return [] }
    let entry = boot.traces[number].entries[0]
    guard let holder = holder(kill, boot) else {
      return [
        Suspicion(
          .lock, boot.traces[number].lockName, waits, .waitsForLock,
          boot.traces[number].quoted(naming: nil))
      ]
    }
    let traces = boot.index.tracesByPID[holder.pid] ?? []
    let reading = traces.last.map { boot.index.readings[$0] }
    // a driver is named by its own stack
    if reading?.module.map({ !HelperModules.contains($0) }) == true { return [] }
    let shown = [entry, holder.entry]
    if holder.isKernelThread || reading?.isKernelThread == true {
      return [Suspicion(.lock, holder.comm, waits, .waitsForLock, shown)]
    }
    return [
      Suspicion(
        .program, holder.comm, owner, .heldLockOf(worker: kill.workerPID), shown, at: .root),
      Suspicion(.lock, boot.traces[number].lockName, waits, .waitsForLock, [entry]),
    ]
  }

  private struct Holder {
    var comm: String
    var pid: Int
    var entry: Int
    var isKernelThread: Bool {
      comm.hasPrefix("kworker") || comm.hasPrefix("k") && comm.contains("/")
    }
  }

  private static func holder(_ kill: KillCase, _ boot: BootContext) -> Holder? {
    if let fact = boot.facts(.lockOwner).last(where: { $0.pid == kill.workerPID }),
      let pid: Int = fact.values[number: .ownerPID]
    {
      let comm = boot.index.tracesByPID[pid]?.last.flatMap { boot.traces[$0].comm }
      return Holder(comm: comm ?? "task \(pid)", pid: pid, entry: fact.entry)
    }
    let holders = boot.facts(.lockHeld).compactMap { fact -> Holder? in
      guard let comm = fact[.comm], let pid = fact.pid, pid != kill.workerPID,
        !ExpectedSpeaker.udevIdentifiers.contains(comm), !watchers.contains(comm)
      else { return nil }
      return Holder(comm: comm, pid: pid, entry: fact.entry)
    }
    return Set(holders.map(\.pid)).count == 1 ? holders.last : nil
  }

  /// Tasks that hold a lock because they print the list.
  private static let watchers: Set<String> = [
    "khungtaskd", "agetty", "getty", "rsyslogd", "in:imklog",
  ]
}

extension Trace {
  /// Whether the innermost of its frames that are not the scheduler's are those of a lock.
  var waitsForLock: Bool {
    frames.prefix(8).contains { frame in
      Self.locks.contains { frame.function.hasPrefix($0) }
    }
  }

  /// The function that wanted the lock: lists of locks are rare.
  var lockName: String? {
    guard
      let last = frames.prefix(10).lastIndex(where: { frame in
        Self.locks.contains { frame.function.hasPrefix($0) }
      }), last + 1 < frames.count
    else { return nil }
    return frames[last + 1].function
  }

  private static let locks = [
    "__mutex_lock", "mutex_lock", "rwsem_down", "down_read", "down_write", "__down",
    "rt_mutex_lock",
    "__rt_mutex", "schedule_preempt_disabled",
  ]
}
