import Glibc

extension JournalFile {
  /// What the file has of one boot.
  struct Part: Sendable {
    var first: JournalHandle.Times
    var last: JournalHandle.Times
    /// Which counter numbers the entries, and the first one's number.
    var counter: [UInt8]
    var firstNumber: UInt64
    var machineID: String?
    var hostname: String?
  }

  private static let mostBoots = 100_000

  /// The boots that the file has entries of, by index and seek: no entry in between is read,
  /// unless the end cannot be found from behind.
  func parts() throws(JournalFailure) -> [Part] {
    let end = header?.lastRealtime ?? 0
    if !isTorn {
      do throws(JournalFailure) {
        if isIndexTrusted, isSaidToHaveEntries {
          if let parts = try? index?.parts(), parts.contains(where: { $0.last.realtime >= end }) {
            return parts
          }
          isIndexTrusted = false
        }
        let handle = try handle()
        guard handle.hasEntries || isSaidToHaveEntries else { return [] }
        let boots = try handle.boots(limit: Self.mostBoots)
        if boots.count == 1, let part = try part(boots[0], by: handle),
          part.first.boot == boots[0]
        {
          return [part]
        }
        let parts = try parts(of: boots, by: handle)
        // an entry carries its boot's id twice
        if parts.contains(where: { $0.last.realtime >= end }),
          parts.allSatisfy({ boots.contains($0.first.boot) })
        {
          return parts
        }
      } catch {
        guard error.code == EBADMSG || error.code == EADDRNOTAVAIL else { throw error }
      }
      isTorn = true
    }
    let parts = try partsFromTheFront()
    guard !parts.isEmpty else { throw .droppedOnTheWay }
    lacksEnd = !parts.contains { $0.last.realtime >= end }
    return parts
  }

  /// libsystemd takes a file for empty whose header has lost the time of its first or last entry.
  private var isSaidToHaveEntries: Bool { header?.entries ?? 0 > 0 }

  /// What the header of a file tells that its writer has put away, if all of it is of one boot: to
  /// look for the last entry costs more than all else together. Nil where it does not tell.
  private func part(
    _ boot: BootID, by handle: JournalHandle
  ) throws(JournalFailure) -> Part? {
    guard let header, !header.isOnline, isSound, let machineID = try handle.only("_MACHINE_ID"),
      let hostname = try handle.only("_HOSTNAME")
    else { return nil }
    try handle.seekHead()
    guard try handle.next() else { return nil }
    var part = try Part(startingAt: handle)
    part.last = JournalHandle.Times(
      boot: boot, monotonic: header.lastMonotonic, realtime: header.lastRealtime)
    part.machineID = machineID
    part.hostname = hostname
    return part
  }

  private func parts(
    of boots: [BootID], by handle: JournalHandle
  ) throws(JournalFailure) -> [Part] {
    var parts: [Part] = []
    for boot in boots {
      handle.forgetMatches()
      try handle.match("_BOOT_ID", boot.description)
      try handle.seekHead()
      guard try handle.next() else { continue }
      var part = try Part(startingAt: handle)
      try handle.seekTail()
      guard try handle.previous() else { throw .droppedOnTheWay }
      // The first entries' hostname may still be the initrd's.
      part.last = try handle.times()
      try part.readMachine(of: handle)
      parts.append(part)
    }
    return parts
  }

  /// The times of an entry with the boot that counts, which is looked up where the one in front is none of
  /// some boots; with none named, of all that the file has.
  func assigned(
    _ times: JournalHandle.Times, of entry: any WalkedEntry, among wanted: [BootID]
  ) throws(JournalFailure) -> JournalHandle.Times {
    if wanted.contains(times.boot) || times.boot == bootBefore && wanted.isEmpty { return times }
    if wanted.isEmpty, boots.isEmpty || boots.contains(times.boot) {
      bootBefore = times.boot
      return times
    }
    return try assignedByField(times, of: entry)
  }

  /// An entry carries its boot's id twice, in front and as a field, by which the boots are found: where
  /// they differ the field counts.
  func assignedByField(
    _ times: JournalHandle.Times, of entry: any WalkedEntry
  ) throws(JournalFailure) -> JournalHandle.Times {
    if let boot = try entry.bootField(), boots.contains(boot) {
      return JournalHandle.Times(boot: boot, monotonic: times.monotonic, realtime: times.realtime)
    }
    // a boot may begin while its journal is read
    let isNew = header.map { $0.isOnline && times.realtime > $0.lastRealtime } ?? true
    if !isNew, !boots.contains(times.boot), boots.count < Self.mostBoots { note(.ofNoBoot) }
    return times
  }

  /// By way of all entries, each of which may be the last that can be read: after a damaged one
  /// libsystemd knows nothing of the file any more.
  private func partsFromTheFront() throws(JournalFailure) -> [Part] {
    let handle = try handle()
    guard handle.hasEntries || isSaidToHaveEntries else { return [] }
    var parts: [Part] = []
    var places: [BootID: Int] = [:]
    var walk = try Walk(handle, in: self, from: nil)
    do throws(JournalFailure) {
      while let times = try walk.next(), parts.count < Self.mostBoots {
        let place = places[times.boot] ?? parts.count
        if place == parts.count {
          // Of an entry that is cut itself the id may be a part of one.
          guard try handle.string("_BOOT_ID") == times.boot.description else { continue }
          parts.append(try Part(startingAt: handle))
          places[times.boot] = place
        }
        parts[place].last = times
        try parts[place].readMachine(of: handle)
      }
    } catch {
      // What was found until then counts.
    }
    return parts
  }
}

extension JournalFile.Part {
  /// One that begins, and ends, with the entry that a handle stands on.
  fileprivate init(startingAt handle: JournalHandle) throws(JournalFailure) {
    let cursor = try handle.cursor()
    first = try handle.times()
    last = first
    counter = cursor.counter
    firstNumber = cursor.number
  }

  fileprivate mutating func readMachine(of handle: JournalHandle) throws(JournalFailure) {
    machineID = try handle.string("_MACHINE_ID") ?? machineID
    hostname = try handle.string("_HOSTNAME") ?? hostname
  }
}
