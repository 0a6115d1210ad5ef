internal import LogModel

enum ProbeFailedAfterKill {
  static let rule = Rule(
    id: "probe-failed-after-kill",
    title: "The driver's probe failed when the worker was killed",
    proves:
      "The driver's probe of this very device ended with an error when, or after, the worker "
      + "was killed. The kernel prints nothing when it delivers SIGKILL; what a killable wait "
      + "returns is the first trace of it. -EINTR, -ERESTARTSYS and their kin come from a signal; "
      + "drivers launder it to other numbers (mptsas: -1; a failed kthread_create in 3.13 to "
      + "3.15: -ENOMEM).",
    misleads:
      "NVMe returns -EINTR for a command that its own timeout cancelled; a probe that waited for "
      + "somebody else fails when that is over, with the signal pending; a later attempt "
      + "(coldplug, a rebind) fails for reasons of its own.",
    source:
      "`call_driver_probe` in drivers/base/dd.c; errno table in `kthread_create_on_node`, "
      + "kernel/kthread.c.",
    link: .activity, witness: .end,
    weights: [interrupted, atOnce, laundered, maybeInterrupted, failed, failedLater],
    examine: examine)

  private static let interrupted = Weight(4, "the probe was interrupted")
  private static let atOnce = Weight(3, "any error in the very moment of the kill")
  private static let laundered = Weight(2.5, "an error that this kernel makes of an interruption")
  private static let maybeInterrupted = Weight(2.5, "an error that drivers make of an interruption")
  private static let failed = Weight(2.5, "another error, before the victim was gone")
  private static let failedLater = Weight(1, "a later attempt failed")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    var findings: [Suspicion] = []
    for failure in candidates(kill, boot) where kill.isAfterKill(failure.entry, boot) {
      let prompt = kill.isPrompt(failure.entry, boot)
      let withVictim = prompt || kill.isBeforeEnd(failure.entry, boot)
      let already = findings.contains { $0.name?.moduleName == failure.driver.moduleName }
      if already, !withVictim { continue }
      var (weight, statement) = weigh(
        failure, withVictim: withVictim, isAlone: kill.draft.isFromProbe, boot)
      if weight.value < atOnce.value, kill.isMoment(failure.entry, boot) { weight = atOnce }
      findings.append(
        Suspicion(
          .driver, failure.driver, weight, statement, [failure.entry],
          prompt ? .direct : .circumstantial))
    }
    return findings
  }

  /// A kill by PID 1 names no device: there the moment alone has to tell.
  private static func candidates(_ kill: KillCase, _ boot: BootContext) -> [ProbeFailure] {
    if kill.device?.sysname != nil { return boot.failures(of: kill.device, below: true) }
    guard kill.draft.cause == .stopTimeout else { return [] }
    return boot.facts(.probeFailed).compactMap { ProbeFailure($0) }.filter {
      kill.isPrompt($0.entry, boot)
    }
  }

  private static func weigh(
    _ failure: ProbeFailure, withVictim: Bool, isAlone: Bool, _ boot: BootContext
  ) -> (Weight, Evidence.Statement) {
    let errno = failure.errno
    guard withVictim else {
      return (failedLater, .laterProbeFailed(errno: errno))
    }
    switch errno {
    case _ where Errno.comesFromSignal(errno):
      if boot.facts(.hardwareError).contains(where: { $0.row.timedOutDriver == failure.driver }) {
        return (failed, .probeFailedAfterOwnTimeout(errno: errno))
      }
      return (
        interrupted, isAlone ? .probeEndedBySignal(errno: errno) : .probeInterrupted(errno: errno)
      )
    case -12, -11, -1:
      let isLaundered = errno == -12 && boot.system.killsThreadsWithENOMEM
      return (isLaundered ? laundered : maybeInterrupted, .probePerhapsInterrupted(errno: errno))
    default: return (failed, .probeFailed(errno: errno))
    }
  }
}

extension KillCase {
  /// Whether an entry stands in the very moment of the signal, and the victim ended with it: a probe
  /// that lasts as long as the limit by chance does not end just then.
  fileprivate func isMoment(_ entry: Int, _ boot: BootContext) -> Bool {
    guard !isWarning, draft.cause == .eventTimeout, let time = boot.time(entry), let killTime,
      killed?.basis != .workedOut, !isFiledLate
    else { return false }
    let step = boot.entries[entry].stamp.resolution
    let near = max(500_000, step)
    guard abs(time - killTime) <= near else { return false }
    return endTime.map { $0 - time <= 1_000_000 + step } ?? true
  }
}

/// `probe of … failed` in either spelling.
struct ProbeFailure {
  let driver: String
  let device: String
  let errno: Int
  let entry: Int

  init?(_ fact: Fact) {
    guard let name = fact[.driverName], let errno = fact.errno else { return nil }
    driver = name
    self.errno = errno
    entry = fact.entry
    if let device = fact[.device] {
      self.device = device
    } else if let prefix = fact[.prefix] {
      // 6.9 and later: the prefix repeats the driver, whose name can contain blanks
      device = prefix.hasPrefix(name + " ") ? String(prefix.dropFirst(name.count + 1)) : prefix
    } else {
      return nil
    }
  }
}

extension BootedSystem {
  /// kthread_create turned a SIGKILL into -ENOMEM in 3.13 to 3.15, and in RHEL 6's 2.6.32.
  var killsThreadsWithENOMEM: Bool {
    guard let kernel else { return false }
    return (Version(3, 13)...Version(3, 15)).contains(kernel)
      || kernelRelease?.hasPrefix("2.6.32-") == true
  }
}
