import JournalReader
import KillCorrelator

/// The line below a headline: which device, which boot, which software.
struct Identity {
  let device: Device?
  let boot: BootDiagnosis
  /// `2 of 3` where the log has several boots and no dates.
  let ordinal: Shown?

  /// Empty if the log tells none of it.
  var line: Shown {
    let software = [kernel, udev].compactMap { $0 }.joined(separator: ", ")
    return [deviceName, bootName, software.isEmpty ? nil : software].compactMap { $0 }
      .joined(separator: " · ")
  }

  private var deviceName: Shown? {
    guard let device else { return nil }
    let name = device.description.map { Shown($0) }
    guard let sort = device.sort else { return name }
    return name.map { "\(sort) (\($0))" } ?? sort
  }

  private var bootName: Shown? {
    guard let first = boot.first, let time = first.realtime, first.calendar != .yearless else {
      return ordinal.map { "boot \($0)" }
    }
    let date = CivilTime(microseconds: time)
    let zone: Shown = first.calendar == .utc ? " UTC" : ""
    return "boot of \(date.day) \(date.time.prefix(5))\(zone)"
  }

  private var kernel: Shown? { boot.kernel.map { "Linux \($0)" } }

  private var udev: Shown? {
    guard let version = boot.udev else { return nil }
    let number = version.prefix { $0.isASCII && $0.isNumber }
    guard let whole = Int(number) else { return Shown(version) }
    // udev became part of systemd with version 183.
    return whole < 183 ? "udev \(version)" : "systemd \(version)"
  }
}

extension Device {
  /// `PCI device 1b36:0005`, `block device`; nil if nothing is known about it.
  fileprivate var sort: Shown? {
    if let modalias, let numbers = numbers(in: modalias) { return numbers }
    return switch subsystem {
    case nil: nil
    case "pci": "PCI device"
    case "usb": "USB device"
    case "scsi": "SCSI device"
    case "net": "network interface"
    case "module": "module"
    case .some(let name): "\(name) device"
    }
  }

  /// Vendor and device as lspci and lsusb show them: `pci:v00001B36d00000005…`,
  /// `usb:v1D6Bp0002…`.
  private func numbers(in modalias: String) -> Shown? {
    let text = modalias.utf8
    func number(_ range: Range<Int>) -> String? {
      let part = String(modalias.utf8.dropFirst(range.lowerBound).prefix(range.count)) ?? ""
      return part.utf8.count == range.count && part.allSatisfy(\.isHexDigit)
        ? part.lowercased() : nil
    }
    if text.starts(with: "pci:v".utf8), let vendor = number(9..<13), let device = number(18..<22) {
      return "PCI device \(vendor):\(device)"
    }
    if text.starts(with: "usb:v".utf8), let vendor = number(5..<9), let device = number(10..<14) {
      return "USB device \(vendor):\(device)"
    }
    return nil
  }
}
