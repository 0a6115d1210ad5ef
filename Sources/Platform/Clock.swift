internal import Glibc

/// The kernel's clocks, in microseconds where nothing else is said.
public enum Clock {
  /// Since the boot, without the time asleep: as the kernel's and the journal's lines count.
  public static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

  /// The same in seconds, for spans that people read.
  public static func seconds() -> Double { Double(monotonic()) / 1_000_000 }

  /// Since 1970.
  public static func realtime() -> Int64 { read(CLOCK_REALTIME) }

  /// How long the machine has slept since its boot.
  public static func asleep() -> Int64 { read(CLOCK_BOOTTIME) - read(CLOCK_MONOTONIC) }

  /// How far this machine's zone is east of UTC at a time since 1970.
  public static func zoneOffset(at time: Int64) -> Int64 {
    var seconds = time_t(time / 1_000_000)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return 0 }
    return Int64(parts.tm_gmtoff) * 1_000_000
  }

  /// Whether a name is that of a zone (`Europe/Berlin`).
  public static func zoneExists(_ name: String) -> Bool {
    guard let first = name.first, first.isLetter, !name.contains("..") else { return false }
    return SmallFile.bytes("/usr/share/zoneinfo/\(name)")?.starts(with: "TZif".utf8) ?? false
  }

  /// How far another zone is east of UTC at a time since 1970. Only the C library knows its rules, by
  /// the environment: to be called from the main thread, before others run.
  public static func zoneOffset(at time: Int64, in zone: String) -> Int64 {
    let before = getenv("TZ").map { String(cString: $0) }
    setenv("TZ", ":\(zone)", 1)
    tzset()
    defer {
      if let before { setenv("TZ", before, 1) } else { unsetenv("TZ") }
      tzset()
    }
    return zoneOffset(at: time)
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
