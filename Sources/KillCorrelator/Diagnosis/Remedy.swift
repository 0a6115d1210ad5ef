/// Something to do about a kill.
public enum Remedy: Sendable, Hashable {
  /// Load the driver again, now without udevd's limit.
  case reloadModule(String)
  case reboot
  /// Let udev handle the device anew: its event was cut short.
  case triggerAgain(sysname: String?)
  /// Leave driver and device alone while the worker is in the kernel.
  case leaveAlone(worker: Int?)
  /// Let the rule start this program as a service.
  case startAsService(program: String)
  case checkHardware
  case installFirmware
  case raiseStopTimeout
  /// - Parameters:
  ///   - set: the limit that somebody set, in seconds, and where.
  ///   - least: seconds that are enough.
  ///   - needed: seconds that the driver took here, where that is known.
  case removeShortTimeout(set: Int, in: Setting, least: Int, needed: Double?)
  /// The limit of this udev cannot be set.
  case updateUdev
  case raiseEventTimeout(EventTimeoutSetting)
  case probeAsynchronously(module: String)
  /// Let the kernel say what workers load, and report those that hang for so many seconds.
  case traceNextBoot(hungTaskSeconds: Int)
  /// Let udevd say what workers start.
  case debugNextBoot

  /// Where udevd's limit is set.
  public enum Setting: Sendable, Hashable {
    case commandLine, udevConf
  }

  /// How a longer limit is given to this udev.
  public struct EventTimeoutSetting: Sendable, Hashable {
    public var seconds: Int
    /// `udev.event_timeout` or, before 233, `udev.event-timeout`.
    public var option: String
    /// Whether udev.conf is read for it.
    public var isInConfiguration: Bool
    /// Whether the limit ran out in the initrd.
    public var isInInitrd: Bool
    /// Seconds that the driver took here, where that is known.
    public var needed: Double?
  }

  /// When it helps.
  public enum Scope: String, Sendable {
    case now, lasting, report, learn
  }

  public var scope: Scope {
    switch self {
    case .reloadModule, .reboot, .leaveAlone, .triggerAgain: .now
    case .traceNextBoot, .debugNextBoot: .learn
    default: .lasting
    }
  }

  /// Stable.
  public var id: String {
    switch self {
    case .reloadModule: "reload-module"
    case .reboot: "reboot"
    case .triggerAgain: "trigger-again"
    case .leaveAlone: "leave-it"
    case .startAsService: "fix-program"
    case .checkHardware: "check-hardware"
    case .installFirmware: "install-firmware"
    case .raiseStopTimeout: "raise-stop-timeout"
    case .removeShortTimeout: "remove-short-timeout"
    case .updateUdev: "update-udev"
    case .raiseEventTimeout: "raise-event-timeout"
    case .probeAsynchronously: "async-probe"
    case .traceNextBoot: "trace-next-boot"
    case .debugNextBoot: "debug-next-boot"
    }
  }
}
