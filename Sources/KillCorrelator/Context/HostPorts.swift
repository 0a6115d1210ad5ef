internal import LogModel

/// Which SCSI host is of which device and at which ATA port, by the order in which a driver's lines come.
///
/// A host's line names its driver, and an ATA port's nobody (`scsi host0: ahci`, `ata1: SATA max UDMA/133 …`).
/// `ata_host_register` in drivers/ata/libata-core.c makes all hosts of a controller, and says then what its ports
/// are, in the same order; in sysfs a host is below its port (`…/0000:00:1f.2/ata1/host0`).
struct HostPorts: Sendable {
  typealias Tie = (child: String, parent: String)

  /// The devices of which a driver spoke since it made a host.
  private var spoken: [String: [String]] = [:]
  /// Hosts of one driver in a row, whose ports were not told yet.
  private var hosts: [String] = []
  private var driver = ""
  /// Their device, where the driver spoke of one alone before the first of them, and of none since.
  private var owner: String?
  private var isMixed = false
  private var ports: [String] = []

  /// What a line tells of who is below whom.
  mutating func learn(_ line: DeviceLine) -> [Tie] {
    let bytes = line.bytes
    let text = bytes.span
    if let host = Self.host(line) {
      return text.words.count == 1 ? made(host, by: String(text.extracting(text.words[0]))) : []
    }
    if let device = line.device {
      guard !line.isBus, spoken[line.driver]?.contains(device) != true, DeviceTree.isOnPCI(device)
      else { return [] }
      spoken[line.driver, default: []].append(device)
      return []
    }
    if Self.number(line.driver, behind: "ata") != nil, Self.isPort(text) {
      return found(line.driver)
    }
    return line.driver == "sas" ? Self.behindExpander(text) : []
  }

  /// `scsi host0: ahci`, before 3.19 `scsi0 : ahci` (`scsi_add_host`).
  private static func host(_ line: DeviceLine) -> String? {
    if line.driver == "scsi", let device = line.device {
      return number(device, behind: "host").map { "host\($0)" }
    }
    return line.device == nil ? number(line.driver, behind: "scsi").map { "host\($0)" } : nil
  }

  private static func number(_ name: String, behind word: String) -> Int? {
    name.hasPrefix(word) ? Int(name.dropFirst(word.utf8.count)) : nil
  }

  /// `SATA max UDMA/133 abar …`, `PATA max …`, `DUMMY`.
  private static func isPort(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("SATA max ") || text.hasPrefix("PATA max ") || text.hasPrefix("DUMMY")
  }

  private mutating func made(_ host: String, by driver: String) -> [Tie] {
    if !ports.isEmpty || driver != self.driver { forget() }
    let devices = spoken.removeValue(forKey: driver) ?? []
    let own = devices.count == 1 ? devices[0] : nil
    if hosts.isEmpty {
      (self.driver, owner) = (driver, own)
    } else if !devices.isEmpty {
      isMixed = true
    }
    hosts.append(host)
    return own.map { [(host, $0)] } ?? []
  }

  /// The ports are those of the hosts once there are as many of them, and both are numbered through.
  private mutating func found(_ port: String) -> [Tie] {
    guard !hosts.isEmpty else { return [] }
    ports.append(port)
    guard ports.count == hosts.count else { return [] }
    defer { forget() }
    guard !isMixed, Self.isRow(ports, behind: "ata"), Self.isRow(hosts, behind: "host") else {
      return []
    }
    return zip(hosts, ports).flatMap { host, port in
      [(host, port)] + (owner.map { [(port, $0)] } ?? [])
    }
  }

  private mutating func forget() {
    (hosts, ports, owner, isMixed) = ([], [], nil, false)
  }

  private static func isRow(_ names: [String], behind word: String) -> Bool {
    let numbers = names.compactMap { number($0, behind: word) }
    return zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 }
  }

  /// `sas: ata7: end_device-6:0: dev error handler` (drivers/scsi/libsas/sas_scsi_host.c): a SATA disk behind
  /// host 6.
  private static func behindExpander(_ text: Span<UInt8>) -> [Tie] {
    let words = text.words.prefix(2).map { String(text.extracting($0)) }
    guard words.count == 2, words.allSatisfy({ $0.hasSuffix(":") }) else { return [] }
    let (port, end) = (String(words[0].dropLast()), String(words[1].dropLast()))
    guard number(port, behind: "ata") != nil, end.hasPrefix("end_device-"),
      let host = Int(end.dropFirst(11).prefix { $0 != ":" })
    else { return [] }
    return [(port, end), (end, "host\(host)")]
  }
}
