internal import LogModel

/// Who holds the lock that a worker waits for, as far as the kernel says.
struct LockHolder {
  let comm: String
  let pid: Int
  /// The line that says so, or that shows it at work.
  let entry: Int
  /// Whether the kernel says so; else it follows from what the task hangs in.
  let isStated: Bool

  var isKernelThread: Bool {
    comm.hasPrefix("kworker") || comm.hasPrefix("k") && comm.contains("/")
  }

  /// Another worker of udev's: a victim as well, whose own stack would have to tell of whom.
  var isUdev: Bool { ExpectedSpeaker.udevIdentifiers.contains(comm) }

  init?(of kill: KillCase, in boot: BootContext) {
    if let fact = boot.facts(.lockOwner).last(where: { $0.pid == kill.workerPID }),
      let owner: Int = fact.values[number: .ownerPID]
    {
      comm =
        boot.index.tracesByPID[owner]?.last.flatMap { boot.traces[$0].comm } ?? "task \(owner)"
      pid = owner
      entry = fact.entry
      isStated = true
      return
    }
    // reports of suspicious locking have such lists as well, at their own time
    let lists = boot.facts(.lockHeld).filter { kill.covers($0.entry, boot) }
    let others = lists.filter { $0.pid != nil && $0.pid != kill.workerPID }
    // who holds other locks alone is none, where the one that is wanted can be known again
    let wanted = Self.wanted(kill, lists, boot)
    let list =
      wanted.map {
        Self.isOne($0)
          ? Self.holder(of: $0, others, boot) : Self.only(Self.having($0, others, boot))
      } ?? Self.only(others)
    if let list, let name = list[.comm], let number = list.pid {
      (comm, pid, entry, isStated) = (name, number, list.entry, true)
      return
    }
    guard let trace = Self.user(of: kill, boot), let name = trace.comm, let number = trace.pid
    else { return nil }
    (comm, pid, entry, isStated) = (name, number, trace.entries[0], false)
  }

  /// Whether a task may have the device's lock that a worker wants: where the kernel lists all locks that
  /// are held, it has that one, or, without addresses, one of that kind.
  static func mayHoldDevice(_ pid: Int?, wantedBy kill: KillCase, _ boot: BootContext) -> Bool {
    let wantsDevice = kill.ownTraces(in: boot).contains {
      boot.index.readings[$0].waiting == .deviceLock
    }
    let lists = boot.facts(.lockHeld)
    guard wantsDevice, lists.contains(where: { $0.pid == kill.workerPID }) else { return true }
    if let wanted = wanted(kill, lists, boot), isOne(wanted) {
      return lists.contains { $0.pid == pid && locks(of: $0, boot).contains(wanted) }
    }
    return lists.contains { list in
      list.pid == pid && lines(of: list, boot).contains { $0.contains("&dev->mutex") }
    }
  }

  /// The driver in whose functions it took another of its locks, where these are one driver's: what it does
  /// with the lock that is wanted.
  func driver(in boot: BootContext) -> String? {
    guard let list = boot.fact(at: entry), list.meaning == .lockHeld else { return nil }
    let kernels = boot.knowledge.kernels
    let owners = Self.lines(of: list, boot).compactMap { line -> String? in
      guard let at = String(line).range(ofText: "at: ") else { return nil }
      let function = String(line)[at.upperBound...].prefix { $0 != "+" && $0 != " " }
      let found = kernels.modules(havingFunction: String(function))
      guard !found.isKernels, found.modules.count == 1 else { return nil }
      return found.modules.first.flatMap { HelperModules.contains($0) ? nil : $0 }
    }
    return Set(owners).count == 1 ? owners.first : nil
  }

  /// Where the worker wants to open a disk, or to close it: the one other task that hangs in that, and
  /// waits for no lock itself.
  private static func user(of kill: KillCase, _ boot: BootContext) -> Trace? {
    let own = kill.ownTraces(in: boot).compactMap { boot.traces[$0].lockFunction }
    guard own.contains(where: opening.contains) else { return nil }
    let users = boot.traces.filter { trace in
      trace.isBlocked && !trace.isUdev && !trace.waitsForLock
        && trace.frames.contains { using.contains($0.function) }
    }
    return Set(users.map(\.pid)).count == 1 ? users.last : nil
  }

  /// Functions that take the lock under which a disk is opened and closed, and those that hold it while
  /// they write what is left, read the partitions or let the disk go.
  private static let opening: Set<String> = [
    "__blkdev_get", "blkdev_get", "blkdev_get_by_dev", "bdev_open", "bdev_open_by_dev",
    "__blkdev_put", "blkdev_put", "bdev_release",
  ]
  private static let using: Set<String> = [
    "__blkdev_put", "blkdev_put", "blkdev_put_whole", "bdev_release", "blkdev_flush_mapping",
    "__blkdev_get", "blkdev_get_whole", "bdev_disk_changed", "rescan_partitions", "sync_bdevs",
    "del_gendisk", "__del_gendisk", "bdev_mark_dead",
  ]

  /// The lock that the worker is about to take: it stands in its list already, as the last.
  private static func wanted(
    _ kill: KillCase, _ lists: [Fact], _ boot: BootContext
  ) -> Substring? {
    kill.workerPID.flatMap { pid in lists.last { $0.pid == pid } }.flatMap {
      locks(of: $0, boot).last
    }
  }

  /// The name of the lock that the worker is about to take, as its list has it: `kernfs_rwsem` of
  /// `(&root->kernfs_rwsem)`.
  static func nameOfWanted(by kill: KillCase, in function: String, _ boot: BootContext) -> String? {
    let lists = boot.facts(.lockHeld).filter {
      $0.pid == kill.workerPID && kill.covers($0.entry, boot)
    }
    guard kill.workerPID != nil, let list = lists.last,
      let line = lines(of: list, boot).last.map(String.init),
      line.range(ofText: "at: \(function)") != nil, let open = line.firstIndex(of: "("),
      let close = line[open...].firstIndex(of: ")")
    else { return nil }
    // `&root->kernfs_rwsem`; `&dev->mutex` says whose only with what stands in front
    let words = line[line.index(after: open)..<close].split { "&->".contains($0) }
    guard let name = words.last else { return nil }
    return (["mutex", "lock", "sem", "rwsem"].contains(name) ? words[...] : words.suffix(1))
      .joined(separator: "->")
  }

  /// Up to 4.16 a list tells kinds of locks alone: then only what there is one of can be known again.
  private static func isOne(_ lock: Substring) -> Bool {
    !lock.hasPrefix("(") || !lock.contains("&")
  }

  private static func having(_ lock: Substring, _ lists: [Fact], _ boot: BootContext) -> [Fact] {
    lists.filter { locks(of: $0, boot).contains(lock) }
  }

  /// The one whose list has the lock; who has it as the last may wait for it as well, and does where
  /// his own stack stands in a lock.
  private static func holder(
    of lock: Substring, _ lists: [Fact], _ boot: BootContext
  ) -> Fact? {
    let having = lists.compactMap { list in
      let locks = locks(of: list, boot)
      return locks.contains(lock) ? (list: list, isLast: locks.last == lock) : nil
    }.filter { !$0.isLast || !isWaiting($0.list.pid, boot) }
    let sure = having.filter { !$0.isLast }
    let candidates = sure.isEmpty ? having : sure
    return Set(candidates.map(\.list.pid)).count == 1 ? candidates.last?.list : nil
  }

  private static func isWaiting(_ pid: Int?, _ boot: BootContext) -> Bool {
    pid.flatMap { boot.index.tracesByPID[$0]?.last }.map { boot.traces[$0].waitsForLock } ?? false
  }

  private static func only(_ lists: [Fact]) -> Fact? {
    let holders = lists.filter { list in
      guard let comm = list[.comm] else { return false }
      return !ExpectedSpeaker.udevIdentifiers.contains(comm) && !watchers.contains(comm)
    }
    return Set(holders.map(\.pid)).count == 1 ? holders.last : nil
  }

  /// Each lock of a list by its address and its kind:
  /// ` #0: ffff8880431854c8 (&disk->open_mutex){+.+.}-{3:3}, at: blkdev_get_by_dev+0x24b/0xae0`.
  private static func locks(of list: Fact, _ boot: BootContext) -> [Substring] {
    lines(of: list, boot)
      .compactMap { line in
        guard let colon = line.firstIndex(of: ":"), let usage = line.firstIndex(of: "{") else {
          return nil
        }
        return line[line.index(after: colon)..<max(usage, line.index(after: colon))]
          .drop { $0 == " " }
      }
  }

  private static func lines(of list: Fact, _ boot: BootContext) -> [Substring] {
    boot.entries[(list.entry + 1)...].prefix(48).lazy.map { $0.text.drop { $0 == " " } }
      .prefix { $0.hasPrefix("#") }.map { $0 }
  }

  /// Tasks that hold a lock because they print the list.
  private static let watchers: Set<String> = [
    "khungtaskd", "agetty", "getty", "rsyslogd", "in:imklog",
  ]
}
