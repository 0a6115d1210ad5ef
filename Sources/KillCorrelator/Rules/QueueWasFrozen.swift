internal import LogModel

enum QueueWasFrozen {
  static let rule = Rule(
    id: "queue-was-frozen",
    title: "Another task had closed the disk's queue",
    proves:
      "The worker's stack waits for a disk's queue to take requests again, and one other task alone "
      + "hangs while it closes one. Where that stands in a driver, the driver is named, else the "
      + "program. Where the worker's own stack closes one, it waits for the requests that are under way.",
    misleads: "It closes another disk's queue.",
    source: "`blk_queue_enter` in block/blk-core.c, `blk_mq_freeze_queue_wait` in block/blk-mq.c.",
    link: .wait, witness: .stack, weights: [closer, drains], examine: examine)

  private static let closer = Weight(3, "the only task that hangs in closing a queue")

  private static let drains = Weight(2.5, "the worker itself closes one")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let own = kill.ownTraces(in: boot).map { boot.traces[$0] }
    if let trace = own.last(where: { $0.has(closing) }) {
      return [
        Suspicion(
          .lock, "blk_mq_freeze_queue_wait", drains, .drainsQueue, trace.quoted(naming: nil))
      ]
    }
    guard own.contains(where: { $0.has(entering) }) else { return [] }
    let closers = boot.traces.indices.filter { number in
      let trace = boot.traces[number]
      return trace.kind == .stuck && trace.pid != kill.workerPID && trace.has(closing)
    }
    guard Set(closers.map { boot.traces[$0].pid }).count == 1, let number = closers.last,
      let pid = boot.traces[number].pid
    else { return [] }
    let trace = boot.traces[number]
    let statement = Evidence.Statement.frozeQueue(comm: trace.comm, pid: pid)
    if let module = boot.index.readings[number].module {
      return [Suspicion(.driver, module, closer, statement, trace.quoted(naming: module))]
    }
    guard let comm = trace.comm, !trace.isUdev, !comm.hasPrefix("kworker") else { return [] }
    return [Suspicion(.program, comm, closer, statement, [trace.entries[0]])]
  }

  static let entering: Set<String> = [
    "blk_queue_enter", "__bio_queue_enter", "bio_queue_enter", "blk_mq_queue_enter",
  ]
  private static let closing: Set<String> = [
    "blk_mq_freeze_queue_wait", "blk_mq_freeze_queue", "blk_freeze_queue",
  ]
}

extension Trace {
  /// Whether one of some functions is on the stack for certain.
  func has(_ functions: Set<String>) -> Bool {
    frames.contains { $0.isReliable && functions.contains($0.function) }
  }
}
