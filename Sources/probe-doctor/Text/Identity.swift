import JournalReader
import LogModel
import KillCorrelator

/// The line below a headline: which device, which boot, which software.
struct Identity {
  let device: Device?
  let boot: ToldBoot
  /// `2 of 3` where the log has several boots and no dates.
  let ordinal: Shown?
  /// Where the logs of several machines were read.
  var machine: Shown?

  /// Empty if the log tells none of it.
  var line: Shown {
    let software = [kernel, udev].compactMap { $0 }.joined(separator: ", ")
    return [machine, deviceName, bootName, software.isEmpty ? nil : software].compactMap { $0 }
      .joined(separator: " · ")
  }

  private var deviceName: Shown? {
    // the headline has it already where there is no better name
    guard let device, device.sysname != nil else { return nil }
    return device.description.map { Shown($0) } ?? device.sort
  }

  var bootName: Shown? {
    guard let first = boot.first, let time = first.realtime, first.calendar != .yearless else {
      return ordinal.map { "boot \($0)" }
    }
    let date = CivilTime(microseconds: time)
    let zone: Shown = first.calendar == .utc ? " UTC" : ""
    return "boot of \(date.dateText) \(date.timeText.prefix(5))\(zone)"
  }

  var kernel: Shown? { boot.kernel.map { "Linux \($0)" } }

  var udev: Shown? {
    guard let version = boot.udev else { return nil }
    let number = version.prefix { $0.isASCII && $0.isNumber }
    guard let whole = Int(number) else { return Shown(version) }
    // udev became part of systemd with version 183.
    return whole < 183 ? "udev \(version)" : "systemd \(version)"
  }
}

extension Device {
  /// `network interface`, `block device`; nil if nothing is known about it.
  fileprivate var sort: Shown? {
    switch subsystem {
    case nil: nil
    case "pci": "PCI device"
    case "usb": "USB device"
    case "scsi": "SCSI device"
    case "net": "network interface"
    case "module": "module"
    case .some(let name): "\(name) device"
    }
  }
}
