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

  /// What stands in a finding's id: what the log itself says, so that the id is the same wherever
  /// the log lies.
  var identity: String { id ?? hostname ?? "-" }
}

/// Puts together what is of one machine: some logs tell its id, others only its name.
struct MachineNames {
  private var ids: [String: Set<String>] = [:]
  private var hostnames: [String: String] = [:]

  /// Names that say nothing, for every machine has them before it gets its own.
  private static let commonNames: Set = ["localhost", "localhost.localdomain", "(none)", "debian"]

  mutating func note(_ name: MachineName) {
    guard let id = name.id, let hostname = name.hostname else { return }
    ids[hostname, default: []].insert(id)
    // the least in order, so that the order of reading does not matter
    hostnames[id] = min(hostnames[id] ?? hostname, hostname)
  }

  /// The same for all names of one machine: its id, also where only its hostname is told and just
  /// one machine has that.
  func key(of name: MachineName) -> String {
    if let id = name.id { return id }
    if let hostname = name.hostname {
      if let found = ids[hostname], found.count == 1, let id = found.first,
        !Self.commonNames.contains(hostname)
      {
        return id
      }
      return hostname
    }
    return name.input ?? "-"
  }

  /// What people call the machine.
  func title(of key: String) -> String { hostnames[key] ?? key }
}
