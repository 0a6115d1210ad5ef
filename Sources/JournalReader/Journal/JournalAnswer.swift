/// A boot in a list: what `journalctl --list-boots` shows.
public struct BootListing: Sendable, Hashable {
  /// 0 for the last, -1 for the one before it: what ``Selection/Boot/offset(_:)`` takes.
  public var index: Int
  /// Nil in text, which does not have it.
  public var id: String?
  /// When the first and the last entry were written: µs since 1970.
  public var first: Int64?
  public var last: Int64?
  public var machineID: String?
  public var hostname: String?

  public init(
    index: Int, id: String? = nil, first: Int64? = nil, last: Int64? = nil,
    machineID: String? = nil, hostname: String? = nil
  ) {
    self.index = index
    self.id = id
    self.first = first
    self.last = last
    self.machineID = machineID
    self.hostname = hostname
  }
}

/// What journals are read for.
protocol JournalTask {
  /// What can be done with a file as soon as it is mapped, so that it need not be again: it has
  /// entries of these boots.
  func look(at file: JournalFile, of boots: [BootID])
  /// Hands out the boots, oldest first, and tells what of them could not be read.
  func read(_ collection: JournalCollection, each: (BootLog) -> Void) -> [Coverage.Gap]
}

/// Lists the boots without their entries: nothing but first and last ones is read.
struct JournalListing: JournalTask {
  func look(at file: JournalFile, of boots: [BootID]) {}

  func read(_ collection: JournalCollection, each: (BootLog) -> Void) -> [Coverage.Gap] {
    for boot in collection.boots { each(BootLog(boot)) }
    return []
  }
}

extension JournalCollection {
  /// The sources that a boot's entries lie in.
  func sources(of boot: Boot) -> [Int] { Set(boot.parts.map { files[$0.file].source }).sorted() }

  /// The boot with which each source ends.
  var lastBoots: [Int: BootID] {
    var ends: [Int: (boot: BootID, time: Int64)] = [:]
    for boot in boots {
      for source in sources(of: boot) where (ends[source]?.time ?? .min) <= boot.last.realtime {
        ends[source] = (boot.id, boot.last.realtime)
      }
    }
    return ends.mapValues(\.boot)
  }

  /// Why nothing of a source could be read; nil if something could.
  func refusal(of source: Int) -> ReadError? {
    guard !files.contains(where: { $0.source == source }) else { return nil }
    let name = sources[source].name
    if let (path, failure) = failures[source].first {
      let error = failure.readError(name)
      guard path != name else { return error }
      return ReadError(name: name, reason: "\(path): \(error.reason)", cure: error.cure)
    }
    return ReadError(
      name: name, reason: "holds no journal files",
      cure: sources[source].isThisMachine
        ? "name a log file or a directory, or see `systemctl status systemd-journald`"
        : "name a directory with *.journal files, or one with log texts")
  }

  /// What was read of all files.
  var coverage: Coverage {
    var coverage = Coverage(gaps: gaps)
    for number in sources.indices where refusal(of: number) == nil {
      let boots = boots.filter { $0.parts.contains { files[$0.file].source == number } }
      let steps = files.reduce(0) { $0 + ($1.source == number ? $1.file.steps : 0) }
      var source = Coverage.Source(
        name: sources[number].name, kind: .journal, entries: steps, boots: boots.count)
      var others = failures[number].map { ($0.path, $0.failure) }
      for (file, owner, _) in files where owner == number {
        let isShort = file.lacksEnd && file.missing == 0
        guard let failure = file.damage ?? (isShort ? .droppedOnTheWay : nil) else {
          continue
        }
        if file.path == source.name {
          source.skipped = failure.sentence
        } else {
          others.append((file.path, failure))
        }
      }
      coverage.sources.append(source)
      coverage.sources += others.map { path, failure in
        Coverage.Source(name: path, kind: .journal, skipped: failure.sentence)
      }
    }
    return coverage
  }
}

extension BootLog {
  /// What is known of a boot before any entry between its first and its last is read.
  init(_ boot: JournalCollection.Boot) {
    self.init(
      id: boot.id.description, machineID: boot.latest.machineID, hostname: boot.latest.hostname,
      first: Stamp(boot.first), last: Stamp(boot.last))
  }
}
