import Glibc
import MachineFacts
import Platform

/// What the running machine states of itself. What only root may read is in no log of others' either.
extension PrivateValues {
  mutating func learnThisMachine() {
    for path in ["/etc/hostname", "/proc/sys/kernel/hostname"] { learn(.host, lineOf: path) }
    learn(.machine, lineOf: "/etc/machine-id")
    learn(.boot, lineOf: "/proc/sys/kernel/random/boot_id")
    for name in ["product_serial", "board_serial", "chassis_serial"] {
      learn(.serial, lineOf: "/sys/class/dmi/id/\(name)")
    }
    learn(.uuid, lineOf: "/sys/class/dmi/id/product_uuid")
    let network = "/sys/class/net"
    for name in SmallFile.names(in: network) {
      guard let address = SmallFile.line("\(network)/\(name)/address") else { continue }
      learn(address.utf8)
    }
    learnUsers()
  }

  private mutating func learn(_ kind: PrivateKind, lineOf path: String) {
    if let line = SmallFile.line(path) { learn(kind, Array(line.utf8)[...]) }
  }

  /// People, not the system's own users: by login.defs those from 1000 on.
  private mutating func learnUsers() {
    guard let list = SmallFile.bytes("/etc/passwd") else { return }
    for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count == 7, let id = Int(fields[2]), (1000..<60000).contains(id) else {
        continue
      }
      learn(.user, Array(fields[0].utf8)[...])
    }
  }
}
