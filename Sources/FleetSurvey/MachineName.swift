/// What is known of who a machine is.
public struct MachineName: Hashable, Sendable, Codable {
  /// `/etc/machine-id`, 32 hexadecimal digits.
  public var id: String?
  public var hostname: String?
  /// What was read, for a log that names no machine: a dmesg is of one machine, whichever it is.
  public var input: String?

  public init(id: String?, hostname: String?, input: String?) {
    self.id = id
    self.hostname = hostname
    self.input = input
  }

  /// Names that machines have before they get one of their own: what distributions, installers, images
  /// and live systems set.
  private static let commonNames: Set = [
    "(none)", "alarm", "alpine", "amnesia", "android", "archiso", "archlinux", "arch", "armbian",
    "centos",
    "cloudimg", "debian", "dietpi", "fedora", "gentoo", "home", "host", "kali", "laptop", "linux",
    "livecd", "localhost", "manjaro", "mint", "nixos", "opensuse", "openwrt", "orangepi", "pc",
    "pop-os", "proxmox", "pve", "raspberrypi", "rescue", "server", "slackware", "sysrescue",
    "ubuntu",
    "ubuntu-server", "user-pc", "vm", "workstation",
  ]

  /// Whether the hostname tells this machine from others: many have what their distribution set.
  var hasOwnHostname: Bool {
    guard let hostname else { return false }
    let first = hostname.lowercased().prefix { $0 != "." }
    return !Self.commonNames.contains(String(first)) && !Self.isStandIn(first)
  }

  /// `host-1`: what a redacted report calls its machine, as does the next one's.
  private static func isStandIn(_ name: Substring) -> Bool {
    name.hasPrefix("host-") && name.dropFirst(5).allSatisfy(\.isNumber)
  }

  /// What stands in a finding's id: what the log itself says, so that the id is the same wherever
  /// the log lies.
  var identity: String { id ?? hostname ?? "-" }
}

/// Puts together what is of one machine: some logs tell its id, others only its name.
struct MachineNames {
  private var ids: [String: Set<String>] = [:]
  private var hostnames: [String: String] = [:]

  mutating func note(_ name: MachineName) {
    guard let id = name.id, let hostname = name.hostname else { return }
    ids[hostname, default: []].insert(id)
    // the least in order, so that the order of reading does not matter
    hostnames[id] = min(hostnames[id] ?? hostname, hostname)
  }

  /// The same for all names of one machine: its id, also where only its hostname is told and just
  /// one machine has that. Without an id and a hostname of its own a machine is what was read.
  func key(of name: MachineName) -> String {
    if let id = name.id { return id }
    guard let hostname = name.hostname, name.hasOwnHostname else {
      return name.input ?? name.hostname ?? "-"
    }
    if let found = ids[hostname], found.count == 1, let id = found.first { return id }
    return hostname
  }

  /// What people call the machine.
  func title(of key: String) -> String { hostnames[key] ?? key }
}
