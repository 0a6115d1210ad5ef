import Glibc
internal import Platform

/// One journal file, held open, so that journald may rename or remove it meanwhile; mapped it is only
/// while something is read of it.
final class JournalFile {
  /// What it is called.
  let path: String
  /// Where it is.
  private let location: String
  private let descriptor: Int32
  /// In bytes.
  let size: Int
  /// How many bytes a copy was lengthened by, because its end is missing.
  let missing: Int
  /// Whether its end cannot be found from behind, because it is missing, or zeros, as after a power
  /// loss. The attempt would make libsystemd give the file up.
  var isTorn: Bool
  /// Whether its index is asked; else what is looked for is picked out of all entries.
  var usesIndex = true
  /// Whether what is in no list is looked for although the index seems whole.
  var isLookedThrough = false
  /// The boots of which it has entries, once that is known.
  var boots: Set<BootID> = []
  /// One of them that an entry was of.
  var bootBefore: BootID?
  /// Whether the entry that the header calls the last was not found.
  var lacksEnd = false
  /// How many entries were read in it, and what was found wrong with it on the way, since
  /// ``takeToll()``.
  var steps = 0
  var damage: JournalFailure?
  private var opened: JournalHandle?
  /// Whether its index may be walked without libsystemd: nobody writes to it, and it was found whole.
  var isIndexTrusted = false
  private(set) lazy var objects = JournalObjects(descriptor: descriptor, size: size)
  private(set) lazy var index = objects.map { JournalIndex($0, of: self) }

  static let magic: [UInt8] = Array("LPKSHHRH".utf8)

  /// Opens the file; `location` is where it is, if that is not what it is called.
  init(path: String, at location: String? = nil, missing: Int = 0) throws(JournalFailure) {
    self.missing = missing
    isTorn = missing > 0
    self.location = location ?? path
    // O_NONBLOCK: a FIFO of that name must not make us wait for a writer.
    let descriptor = self.location.withFileName {
      Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    }
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
    }
    do throws(JournalFailure) {
      return try JournalHandle(path: location)
    } catch {
      throw explained(error)
    }
  }

  /// Unmaps what was read of it: of hundreds of files that is more than all else in memory.
  func close() {
    opened = nil
    if isIndexTrusted { index?.release() }
    MappedFiles.limit(to: MappedFiles.most)
  }

  /// An unsupported feature is named from the header; a text is no damaged journal.
  private func explained(_ failure: JournalFailure) -> JournalFailure {
    if failure.code == EBADMSG || failure.code == ENODATA, isText { return .isText }
    guard failure.code == EPROTONOSUPPORT, let header else { return failure }
    return JournalFailure(code: failure.code, flags: header.features)
  }

  private var isText: Bool {
    var start = [UInt8](repeating: 0, count: Self.magic.count)
    let count = pread(descriptor, &start, start.count, 0)
    return count > 0 && start != Self.magic
      && start.prefix(count).allSatisfy { (0x20...0x7e).contains($0) || (0x09...0x0d).contains($0) }
  }

  // MARK: Whether it can be trusted

  /// As it was when it was first asked for.
  private(set) lazy var header = JournalHeader(descriptor: descriptor)
  /// Whether its outline holds.
  private(set) lazy var isSound = header?.isSound(descriptor: descriptor, size: size) ?? false

  /// Whether it is still as long as it was when it was opened.
  var isAsLong: Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_size >= size
  }

  /// Whether nobody writes to it any more, or gives it another name, and nothing is wrong with it.
  func isPutAway(onItsMachine: Bool) -> Bool {
    guard !isTorn, isSound, let header else { return false }
    return header.isArchived || !header.isOnline && !onItsMachine
  }

  /// Whether nothing speaks against reading it in this process. A file that is being written to is
  /// in order where its writer is there to be asked: on the machine that it is of.
  func isSound(onItsMachine: Bool) -> Bool {
    guard isSound, let header else { return false }
    return !header.isOnline || onItsMachine && path.hasSuffix(".journal")
  }

  /// Whether its writer has closed it, or is there and goes on with it: then its index is believed as
  /// far as its counts agree. journald marks with `~` what it did not close itself
  /// (journal_file_dispose() in journal-file.c).
  func isInOrder(onItsMachine: Bool) -> Bool {
    guard isSound, let header, header.hasTimes, !path.hasSuffix("~") else { return false }
    return !header.isOnline || onItsMachine && header.boot == BootID.current
  }

  /// Which of some values have entries, by the index's own counts; nil if those do not agree with what
  /// it leads to.
  func audited(
    _ wanted: [(field: StaticString, values: [String])], times: Bool = false
  ) -> [(field: StaticString, value: String)]? {
    defer { objects?.release() }
    return objects.flatMap { JournalIndexAudit($0).valuesWithEntries(wanted, times: times) }
  }

  // MARK: What is missing

  /// No journal is larger: journald's compact files cannot be (JOURNAL_COMPACT_SIZE_MAX), others
  /// have SystemMaxFileSize=, 128 MiB by default.
  private static let mostLength = 4 << 30

  /// A copy that is as long as the header says, with a hole for what is missing; nil if that is not
  /// what is wrong with the file, or there is no room for the copy.
  ///
  /// A power loss, a full disk or a copy that was not finished leave a file that is shorter than its
  /// header says. libsystemd refuses it with ENODATA (journal_file_verify_header() in
  /// journal-file.c; systemd's pull request 42639 changes that), though all before the cut is whole.
  /// Such a copy it does read: an object of zeros is one damaged object.
  func lengthened(in directory: PrivateDirectory) -> JournalFile? {
    guard let length = header?.length, length > size, length <= Self.mostLength else { return nil }
    let budget = UnpackingBudget(ArchiveLimits())
    do {
      let stream = try FileStream(path: location, budget: budget)
      let copy = try directory.store(stream, budget)
      guard copy.cut == nil, truncate(copy.path, off_t(length)) == 0 else { return nil }
      return try JournalFile(path: path, at: copy.path, missing: length - size)
    } catch {
      return nil
    }
  }
}
