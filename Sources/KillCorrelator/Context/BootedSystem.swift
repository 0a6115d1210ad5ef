internal import LogModel

/// What was booted: versions and options, from the lines of the kernel and of PID 1, else from what
/// the machine told of itself later in that boot.
struct BootedSystem: Sendable {
  var kernelRelease: String?
  var udevVersion: String?
  var commandLine: String?
  /// The entry in which the system left the initrd, if the log shows both.
  var switchRoot: Int?
  /// Whether the initrd gave up waiting for the root file system, and the log ends there: whoever reads
  /// it stands in the initrd's shell.
  private(set) var isRootMissing = false
  /// What the machine told of itself, unless the log shows that it did so in another boot.
  private(set) var record: BootRecord?
  /// What tells the command line where the log does not.
  private(set) var commandLineRecord: Entry?

  /// Whether a device tree tells its model, and no GRUB has booted it: that names the kernel's file in the
  /// command line (`grub_cmd_linux` in grub-core/loader).
  var isBoard: Bool { hasModel && commandLine?.contains("BOOT_IMAGE=") != true }
  private var hasModel = false
  /// The modules that do not come with the kernel, by its own word.
  private(set) var outOfTree: Set<String> = []
  /// Whose tools it has.
  private(set) var os = Remedy.OperatingSystem.unknown

  /// - Parameters:
  ///   - reported: the kernel that says in its reports of errors which it is.
  ///   - hasTree: devices are called after their addresses, as those of a device tree are.
  init(
    _ facts: [Fact], _ record: BootRecord? = nil, reported: String? = nil, hasTree: Bool = false
  ) {
    hasModel = hasTree
    defer { os = Remedy.OperatingSystem(self) }
    for fact in facts {
      switch fact.meaning {
      case .kernelVersion: kernelRelease = kernelRelease ?? fact[.release]
      case .commandLine: commandLine = commandLine ?? fact[.options]
      case .udevVersion:
        udevVersion = udevVersion ?? fact[.version] ?? fact[.eudev].map { "eudev-\($0)" }
      case .switchingRoot:
        switchRoot = switchRoot ?? fact.entry
        isRootMissing = false
      case .rootMissing: isRootMissing = true
      case .boardModel: hasModel = true
      case .moduleOutOfTree: outOfTree.formUnion(fact[.module].map { [$0.moduleName] } ?? [])
      default: break
      }
    }
    kernelRelease = kernelRelease ?? reported
    guard let record, isOfThisBoot(record) else { return }
    self.record = record
    kernelRelease = kernelRelease ?? record.kernel?.value
    udevVersion = udevVersion ?? record.udev?.value
    if commandLine == nil, let line = record.commandLine {
      commandLine = line.value
      commandLineRecord = line.entry
    }
  }

  /// Another kernel, or other options, are another boot's.
  private func isOfThisBoot(_ record: BootRecord) -> Bool {
    if let mine = kernelRelease, let other = record.kernel?.value, mine != other { return false }
    // the log may show it cut off, or with what a boot configuration adds
    if let mine = commandLine, let other = record.commandLine?.value {
      return mine.contains(other) || other.contains(mine)
    }
    return true
  }

  var kernel: Version? { kernelRelease.flatMap { Version($0) } }
  var udev: Version? { udevVersion.flatMap { Version($0) } }
  /// Since its version 1.3 eudev counts `3.2.7`, as udev never did.
  var isEudev: Bool {
    guard let udevVersion else { return false }
    return udevVersion.contains("eudev")
      || udevVersion.contains(".") && ["1.", "2.", "3."].contains(where: udevVersion.hasPrefix)
  }

  /// Who takes a report about this kernel.
  var reception: Remedy.Reception {
    guard let kernel, let kernelRelease else { return .upstream }
    if Self.keptByDistributions.contains(where: kernelRelease.contains) { return .distribution }
    return kernel < Self.oldestKept ? .tooOld(release: kernelRelease) : .upstream
  }

  /// How distributions mark kernels of their own, which they keep for years with changes of their own: Red Hat
  /// and its kin, Oracle, Amazon, SUSE, Ubuntu, Proxmox, Debian.
  private static let keptByDistributions = [
    ".fc", ".el6", ".el7", ".el8", ".el9", ".el10", "uek", "amzn", "-default", "-generic",
    "-lowlatency", "-azure", "-aws", "-gcp", "-pve", "-amd64", "-arm64", "-armmp", "-686",
  ]

  /// The oldest that kernel.org looked after in 2026.
  private static let oldestKept = Version(5, 10)

  /// The value of an option on the command line; the last one counts, and `-` and `_` are equal
  /// (`proc_cmdline_key_streq` in systemd).
  func option(_ name: String) -> String? {
    guard let commandLine else { return nil }
    let options = commandLine.utf8.span
    let wanted = name.moduleName
    for range in options.words.reversed() {
      let word = options.extracting(range)
      guard let sign = word.firstIndex(of: UInt8(ascii: "=")), sign == wanted.utf8.count,
        String(word.extracting(..<sign)).moduleName == wanted
      else { continue }
      return String(word.extracting((sign + 1)...))
    }
    return nil
  }

  /// Seconds of udevd's limit for an event by the command line. The `rd.` form counts in the
  /// initrd only (`parse_proc_cmdline_item` in udevd.c).
  func eventTimeoutOption(inInitrd: Bool) -> Double? {
    let plain = option("udev.event_timeout")
    let initrd = inInitrd ? option("rd.udev.event_timeout") : nil
    return (initrd ?? plain).flatMap { TimeSpan.seconds($0) }
  }

  /// Seconds of udevd's limit by `event_timeout=` in udev.conf, which udevd reads from 240 on and
  /// eudev does not.
  var configuredEventTimeout: Recorded<Double>? {
    guard !isEudev, udev.map({ $0 >= Version(240) }) ?? true, let recorded = record?.eventTimeout,
      let seconds = TimeSpan.seconds(recorded.value)
    else { return nil }
    return Recorded(seconds, recorded.entry)
  }

  /// Whether an entry was written before the root was switched.
  func isInInitrd(_ entry: Int) -> Bool { switchRoot.map { entry < $0 } ?? false }
}
