/// The names of vendors and devices, from pci.ids and usb.ids.
struct DeviceNames: Sendable {
  let symbols: Section
  let names: Section
  let pci: Section
  let usb: Section

  /// Name of the vendor, and of the device where it is known.
  func find(_ section: Section, vendor: Int, device: Int) -> (vendor: String, device: String?)? {
    let count = min(section.u32(0), section.count / 12)
    guard let row = search(count, for: vendor, number: { section.u32(8 + $0 * 12) & 0xffff }) else {
      return nil
    }
    let at = 8 + row * 12
    let first = section.u32(at + 8)
    let last = min(section.u32(at + 20), section.u32(4))
    let devices = section.start + 8 + (section.u32(0) + 1) * 12
    let bytes = section.bytes
    var title: String?
    if first < last,
      let found = search(
        last - first, for: device, number: { bytes.u16(devices + (first + $0) * 5) })
    {
      title = text(bytes.u24(devices + (first + found) * 5 + 2))
    }
    return (text(section.u32(at + 4)), title)
  }

  private func search(_ count: Int, for wanted: Int, number: (Int) -> Int) -> Int? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let found = number(middle)
      if found == wanted { return middle }
      if found < wanted { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// A name by number: its symbols' numbers stand one behind the other, 255 before a byte that has none.
  private func text(_ number: Int) -> String {
    let count = names.u32(0)
    guard number < count else { return "" }
    let lengths = 4 + (count + 7) / 8 * 4
    var at = names.u32(4 + number / 8 * 4)
    for index in (number & ~7)..<number { at += names.bytes.u8(names.start + lengths + index) }
    let end = at + names.bytes.u8(names.start + lengths + number)
    let coded = lengths + count
    guard coded + end <= names.count else { return "" }
    var out: [UInt8] = []
    while at < end {
      let code = names.bytes.u8(names.start + coded + at)
      at += 1
      if code == 255 {
        out.append(UInt8(names.bytes.u8(names.start + coded + at)))
        at += 1
      } else if code < symbols.u32(0) {
        let symbol = symbols.start + 4 + code * 9
        for index in 0..<min(symbols.bytes.u8(symbol), 8) {
          out.append(UInt8(symbols.bytes.u8(symbol + 1 + index)))
        }
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

extension KernelFacts {
  /// `LSI Logic / Symbios Logic`, `MegaRAID SAS 2208 [Thunderbolt]`: what pci.ids calls a PCI device; the vendor alone where it
  /// has no name for the device, nil where it does not know the vendor.
  public func pciName(vendor: Int, device: Int) -> (vendor: String, device: String?)? {
    deviceNames.find(deviceNames.pci, vendor: vendor, device: device)
  }

  /// What usb.ids calls a USB device, as `pciName`.
  public func usbName(vendor: Int, product: Int) -> (vendor: String, device: String?)? {
    deviceNames.find(deviceNames.usb, vendor: vendor, device: product)
  }

  /// The name of the device that a `pci:` or `usb:` modalias belongs to, vendor and device in one; nil where neither is known.
  public func deviceName(forModalias modalias: String) -> String? {
    let full = Modalias.completed(modalias)
    let fields = full.split(separator: ":", maxSplits: 1)
    guard fields.count == 2 else { return nil }
    func number(_ from: Int, _ width: Int) -> Int? {
      Int(fields[1].dropFirst(from).prefix(width), radix: 16)
    }
    let found: (vendor: String, device: String?)?
    switch fields[0] {
    case "pci":
      found = number(1, 8).flatMap { v in number(10, 8).flatMap { pciName(vendor: v, device: $0) } }
    case "usb":
      found = number(1, 4).flatMap { v in number(6, 4).flatMap { usbName(vendor: v, product: $0) } }
    default: found = nil
    }
    return found.map { name in name.device.map { "\(name.vendor) \($0)" } ?? name.vendor }
  }
}
