internal import CSystemd
internal import Glibc

extension Scribe {
  /// This machine, this process, now.
  static func here() -> Scribe {
    var boot = sd_id128_t()
    var machine = sd_id128_t()
    let hasMachine = sd_id128_get_machine(&machine) >= 0
    return Scribe(
      bootID: sd_id128_get_boot(&boot) >= 0 ? text(boot) : String(repeating: "0", count: 32),
      machineID: hasMachine ? text(machine) : nil,
      hostname: SmallFile.line("/proc/sys/kernel/hostname"), pid: Int(getpid()),
      monotonic: Clock.monotonic(), realtime: Clock.realtime())
  }

  private static func text(_ id: sd_id128_t) -> String {
    var buffer = [CChar](repeating: 0, count: 33)
    sd_id128_to_string(id, &buffer)
    return SmallFile.text(buffer)
  }
}
