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

extension JournalCollection {
  /// Answers a question boot by boot, oldest first.
  func read(
    selecting selection: Selection, question: Question, each: (BootLog) -> Void
  ) -> Coverage {
    let search = JournalSearch(self, selecting: selection, question: question)
    search.run(each: each)
    var coverage = coverage(steps: search.steps, damage: search.damage)
    coverage.gaps = gaps + search.gaps
    return coverage
  }

  /// Hands out each boot without its entries: nothing but first and last ones is read.
  func list(each: (BootLog) -> Void) -> Coverage {
    for boot in boots { each(BootLog(boot)) }
    var coverage = coverage(steps: sources.map { _ in 0 }, damage: [:])
    coverage.gaps = gaps
    return coverage
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

  private func coverage(steps: [Int], damage: [String: JournalFailure]) -> Coverage {
    var coverage = Coverage()
    for number in sources.indices where refusal(of: number) == nil {
      let boots = boots.filter { $0.parts.contains { files[$0.file].source == number } }
      var source = Coverage.Source(
        name: sources[number].name, kind: .journal, entries: steps[number], boots: boots.count)
      var others = failures[number].map { ($0.path, $0.failure) }
      for (file, owner, _) in files where owner == number {
        let isShort = file.lacksEnd && file.missing == 0
        guard let failure = damage[file.path] ?? (isShort ? .droppedOnTheWay : nil) else {
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
