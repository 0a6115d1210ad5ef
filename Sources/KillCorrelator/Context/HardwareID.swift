/// What the kernel prints of a device's identity when it finds it.
package struct HardwareID: Sendable, Equatable {
  enum Bus: String, Sendable { case pci, usb, pnp }

  /// Literals of the lines that tell it: wanted from anywhere in the boot.
  static let marks = ["] type 0", "New USB device found, idVendor=", "ACPI device, IDs "]
  var bus: Bus
  /// On the PNP bus, all that the device calls itself (`IFX0102 PNP0c31`).
  var vendor: String
  var product: String
  /// PCI's class, subclass and interface: six hexadecimal digits.
  var pciClass: String?

  /// `pci 0000:00:06.0: [1b36:0005] type 00 class 0x00ff00 …` (`pci_setup_device`),
  /// `usb 1-8: New USB device found, idVendor=090c, idProduct=1000` (`announce_device`), and
  /// `pnp 00:05: Plug and Play ACPI device, IDs IFX0102 PNP0c31 (active)` (`pnpacpi_add_device`).
  init?(_ line: DeviceLine) {
    switch line.driver {
    case "pci": self.init(pci: line.bytes.span)
    case "usb": self.init(usb: line.bytes.span)
    case "pnp": self.init(pnp: line.bytes.span)
    default: return nil
    }
  }

  private init?(pci text: Span<UInt8>) {
    guard text.hasPrefix("["), let close = text.firstIndex(of: UInt8(ascii: "]")) else {
      return nil
    }
    let brackets = text.extracting(1..<close)
    let ids = brackets.split { $0 == .colon }
    guard ids.count == 2, ids.allSatisfy({ $0.count == 4 }) else { return nil }
    bus = .pci
    vendor = brackets.hexDigits(at: ids[0].lowerBound).uppercased()
    product = brackets.hexDigits(at: ids[1].lowerBound).uppercased()
    guard vendor.count == 4, product.count == 4 else { return nil }
    pciClass = text.range(of: "class 0x").map { text.hexDigits(at: $0.upperBound).uppercased() }
  }

  private init?(usb text: Span<UInt8>) {
    guard let first = text.range(of: "idVendor="), let second = text.range(of: "idProduct=") else {
      return nil
    }
    bus = .usb
    vendor = text.hexDigits(at: first.upperBound).uppercased()
    product = text.hexDigits(at: second.upperBound).uppercased()
    guard vendor.count == 4, product.count == 4 else { return nil }
  }

  private init?(pnp text: Span<UInt8>) {
    guard let head = text.range(of: "ACPI device, IDs ") else { return nil }
    let rest = text.extracting(head.upperBound...)
    let names = rest.words.map { String(rest.extracting($0)) }.prefix { !$0.hasPrefix("(") }
    guard names.allSatisfy({ NamedDevice.isACPIName($0.uppercased()) }), !names.isEmpty else {
      return nil
    }
    bus = .pnp
    vendor = names.joined(separator: " ")
    product = ""
  }

  /// On the PNP bus, what the device calls itself.
  var names: [String] { vendor.uppercased().split(separator: " ").map(String.init) }

  /// The modalias as far as it is known; what is not told stands as zeros, which the patterns of
  /// modules.alias and of the hardware database match where they do not ask for it.
  var modalias: String {
    switch bus {
    case .pci:
      let code = pciClass.map { $0.count == 6 ? $0 : "000000" } ?? "000000"
      let parts = [code.prefix(2), code.dropFirst(2).prefix(2), code.suffix(2)].map(String.init)
      return "pci:v0000\(vendor)d0000\(product)sv00000000sd00000000"
        + "bc\(parts[0])sc\(parts[1])i\(parts[2])"
    case .usb:
      return "usb:v\(vendor)p\(product)d0000dc00dsc00dp00ic00isc00ip00in00"
    case .pnp:
      return "acpi:" + vendor.uppercased().replacing(" ", with: ":") + ":"
    }
  }

  /// `PCI device 1b36:0005`.
  var name: String {
    bus == .pnp
      ? "PNP device \(vendor.uppercased())"
      : "\(bus == .pci ? "PCI" : "USB") device \(vendor.lowercased()):\(product.lowercased())"
  }

  /// From a full modalias of one of these buses.
  package static func name(ofModalias modalias: String) -> String? {
    if modalias.hasPrefix("pci:v0000"), modalias.count > 23 {
      let digits = Array(modalias)
      return "PCI device \(String(digits[9..<13]).lowercased()):"
        + String(digits[18..<22]).lowercased()
    }
    if modalias.hasPrefix("usb:v"), modalias.count > 14 {
      let digits = Array(modalias)
      return "USB device \(String(digits[5..<9]).lowercased()):"
        + String(digits[10..<14]).lowercased()
    }
    if modalias.hasPrefix("acpi:") {
      return "ACPI device " + modalias.dropFirst(5).split { $0 == ":" }.joined(separator: " ")
    }
    return nil
  }
}
