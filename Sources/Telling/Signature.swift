internal import KillCorrelator
internal import LogModel
internal import ReportModel

/// What is the same of one fault on any machine: what happened, whose fault it was, and what was wrong
/// with that.
///
/// No pid, address, serial number or name of a machine goes in, and nothing that only some logs of one
/// fault tell, as a function that stands in a stack: `event-timeout/driver:mpt3sas/-110`,
/// `event-timeout/hardware:usb/reset`.
struct Signature {
  let finding: KillCorrelator.Finding

  /// Nil where nothing tells what the fault is: of two of those nobody knows that they are the same.
  var text: String? {
    guard let whose else { return nil }
    return ([kind, whose] + [function, errno].compactMap { $0 }).joined(separator: "/")
  }

  private var kind: String {
    let kind = finding.kind.rawValue
    guard let cause = finding.cause?.rawValue else { return kind }
    return finding.kind == .kill ? cause : "\(kind)-\(cause)"
  }

  private var culprit: Culprit { finding.culprit }

  private var whose: String? {
    if let name = culprit.name {
      switch culprit.kind {
      case .driver, .program, .firmware:
        return "\(culprit.kind.rawValue):\(Self.general(name, culprit.kind))"
      case .hardware:
        if let trouble = HardwareTrouble(of: name, evidence) { return "hardware:\(trouble.text)" }
      case .unknown: break
      }
    }
    if let driver = finding.driver { return "driver:\(driver.moduleName)" }
    // who is only possible is no accusation, but the same again on the next machine
    if let suspect = finding.suspects.first, suspect.kind != .hardware {
      return "unknown:\(Self.general(suspect.name, suspect.kind))?"
    }
    return circumstance ?? finding.device.flatMap(DeviceModel.init).map { "unknown:\($0.text)" }
  }

  /// What was wrong with the machine as a whole.
  private var circumstance: String? {
    if finding.kind == .oom { return "memory" }
    let link = finding.chain.links.last { link in
      link.confidence.isProved && [.cpu, .clock, .entropy].contains(link.kind)
    }
    return link?.kind.rawValue
  }

  /// Evidence against the culprit, the strongest first.
  private var evidence: [Evidence] {
    finding.suspects.first { $0.kind == culprit.kind && $0.name == culprit.name }?.evidence ?? []
  }

  private var statements: [Evidence.Statement] { evidence.map(\.statement) }

  /// The driver's innermost function, where the kernel's report of it is what was found: of a kill only
  /// some logs have one.
  private var function: String? {
    guard [.stuck, .oops].contains(finding.kind) else { return nil }
    for evidence in evidence {
      guard case .stackInDriver(let stack) = evidence.statement else { continue }
      if let function = Self.function(of: culprit.name, in: evidence) ?? stack.function {
        return Self.plain(function)
      }
    }
    for case .kernelTaskStuck(let function, _) in statements { return Self.plain(function) }
    return nil
  }

  /// The innermost function of a module's frames that stands there under its own name: whether the
  /// compiler made one of several, or none, differs from kernel to kernel.
  private static func function(of module: String?, in evidence: Evidence) -> String? {
    guard let module = module?.moduleName else { return nil }
    for entry in evidence.entries {
      for line in entry.text.split(separator: "\n") {
        guard line.hasSuffix("[\(module)]"), !line.contains("? "),
          let word = line.split(separator: " ").dropLast().last,
          let plus = word.firstIndex(of: "+")
        else { continue }
        let function = word[..<plus]
        if !function.contains("."), function.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
        {
          return String(function)
        }
      }
    }
    return nil
  }

  /// With what the probe failed by itself. What a driver makes of being interrupted is the kill's doing,
  /// and differs from device to device and from version to version.
  private var errno: String? {
    for statement in statements {
      switch statement {
      case .probeFailed(let errno), .probeFailedAfterOwnTimeout(let errno):
        return errno == -4 || (-516 ... -512).contains(errno) ? nil : "\(errno)"
      default: continue
      }
    }
    return nil
  }

  /// Without what the compiler puts behind a function's name.
  private static func plain(_ function: String) -> String {
    String(function.prefix { $0 != "." && $0 != "+" })
  }

  static func general(_ name: String, _ kind: Suspect.Kind) -> String {
    switch kind {
    case .driver: name.moduleName
    case .hardware: HardwareClass.name(of: name)
    case .firmware: name
    case .program, .unknown: programName(name)
    }
  }

  /// `/usr/lib/udev/ata_id --export /dev/sda` → `ata_id`, `ifup@eth0.service` → `ifup@.service`
  static func programName(_ name: String) -> String {
    let word = name.split(separator: " ").first ?? ""
    let base = word.split(separator: "/").last ?? word
    guard let at = base.firstIndex(of: "@"), let dot = base.lastIndex(of: "."), at < dot else {
      return String(base)
    }
    return String(base[...at] + base[dot...])
  }
}

/// What a piece of hardware is, where its name is one machine's own.
enum HardwareClass {
  /// `USB device 3-1`: a name that tells nobody what it is of gets that before it.
  static func named(_ device: String) -> SafeText {
    // what is in a card's slot is a card, an eMMC or SDIO: the kernel calls it by its host alone
    if name(of: device) == "mmc", !device.contains("mmcblk") { return "the device at \(device)" }
    let noun = noun(of: device)
    return noun == "device" ? SafeText(device) : "\(noun) \(device)"
  }

  /// As a sentence has it.
  static func noun(of device: String) -> String {
    switch name(of: device) {
    case "pci": "PCI device"
    case "usb": "USB device"
    case "disk": "disk"
    case "nvme": "NVMe disk"
    case "mmc": device.contains("mmcblk") ? "memory card" : "card host"
    case "ata": "ATA device"
    case "scsi": "SCSI host"
    case "mapped-disk": "mapped disk"
    case "array": "disk array"
    case "cd": "CD drive"
    case "loop": "loop device"
    case "nbd": "network disk"
    case "floppy": "floppy drive"
    case "net": "network interface"
    default: "device"
    }
  }

  /// The kernel's own names for hardware, with a number or a letter behind them.
  private static let families: [(prefix: String, name: String)] = [
    ("nvme", "nvme"), ("mmcblk", "mmc"), ("mmc", "mmc"), ("ata", "ata"), ("usb", "usb"),
    ("host", "scsi"), ("scsi", "scsi"), ("sd", "disk"), ("hd", "disk"), ("vd", "disk"),
    ("xvd", "disk"), ("dm-", "mapped-disk"), ("md", "array"), ("sr", "cd"), ("loop", "loop"),
    ("nbd", "nbd"), ("dasd", "disk"), ("eth", "net"), ("wlan", "net"), ("cciss", "disk"),
    ("fd", "floppy"),
  ]

  static func name(of device: String) -> String {
    let base = device.hasPrefix("/dev/") ? String(device.dropFirst(5)) : device
    let parts = base.split(separator: ":", omittingEmptySubsequences: false)
    // with its domain or, as DMAR has it, without
    if (2...3).contains(parts.count), parts[parts.count - 1].contains(".") { return "pci" }
    if parts.count == 4 { return "disk" }
    if let first = base.first, first.isNumber, base.contains("-") { return "usb" }
    for family in families where base.hasPrefix(family.prefix) {
      let rest = base.dropFirst(family.prefix.count)
      let isNumbered = rest.first?.isNumber ?? true
      if isNumbered || ["sd", "hd", "vd", "xvd"].contains(family.prefix) && rest.count <= 4 {
        return family.name
      }
    }
    return "device"
  }
}
