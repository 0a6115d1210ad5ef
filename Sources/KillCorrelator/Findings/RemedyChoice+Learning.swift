internal import LogModel

/// What to collect next, where the log does not tell enough.
extension RemedyChoice {
  /// Whether somebody's stack tells already where it waits.
  var showsStack: Bool {
    culprit.kind != .unknown
      && suspects.first?.evidence.contains { evidence in
        if case .stackInDriver = evidence.statement { true } else { false }
      } ?? false
  }

  /// Memory and processors are part of the kernel: nothing is loaded for them.
  private var isOfNoDriver: Bool {
    kill.device?.devpath?.hasPrefix("/devices/system/") ?? false
      || ["memory", "cpu"].contains(kill.device?.subsystem)
  }

  var learn: [Remedy] {
    switch root?.kind {
    case .cpu where kill.isStuck: return [.showProcessors]
    case .kernelBug, .cpu, .entropy, .hardware, .removal, .service: return []
    default: break
    }
    if culprit.kind == .program || culprit.kind == .hardware { return [] }
    // stacks tell what a wait without words waits for
    if [.taskStuck, .starved].contains(kill.draft.row.meaning) { return [.showProcessors] }
    if outcome == .stuck || kill.isStuck { return showsStack ? [] : [.showStacks] }
    guard culprit.kind == .unknown else { return [] }
    if let first = suspects.first, first.kind == .hardware {
      return [.lookFirst(hardware(first.name), name: first.name), .showStacks]
    }
    if readsDisk, kill.draft.cause != .stopTimeout { return [.showStacks] }
    if suspects.first?.kind == .program || isOfNoDriver || needsNoDriver
      || kill.draft.cause == .stopTimeout && kill.draft.during != .switchRoot
    {
      return [.debugNextBoot(option: era.debugOption)]
    }
    let seconds = max(5, Int((kill.limit ?? 180) / 4))
    // 5.8 made `sysctl.` an option
    let takesSysctl = system.kernel.map { $0 >= Version(5, 8) } ?? false
    return [.traceNextBoot(hungTaskSeconds: takesSysctl ? seconds : nil)]
  }
}
