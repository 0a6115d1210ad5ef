public import ReportModel

/// A boot that was read, whether anything happened in it or not: without the quiet ones nobody can
/// say whether a kernel is at fault.
public struct BootSeen: Hashable, Sendable, Codable {
  public var machine: MachineName
  /// The kernel's boot id; nil in text, which does not have it.
  public var id: String?
  public var kernel: String?
  public var udev: String?
  /// µs since 1970, UTC: the first and the last record of it; nil if the log does not tell.
  public var first: Int64?
  public var last: Int64?

  public init(
    machine: MachineName, id: String?, kernel: String?, udev: String?, first: Int64?, last: Int64?
  ) {
    self.machine = machine
    self.id = id
    self.kernel = kernel
    self.udev = udev
    self.first = first
    self.last = last
  }

  /// - Parameter input: what was read, for a boot that names no machine.
  public init(_ boot: Report.Boot, input: String) {
    let boot = boot.isRedacted ? boot.withoutStandIns : boot
    var machine = MachineName(id: boot.machineID, hostname: boot.hostname, input: nil)
    if boot.machineID == nil, !machine.hasOwnHostname { machine.input = input }
    self.init(
      machine: machine, id: boot.bootID, kernel: boot.kernel, udev: boot.udev,
      first: boot.first?.utc,
      last: boot.last?.utc)
  }

  /// Another name for what was read, where that stands for the machine.
  mutating func name(_ input: String) {
    if machine.input != nil { machine.input = input }
  }

  /// The same for every reading of this boot. Text has no boot id: there the kernel and the time of
  /// the first line stand for it.
  var key: String {
    id ?? "\(machine.identity) \(machine.input ?? "") \(kernel ?? "") \(first ?? 0)"
  }

  /// Both readings' knowledge of one boot; which of them comes first does not matter.
  func merged(with other: BootSeen) -> BootSeen {
    let (more, less) = other.tells(moreThan: self) ? (other, self) : (self, other)
    return BootSeen(
      machine: MachineName(
        id: more.machine.id ?? less.machine.id,
        hostname: more.machine.hostname ?? less.machine.hostname,
        input: more.machine.input ?? less.machine.input),
      id: more.id, kernel: more.kernel ?? less.kernel, udev: more.udev ?? less.udev,
      first: [more.first, less.first].compactMap { $0 }.min(), last: more.last ?? less.last)
  }

  /// An order of all records of one boot: who saw more of it.
  private func tells(moreThan other: BootSeen) -> Bool {
    if last ?? .min != other.last ?? .min { return last ?? .min > other.last ?? .min }
    let (mine, theirs) = (words, other.words)
    return mine.count != theirs.count
      ? mine.count > theirs.count : mine.lexicographicallyPrecedes(theirs)
  }

  private var words: [String] {
    [kernel, udev, machine.id, machine.hostname, machine.input].compactMap { $0 }
  }
}

extension Report.Boot {
  /// Whether other ids and names stand for this machine's own. They are the same in each redacted
  /// report: `a0000001` and so on.
  var isRedacted: Bool {
    [machineID, bootID].contains { id in
      id.map { $0.count == 32 && $0.dropFirst(8).allSatisfy { $0 == "0" } } ?? false
    }
  }

  /// The same without them: its machine is what was read.
  var withoutStandIns: Report.Boot {
    var boot = self
    boot.machineID = nil
    boot.bootID = nil
    boot.hostname = nil
    return boot
  }
}
