import Glibc

/// One journal file, held open, so that journald may rename or remove it meanwhile.
final class JournalFile {
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

  /// What it is called.
  let path: String
  /// Where it is.
  let location: String
  private let descriptor: Int32
  /// An entry takes at least 64 bytes (systemd.io/JOURNAL_FILE_FORMAT), which bounds how many
  /// steps can lead to new ones.
  var mostEntries: Int { size / 64 + 1 }
  /// Its place among all that are read, by which a dying process tells what it died of.
  var number: UInt32 = 0
  /// In bytes.
  let size: Int
  /// How many bytes a copy was lengthened by, because its end is missing (``JournalSalvage``).
  let missing: Int
  /// Whether its end cannot be found from behind, because it is missing, or zeros, as after a power
  /// loss. The attempt would make libsystemd give the file up.
  private(set) var isTorn: Bool
  /// Whether the entry that the header calls the last was not found.
  private(set) var lacksEnd = false

  /// What reading in it took since ``takeToll()``.
  var toll = JournalToll()
  private var opened: JournalHandle?

  static let magic: [UInt8] = Array("LPKSHHRH".utf8)
  private static let mostBoots = 100_000

  /// Opens the file; `location` is where it is, if that is not what it is called.
  init(path: String, at location: String? = nil, missing: Int = 0) throws(JournalFailure) {
    self.missing = missing
    isTorn = missing > 0
    self.location = location ?? path
    // O_NONBLOCK: a FIFO of that name must not make us wait for a writer.
    let descriptor = Glibc.open(self.location, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw JournalFailure(code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      Glibc.close(descriptor)
      throw JournalFailure(code: EBADMSG, detail: "is not a regular file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { Glibc.close(descriptor) }

  /// The same one until ``close()``, with what it has mapped. After a damaged entry libsystemd knows
  /// nothing of the file any more: a torn one gets a new handle each time.
  func handle() throws(JournalFailure) -> JournalHandle {
    if let opened, !isTorn {
      opened.forgetMatches()
      return opened
    }
    let handle = try open()
    opened = handle
    return handle
  }

  private func open() throws(JournalFailure) -> JournalHandle {
    do throws(JournalFailure) {
      // The file that is held open, whatever its name is by now.
      return try JournalHandle(path: "/proc/self/fd/\(descriptor)")
    } catch {
      // Without /proc there is only the name.
      guard error.code == ENOENT else { throw explained(error) }
      return try JournalHandle(path: location)
    }
  }

  /// Unmaps what was read of it: of hundreds of files that is more than all else in memory.
  func close() { opened = nil }

  /// An unsupported feature is named from the header.
  private func explained(_ failure: JournalFailure) -> JournalFailure {
    guard failure.code == EPROTONOSUPPORT else { return failure }
    var flags: UInt32 = 0
    guard pread(descriptor, &flags, 4, 12) == 4 else { return failure }
    return JournalFailure(code: failure.code, flags: UInt32(littleEndian: flags))
  }

  /// The boots that the file has entries of, by index and seek: no entry in between is read,
  /// unless the end cannot be found from behind.
  func parts() throws(JournalFailure) -> [Part] {
    let header = header
    let end = header?.lastRealtime ?? 0
    if !isTorn {
      do throws(JournalFailure) {
        let handle = try handle()
        guard handle.hasEntries else { return [] }
        let boots = try handle.boots(limit: Self.mostBoots)
        if let header, boots.count == 1, let part = try part(boots[0], header, by: handle) {
          return [part]
        }
        let parts = try parts(of: boots, by: handle)
        guard !parts.contains(where: { $0.last.realtime >= end }) else { return parts }
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

  /// What the header of a file tells that its writer has put away, if all of it is of one boot: to
  /// look for the last entry costs more than all else together. Nil where it does not tell.
  private func part(
    _ boot: BootID, _ header: JournalHeader, by handle: JournalHandle
  ) throws(JournalFailure) -> Part? {
    guard !header.isOnline, isSound, let machineID = try handle.only("_MACHINE_ID"),
      let hostname = try handle.only("_HOSTNAME")
    else { return nil }
    try handle.seekHead()
    guard try handle.next() else { return nil }
    let first = try handle.times()
    let cursor = try handle.cursor()
    let last = JournalHandle.Times(
      boot: boot, monotonic: header.lastMonotonic, realtime: header.lastRealtime)
    return Part(
      first: first, last: last, counter: cursor.counter, firstNumber: cursor.number,
      machineID: machineID, hostname: hostname)
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
      let first = try handle.times()
      let cursor = try handle.cursor()
      try handle.seekTail()
      guard try handle.previous() else { throw .droppedOnTheWay }
      // The first entries' hostname may still be the initrd's.
      parts.append(
        Part(
          first: first, last: try handle.times(), counter: cursor.counter,
          firstNumber: cursor.number, machineID: try handle.string("_MACHINE_ID"),
          hostname: try handle.string("_HOSTNAME")))
    }
    return parts
  }

  /// By way of all entries, each of which may be the last that can be read: after a damaged one
  /// libsystemd knows nothing of the file any more.
  private func partsFromTheFront() throws(JournalFailure) -> [Part] {
    let handle = try handle()
    guard handle.hasEntries else { return [] }
    var parts: [Part] = []
    var places: [BootID: Int] = [:]
    var walk = try JournalWalk(handle, in: self, from: nil)
    do throws(JournalFailure) {
      while let times = try walk.next(), parts.count < Self.mostBoots {
        let place = places[times.boot] ?? parts.count
        if place == parts.count {
          // Of an entry that is cut itself the id may be a part of one.
          guard try handle.string("_BOOT_ID") == times.boot.description else { continue }
          let cursor = try handle.cursor()
          parts.append(
            Part(first: times, last: times, counter: cursor.counter, firstNumber: cursor.number))
          places[times.boot] = place
        }
        parts[place].last = times
        if let id = try handle.string("_MACHINE_ID") { parts[place].machineID = id }
        if let name = try handle.string("_HOSTNAME") { parts[place].hostname = name }
      }
    } catch {
      // What was found until then counts.
    }
    return parts
  }

  /// What reading in it took since this was called last.
  func takeToll() -> JournalToll {
    defer { toll = JournalToll() }
    return toll
  }

  /// As it was when it was first asked for.
  private(set) lazy var header = JournalHeader(descriptor: descriptor)
  /// Whether its outline holds.
  private(set) lazy var isSound = header?.isSound(descriptor: descriptor, size: size) ?? false

  /// Whether nobody writes to it any more, or gives it another name, and nothing is wrong with it.
  func isPutAway(_ place: JournalPlace) -> Bool {
    guard !isTorn, isSound, let header else { return false }
    return header.isArchived || !header.isOnline && !place.isThisMachine
  }

  /// Whether nothing speaks against reading it in this process. A file that is being written to is
  /// in order where its writer is there to be asked: on the machine that it is of.
  func isSound(onItsMachine: Bool) -> Bool {
    guard isSound, let header else { return false }
    return !header.isOnline || onItsMachine && path.hasSuffix(".journal")
  }
}
