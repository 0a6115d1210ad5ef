internal import KillCorrelator
internal import LogModel

/// What was wrong with a piece of hardware, as one fault has it on any machine: `usb/reset`,
/// `disk/unreadable`.
struct HardwareTrouble {
  let text: String

  /// Nil where nothing shows that anything was wrong with it: that one waits for a disk tells of no
  /// fault.
  init?(of name: String, _ evidence: [Evidence]) {
    for evidence in evidence {
      let messages = evidence.entries.map(\.text)
      guard let word = Self.word(evidence.statement, messages) else { continue }
      // a stick is a disk to some lines and a USB device to others
      let isOnUSB = messages.contains(where: Self.isOfUSB)
      let what = isOnUSB ? "usb" : HardwareClass.name(of: name)
      // errors of any kind, of any kind of thing
      if word == Self.errors, ["device", "pci"].contains(what) { continue }
      text = "\(what)/\(word)"
      return
    }
    return nil
  }

  private static func word(_ statement: Evidence.Statement, _ messages: [String]) -> String? {
    switch statement {
    case .reset: "reset"
    case .wasRemoved: "removed"
    case .lostLastPath: "no-path"
    case .interruptShutOff: "interrupt"
    case .reportedErrors, .reportedErrorsAfterKill, .onlyTrouble, .onlyTroubleOfStop,
      .onlyPortWithErrors, .severalBehindIt:
      words.first { word in
        messages.contains { message in word.marks.contains { message.contains($0) } }
      }?
      .name ?? errors
    default: nil
    }
  }

  /// What nobody calls by a name.
  private static let errors = "errors"

  /// What is said of a fault by its name, before what is said of whatever it leads to.
  private static let words: [(name: String, marks: [String])] = [
    (
      "unreadable",
      [
        " UNC ", "edium Error", "edium error", "edia error", "nrecovered read error",
        "critical target",
      ]
    ),
    ("iommu", ["DMAR", "IO_PAGE_FAULT"]),
    ("pcie", ["PCIe Bus Error", "AER: "]),
    ("link", ["ICRC", "BadCRC", "SATA link down", "link is slow"]),
    (
      "no-answer",
      [
        "imeout", "timed out", "ot respond", "o response", "not accepting address",
        "descriptor read",
        "nable to enumerate", "isabling device", "ffline", "rozen",
      ]
    ),
    ("reset", ["reset"]),
  ]

  /// `usb 1-8: reset high-speed USB device number 6 using ehci_hcd`
  private static func isOfUSB(_ message: String) -> Bool {
    let words = message.split(separator: " ")
    return zip(words, words.dropFirst()).contains { word, name in
      word == "usb" && name.first?.isNumber == true && name.contains("-")
    }
  }
}

/// What a device is, as it is the same on all machines that have one: `pci:1b36:0005`.
struct DeviceModel {
  let text: String

  /// Nil of what tells no model: a hub that the kernel itself stands for, a disk as such.
  init?(_ device: Device) {
    let modalias = device.modalias ?? ""
    // `PCI device 1b36:0005 (…)`: of some logs only that is known
    let name = (HardwareID.name(ofModalias: modalias) ?? device.description ?? "")
      .split(separator: " ")
    let bus = modalias.prefix { $0 != ":" }
    if name.count > 2, name[1] == "device", ["PCI", "USB", "ACPI", "PNP"].contains(name[0]),
      !name[2].hasPrefix("1d6b:")
    {
      text = "\(name[0] == "PNP" ? "acpi" : name[0].lowercased()):\(name[2])"
    } else if Self.buses.contains(bus), modalias.count < 100 {
      text = modalias.replacing("/", with: "_")
    } else {
      return nil
    }
  }

  /// Whose aliases name a model.
  private static let buses: Set<Substring> = [
    "auxiliary", "hid", "i2c", "of", "platform", "spi", "virtio",
  ]
}
