internal import LogModel

/// printk notes its caller where the kernel is built so (CONFIG_PRINTK_CALLER): a driver's line
/// with `T<pid of the worker>` was printed by the killed worker itself.
///
/// Reports of stuck tasks carry the reporter's number and name no driver in their prefix. Some
/// drivers print the pid in their text (mlx5). Source: `printk_caller_id`, kernel/printk/printk.c.
enum WorkerSpokeForDriver: Rule {
  static let id = "worker-spoke-for-driver"

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let pid = kill.workerPID else { return [] }
    var lines: [String: [Int]] = [:]
    var order: [String] = []
    for line in boot.index.spoken[pid] ?? []
    where !line.isBus && kill.covers(line.entry, boot) {
      if lines[line.driver] == nil { order.append(line.driver) }
      lines[line.driver, default: []].append(line.entry)
    }
    return order.map { driver in
      Suspicion(
        .driver, driver, Weight.callerIsWorker,
        .workerPrintedIt, Array((lines[driver] ?? []).prefix(3)))
    }
  }
}
