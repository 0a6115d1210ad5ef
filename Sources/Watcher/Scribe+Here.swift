internal import CSystemd
internal import Glibc
internal import MachineFacts
internal import Platform

extension String {
  /// C's characters up to a zero.
  init(characters: [CChar]) {
    self.init(
      decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

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
    return String(characters: buffer)
  }
}
