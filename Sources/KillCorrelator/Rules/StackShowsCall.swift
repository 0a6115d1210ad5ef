internal import LogModel

enum StackShowsCall {
  static let rule = Rule(
    id: "stack-shows-call",
    title: "The worker's stack shows what it asked of the kernel",
    proves:
      "The stack of a worker that stands in no driver's probe or init begins with what it asked: to "
      + "open a device, to read one or its attributes in /sys (`uevent_show`), to write to one "
      + "(`remove_store`), to close it, to control it. That is what udev's own rules do with a device, "
      + "and names nobody.",
    misleads: "Where a program of a rule hangs, its own name says more; the rule is then silent.",
    source: "`do_sys_openat2`, `vfs_read` in fs/, `dev_attr_show` in drivers/base/core.c.",
    link: .activity, witness: .stack, weights: [asked], examine: examine)

  private static let asked = Weight(2.5, "its own stack")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.program == nil, BuiltinWasRunning.examine(kill, in: boot).isEmpty,
      ProgramWasStartedLast.examine(kill, in: boot).isEmpty,
      let (number, call) = call(of: kill, in: boot)
    else { return [] }
    return [
      Suspicion(
        .reader, call.name, asked, .askedKernel(call),
        boot.traces[number].quoted(naming: nil))
    ]
  }

  /// What the worker of an event asked of the kernel, by the last stack of it that shows that.
  static func call(of kill: KillCase, in boot: BootContext) -> (trace: Int, call: StackCall)? {
    for number in kill.ownTraces(in: boot).reversed() {
      if let call = boot.index.readings[number].call { return (number, call) }
    }
    return nil
  }
}
