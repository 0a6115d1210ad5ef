internal import LogModel

enum WorkerSpokeForDriver {
  static let rule = Rule(
    id: "worker-spoke-for-driver",
    title: "The killed worker itself printed the driver's lines",
    proves:
      "printk notes its caller where the kernel is built so (CONFIG_PRINTK_CALLER): a driver's "
      + "line with `T<pid of the worker>` was printed by the killed worker itself. Some drivers "
      + "print the pid in their text (mlx5).",
    misleads:
      "Reports of stuck tasks carry the reporter's number, but name no driver in their prefix.",
    source: "`printk_caller_id`, kernel/printk/printk.c.",
    link: .activity, witness: .steps, weights: [spoke], examine: examine)

  private static let spoke = Weight(2.5, "the worker printed its lines")

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
      Suspicion(.driver, driver, spoke, .workerPrintedIt, Array((lines[driver] ?? []).prefix(3)))
    }
  }
}
