internal import LogModel

/// How long the udevd of a running machine lets a worker be, told by how it was started.
public struct WorkerLimit: Sendable, Equatable {
  /// Its limit for one event.
  public var timeout: EventTimeout
  /// Seconds until it kills the worker.
  public var kill: Double
  /// Seconds until it warns.
  public var warning: Double

  /// The same in µs.
  public var killTime: Int64 { Int64(kill * 1_000_000) }
  public var warningTime: Int64 { Int64(warning * 1_000_000) }

  /// The kernel's command line counts most, then udevd's own options, then its configuration
  /// (`run_udevd` in udevd.c: in this order it reads them, the last one first).
  ///
  /// - Parameters:
  ///   - commandLine: `/proc/cmdline`.
  ///   - arguments: udevd's own, without its name.
  ///   - configuration: the text of `udev.conf` and of what is dropped in beside it, in this order.
  ///   - version: what `udevadm --version` says.
  public init(commandLine: String, arguments: [String], configuration: String, version: String?) {
    var system = BootedSystem([])
    system.commandLine = commandLine
    system.udevVersion = version
    if let seconds = system.eventTimeoutOption(inInitrd: false) {
      timeout = EventTimeout(seconds: seconds, source: .commandLine)
    } else if let seconds = Self.option(arguments) ?? Self.setting(configuration) {
      timeout = EventTimeout(seconds: seconds, source: .udevConf)
    } else {
      timeout = EventTimeout(seconds: EventLimit.defaultLimit(system) ?? 180, source: .default)
    }
    let seconds = timeout.seconds ?? 180
    kill = seconds + EventLimit.extra(system)
    warning = seconds / 3
  }

  /// `-t 30`, `-t30`, `--event-timeout=30`, `--event-timeout 30`
  private static func option(_ arguments: [String]) -> Double? {
    var value: Double?
    for (index, word) in arguments.enumerated() {
      let next = arguments.dropFirst(index + 1).first
      for name in ["--event-timeout", "-t"] {
        if word == name {
          value = next.flatMap { TimeSpan.seconds($0) } ?? value
        } else if word.hasPrefix(name) {
          let rest = word.dropFirst(name.count)
          value = TimeSpan.seconds(String(rest.hasPrefix("=") ? rest.dropFirst() : rest)) ?? value
        }
      }
    }
    return value
  }

  private static func setting(_ configuration: String) -> Double? {
    configuration.split(separator: "\n").reversed().lazy
      .compactMap { UdevConfiguration.eventTimeout(in: $0).flatMap { TimeSpan.seconds($0) } }.first
  }
}
