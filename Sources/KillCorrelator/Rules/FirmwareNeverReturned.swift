internal import LogModel

enum FirmwareNeverReturned {
  static let rule = Rule(
    id: "firmware-never-returned",
    title: "A call of the machine's own firmware does not return",
    proves:
      "The kernel calls EFI's runtime services in one workqueue, for one caller at a time: a task "
      + "that keeps a processor busy there, or died there, is in the firmware's code. A worker that waits in a "
      + "function of EFI's, or loads a module that uses them, waits for that call.",
    misleads: "The worker loads something else, and the firmware's call is another program's.",
    source: "`efi_call_rts` and `__efi_queue_work` in drivers/firmware/efi/runtime-wrappers.c.",
    link: .root, witness: .stack, weights: [inFirmware], examine: examine)

  /// How the report calls it.
  static let name = "EFI firmware"
  private static let inFirmware = Weight(
    2.5, "its call is on the stack, and the worker waits for it")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let call = boot.traces.first { trace in
      trace.isInFirmware && (trace.kind == .stuck || trace.kind == .oops)
        && trace.entries.first.map { !kill.isAfterKill($0, boot) || kill.covers($0, boot) } == true
    }
    guard let call, let head = call.entries.first else { return [] }
    let own = kill.ownTraces(in: boot)
    let waits = own.contains { number in
      boot.traces[number].frames.contains { $0.function.isOfEFI || $0.module?.isOfEFI == true }
    }
    guard waits || !own.isEmpty && call.initialising.contains(where: \.isOfEFI) else { return [] }
    return [Suspicion(.hardware, name, inFirmware, .firmwareNeverReturned, [head])]
  }
}

extension Trace {
  /// Whether it is the workqueue in which the firmware is called.
  var isInFirmware: Bool { workqueue?.hasPrefix("efi_rts_wq") == true }
}

extension String {
  /// `virt_efi_query_variable_info`, `efivar_init`, `rtc_efi`.
  fileprivate var isOfEFI: Bool {
    split(separator: "_").contains { $0 == "efi" || $0.hasPrefix("efivar") }
  }
}
