/// Something to do about a kill.
public enum Remedy: Sendable, Hashable {
  /// Load the driver again, now without udevd's limit.
  ///
  /// - Parameters:
  ///   - inInitrd: the machine stands in the initrd's shell, for its root never came.
  ///   - mayHoldRoot: the root file system may be on what it serves.
  case reloadModule(String, inInitrd: Bool, mayHoldRoot: Bool)
  /// Boot once with another limit, where the machine does not come up.
  ///
  /// - Parameters:
  ///   - option: what is added to the kernel's line, or taken out of it.
  case bootOnce(option: String, isAdded: Bool)
  case reboot
  /// Start once without the driver.
  case keepOut(module: String, isGraphics: Bool)
  /// Let udev handle the device anew: its event was cut short.
  case triggerAgain(sysname: String?)
  /// Leave driver and device alone while what was killed is in the kernel; nil where the log has its stack.
  case leaveAlone(process: Int?)
  /// Let the rule start this program as a service.
  ///
  /// - Parameter isSystemds: udev is known to be systemd's, which it became with 183.
  case startAsService(program: String, isSystemds: Bool)
  /// Let the program not wait for this unit.
  case doNotWait(program: String, unit: String?)
  /// A program of somebody else's holds what the worker waits for.
  case lookAtHolder(program: String)
  /// Give programs of one rule more time, in the rule itself.
  case setLimitInRule(seconds: Int)
  /// - Parameter isOnlySlow: it answered in the end, and no line tells of an error.
  case checkHardware(Hardware, name: String, isOnlySlow: Bool)
  /// - Parameter file: what the driver asked for.
  case installFirmware(file: String?, OperatingSystem)
  /// No program hands firmware files to the kernel any more, and it waits a minute for one.
  case skipFirmwareFallback
  case raiseStopTimeout(inInitrd: Bool, OperatingSystem)
  /// No limit ends what udevd's own crash leaves.
  case lookAtCrash
  /// udevd gave up by itself: no unit's limit changes that.
  case leaveOutOfInitrd(module: String?, OperatingSystem)
  /// - Parameters:
  ///   - set: the limit that somebody set, in seconds, and where.
  ///   - least: seconds that are enough.
  case removeShortTimeout(set: Int, in: Setting, least: Int, Course, OperatingSystem)
  /// The limit of this udev cannot be set; nil where only the wording tells that it is an old one.
  case updateUdev(version: String?)
  /// Up to 243 udevd gives up 30 s after it was told to stop.
  case updateForStop
  case raiseEventTimeout(EventTimeoutSetting, OperatingSystem)
  /// - Parameter isAlternative: a longer limit is advised before.
  case probeAsynchronously(module: String, isAlternative: Bool)
  /// More time helps nobody who hangs for ever.
  ///
  /// - Parameter isOfDevice: what hangs is a driver at a device of its own, whose firmware may be meant.
  case updateKernel(module: String?, isBug: Bool, isOfDevice: Bool = false)
  /// The same for a module that does not come with the kernel.
  case updateForeignModule(String)
  /// Fewer workers at once get more of the machine each.
  case fewerWorkers(OperatingSystem)
  case moreEntropy
  /// Let the kernel say what workers load, and report those that hang for so many seconds; nil where
  /// this kernel takes no such option.
  case traceNextBoot(hungTaskSeconds: Int?)
  /// Let udevd say what workers start.
  case debugNextBoot(option: String)
  /// Let the kernel show where everybody is while it hangs.
  case showStacks
  /// Of who keeps a processor busy.
  case showProcessors
  /// What may be to blame, and is not proved to be.
  case lookFirst(Hardware, name: String)
  /// Write to who looks after the driver.
  case report(ReportAddress, Reception)

  /// Who takes a report about a kernel.
  public enum Reception: Sendable, Hashable {
    /// The lists of its source.
    case upstream
    /// The distribution first, which changes it and keeps it for years.
    case distribution
    /// Nobody before a newer one was tried: it is older than all that are looked after.
    case tooOld(release: String)
  }

  /// Where udevd's limit is set.
  public enum Setting: Sendable, Hashable {
    case commandLine, udevConf
  }

  /// What is looked at first on hardware that does not answer.
  public enum Hardware: Sendable, Hashable {
    case disk, multipath, usb, card, floppy
    /// Soldered to the board, or wired to it: what is on I2C or SPI, or a part of the chip.
    case board
    /// The machine's own firmware.
    case firmware
    case other
  }

  /// Whose tools write the boot loader's configuration and the initrd.
  public enum OperatingSystem: Sendable, Hashable {
    case debian, raspberry, fedora, suse, arch
    /// A machine with a device tree and no EFI, whose boot loader has a way of its own.
    case board
    case unknown
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
    /// Whether it may be a version whose limit cannot be set.
    public var isPerhapsFixed: Bool
    /// Nobody knows what the time was spent on.
    public var isTrial: Bool
    public var course: Course
  }

  /// What came of what was slow.
  public struct Course: Sendable, Hashable {
    /// Seconds that it took to its end, where no signal ended it.
    public var took: Double?
    /// Whether it did what it was to do until then, and was not only gone late.
    public var isComplete: Bool
    /// Whether the driver failed, and perhaps not for the signal: then more time shows it.
    public var hasFailed: Bool
  }

  /// When it helps.
  public enum Scope: String, Sendable {
    case now, lasting, report, learn
  }

  public var scope: Scope {
    switch self {
    case .reloadModule, .bootOnce, .reboot, .leaveAlone, .triggerAgain, .keepOut, .lookAtHolder:
      .now
    case .traceNextBoot, .debugNextBoot, .showStacks, .showProcessors, .lookFirst: .learn
    case .report: .report
    default: .lasting
    }
  }

  /// Stable.
  public var id: String {
    switch self {
    case .reloadModule: "reload-module"
    case .bootOnce: "boot-once"
    case .reboot: "reboot"
    case .keepOut: "keep-driver-out"
    case .triggerAgain: "trigger-again"
    case .leaveAlone: "leave-it"
    case .startAsService: "fix-program"
    case .doNotWait: "do-not-wait"
    case .lookAtHolder: "look-at-holder"
    case .setLimitInRule: "set-limit-in-rule"
    case .checkHardware: "check-hardware"
    case .installFirmware: "install-firmware"
    case .skipFirmwareFallback: "skip-firmware-fallback"
    case .raiseStopTimeout: "raise-stop-timeout"
    case .lookAtCrash: "look-at-crash"
    case .leaveOutOfInitrd: "leave-out-of-initrd"
    case .removeShortTimeout: "remove-short-timeout"
    case .updateUdev, .updateForStop: "update-udev"
    case .raiseEventTimeout: "raise-event-timeout"
    case .probeAsynchronously: "async-probe"
    case .updateKernel: "update-kernel"
    case .updateForeignModule: "update-module"
    case .fewerWorkers: "fewer-workers"
    case .moreEntropy: "more-entropy"
    case .traceNextBoot: "trace-next-boot"
    case .debugNextBoot: "debug-next-boot"
    case .showStacks: "show-stacks"
    case .showProcessors: "show-processors"
    case .lookFirst: "look-first"
    case .report: "report"
    }
  }
}
