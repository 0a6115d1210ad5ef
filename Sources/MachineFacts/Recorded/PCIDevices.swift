internal import LogModel
internal import KillCorrelator

/// What lspci printed: which device is at which address, what it is called (`-nn` gives the numbers
/// beside the names) and, with `-v` or `-k`, which driver has it and which modules would.
struct PCIDevices: Sendable {
  private var devices: [String: DeviceRecord] = [:]
  /// By `vendor:device`, as lspci writes it.
  private var names: [String: String] = [:]

  init(_ text: RecordedText) {
    var address: String?
    var heads: [String: RecordedText.Line] = [:]
    var showsDrivers = false
    for line in text.lines {
      guard let first = line.bytes.first else {
        address = nil
        continue
      }
      if first != UInt8(ascii: "\t"), first != UInt8(ascii: " ") {
        let found = Self.address(line.text)
        address = found
        guard let found else { continue }
        heads[found] = line
        let (name, id) = Self.name(line.text)
        if let id { names[id] = name }
        devices[found] = DeviceRecord(subsystem: "pci", description: name)
      } else if let address {
        let words = line.text.drop { $0 == "\t" || $0 == " " }
        if words.hasPrefix("Kernel driver in use: ") {
          showsDrivers = true
          devices[address]?.driver = text.recorded(String(words.dropFirst(22)), line)
        } else if words.hasPrefix("Kernel modules: ") {
          let modules = words.dropFirst(16).split(separator: ",").map { $0.drop { $0 == " " } }
          devices[address]?.modules = text.recorded(modules.map(String.init), line)
        }
      }
    }
    guard showsDrivers else { return }
    for (address, device) in devices where device.driver == nil {
      devices[address]?.driverless = heads[address].map(text.entry)
    }
  }

  /// By a sysname of the PCI bus.
  subscript(sysname: String) -> DeviceRecord? { devices[sysname] }

  /// What a device with that modalias (`pci:v0000VVVVd0000DDDD…`) is called.
  func description(of modalias: String) -> String? {
    guard modalias.hasPrefix("pci:v0000"), modalias.utf8.count >= 22 else { return nil }
    let digits = Array(modalias.lowercased().utf8)
    let key = digits[9..<13] + [UInt8(ascii: ":")] + digits[18..<22]
    return names[String(decoding: key, as: UTF8.self)]
  }

  /// `00:06.0 …` and `0000:00:06.0 …`: lspci leaves the domain out where there is only one.
  private static func address(_ line: String) -> String? {
    let word = line.prefix { $0 != " " }
    guard word.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }), word.contains(".") else {
      return nil
    }
    switch word.count(where: { $0 == ":" }) {
    case 1: return "0000:\(word)"
    case 2: return String(word)
    default: return nil
    }
  }

  /// `… Ethernet controller [0200]: Intel Corporation I350 [8086:1521] (rev 01)`.
  private static func name(_ line: String) -> (name: String, id: String?) {
    // the class ends with the first ": "; behind the name stand the revision and the like
    let parts = line.split(separator: ": ", maxSplits: 1)
    guard parts.count == 2 else { return (line, nil) }
    var name = parts[1]
    if name.hasSuffix(")"), let open = name.lastIndex(of: "("), open > name.startIndex {
      name = name[..<name.index(before: open)]
    }
    guard name.hasSuffix("]"), let open = name.lastIndex(of: "[") else {
      return (String(name), nil)
    }
    let id = name[name.index(after: open)...].dropLast()
    guard id.count == 9, id.allSatisfy({ $0.isHexDigit || $0 == ":" }) else {
      return (String(name), nil)
    }
    while name.last != "[" { name.removeLast() }
    return (String(name.dropLast(2)), id.lowercased())
  }
}
