internal import Platform

/// What tells the running machine and its users from all others. What only root may read is missing
/// where somebody else asks: then it is in no log that they can read either.
package struct MachineIdentity {
  package private(set) var hostnames: [String] = []
  package private(set) var machineID: String?
  package private(set) var bootID: String?
  package private(set) var serialNumbers: [String] = []
  package private(set) var productUUID: String?
  /// Of the network interfaces.
  package private(set) var addresses: [String] = []
  /// People, not the system's own users: by login.defs those from 1000 on.
  package private(set) var users: [String] = []

  package init() {
    let firmware = "/sys/class/dmi/id"
    let network = "/sys/class/net"
    hostnames = ["/etc/hostname", "/proc/sys/kernel/hostname"].compactMap { SmallFile.line($0) }
    machineID = SmallFile.line("/etc/machine-id")
    bootID = SmallFile.line("/proc/sys/kernel/random/boot_id")
    serialNumbers = ["product_serial", "board_serial", "chassis_serial"].compactMap {
      SmallFile.line("\(firmware)/\($0)")
    }
    productUUID = SmallFile.line("\(firmware)/product_uuid")
    addresses = SmallFile.names(in: network).compactMap {
      SmallFile.line("\(network)/\($0)/address")
    }
    for line in (SmallFile.text("/etc/passwd", limit: 1 << 20) ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      if fields.count == 7, let id = Int(fields[2]), (1000..<60000).contains(id) {
        users.append(String(fields[0]))
      }
    }
  }
}
