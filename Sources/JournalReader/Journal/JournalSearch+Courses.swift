internal import LogModel

/// What some devices did in a boot in which perhaps nothing happened: a few lines of it, by index where a
/// field names the device. No boot is read whole.
extension JournalSearch {
  /// How many entries of one boot are looked at by each way.
  private static let mostOfDevices = 200
  private static let mostOfUdevd = 1_000
  private static let mostOfKernel = 4_000
  /// How many of those of the kernel are handed out.
  private static let mostTaken = 1_000
  /// How far around a device's own lines those of its driver are that do not name it.
  private static let before: Int64 = 20_000_000
  private static let after: Int64 = 240_000_000
  /// The release and the command line are among the first lines of the kernel, systemd's version is
  /// PID 1's first.
  private static let introductions = [12, 4]

  /// Hands out the lines about some devices, those of their drivers, and what was booted. An entry may
  /// come more than once.
  func courses(
    of boot: BootID, in file: JournalFile, among held: [BootID], _ wanted: CourseSearch,
    hasStart: Bool, to each: Visitor
  ) {
    let boots = held.count > 1 ? [boot] : []
    if hasStart { marks(of: boots, in: file, first: Self.introductions, to: each) }
    var record = JournalRecord()
    /// Hands on the entry that a walk stands on, and gives when it was said.
    func take(
      _ entry: any WalkedEntry, _ times: JournalHandle.Times
    ) throws(JournalFailure) -> Int64 {
      try entry.read(into: &record)
      try each(.entry, .trigger, entry, record, times)
      return record.stamp(times).monotonic ?? times.monotonic
    }
    var left = Self.mostOfUdevd
    walk([speakers], of: boots, in: file) { _, entry, times throws(JournalFailure) in
      if try entry.meanings(by: literals).contains(.trigger) { _ = try take(entry, times) }
      left -= 1
      return left > 0
    }
    let named = JournalFile.Match(any: [("_UDEV_SYSNAME", wanted.devices)])
    var spoken: Int64?
    left = Self.mostOfDevices
    walk([[named]], of: boots, in: file) { _, entry, times throws(JournalFailure) in
      let when = try take(entry, times)
      if record.isSpoken(by: wanted.drivers) { spoken = min(spoken ?? when, when) }
      left -= 1
      return left > 0 && when <= wanted.end
    }
    let start = max(0, (spoken ?? 0) - Self.before)
    let end = spoken.map { min($0.addingClamped(Self.after), wanted.end) } ?? wanted.end
    left = Self.mostOfKernel
    var taken = 0
    walk([[Self.kernel]], of: boots, in: file, from: (boot, start)) {
      _, entry, times throws(JournalFailure) in
      guard times.boot == boot else { return true }
      left -= 1
      if try entry.meanings(by: literals).contains(.trigger) {
        try entry.read(into: &record)
        guard record.stamp(times).monotonic ?? times.monotonic <= end else { return false }
        try each(.entry, .trigger, entry, record, times)
        taken += 1
      }
      // it was said before it was written
      return left > 0 && taken < Self.mostTaken && times.monotonic <= end.addingClamped(Self.after)
    }
  }
}

extension JournalRecord {
  /// Whether the name of one of some drivers stands in front of it.
  fileprivate func isSpoken(by drivers: [String]) -> Bool {
    guard let message = range(.message) else { return false }
    let text = bytes[message]
    return drivers.contains { text.starts(with: $0.utf8) }
  }
}
