internal import LogModel

/// Journal files, and which boots they hold: what their indexes tell before any entry is read.
struct JournalCollection {
  /// Files that belong together because the user named them by one name.
  struct Source {
    var name: String
    var paths: [String]
    /// Where to find those that are not there to be opened: a member of an archive has a name, but
    /// what is opened is a copy.
    var copies: [String: String] = [:]
    /// What kept parts of it from being found.
    var failures: [(path: String, failure: JournalFailure)] = []
    /// Whether it is the journal of the machine we run on.
    var isThisMachine = false
  }

  /// One boot, and the files that have some of it, the earliest entries first.
  struct Boot {
    var id: BootID
    var parts: [(file: Int, part: JournalFile.Part)]

    /// The first and the last entry by the boot's own clock.
    var first: JournalHandle.Times { parts[0].part.first }
    var last: JournalHandle.Times {
      parts.map(\.part.last).max { $0.monotonic < $1.monotonic } ?? first
    }
    /// Told by the file that goes on longest: an initrd does not know the machine's name.
    var latest: JournalFile.Part {
      parts.map(\.part).max { $0.last.monotonic < $1.last.monotonic } ?? parts[0].part
    }
  }

  /// One file, and what a first look at it has told.
  struct File {
    var path: String
    /// Which of the sources it belongs to.
    var source: Int
    /// Nil if its header alone told that it cannot matter.
    var survey: JournalSurvey.Outcome?

    /// The boots that it has entries of.
    var boots: [BootID] { (try? survey?.get())?.parts.map(\.first.boot) ?? [] }
  }

  let sources: [Source]
  private(set) var files: [File]
  /// Oldest first.
  let boots: [Boot]

  /// - Parameters:
  ///   - sources: What the user named.
  ///   - surveys: What their files hold, in their order.
  init(_ sources: [Source], _ surveys: [JournalSurvey.Outcome?]) {
    self.sources = sources
    let owners = sources.enumerated().flatMap { number, source in
      source.paths.map { (path: $0, source: number) }
    }
    files = zip(owners, surveys).map { File(path: $0.path, source: $0.source, survey: $1) }
    var parts: [BootID: [(file: Int, part: JournalFile.Part)]] = [:]
    for (number, survey) in surveys.enumerated() {
      guard case .success(let survey) = survey else { continue }
      for part in survey.parts { parts[part.first.boot, default: []].append((number, part)) }
    }
    boots = Self.ordered(
      parts.map { id, parts in
        Boot(id: id, parts: parts.sorted { $0.part.first.monotonic < $1.part.first.monotonic })
      })
  }

  /// Adds what it took to read on in a file.
  mutating func add(_ toll: JournalToll, of file: Int) {
    files[file].survey = files[file].survey?.map { survey in
      var survey = survey
      survey.toll.add(toll)
      return survey
    }
  }

  /// By the counter that numbers all entries, where there is only one: a machine without a battery
  /// clock starts each boot in the past. Else by the calendar of the last entry, by which time a
  /// wrong clock has most likely been set.
  private static func ordered(_ boots: [Boot]) -> [Boot] {
    let counters = Set(boots.lazy.flatMap { $0.parts.lazy.map(\.part.counter) })
    // The key of each boot is worked out once, not for each comparison.
    let keys = boots.map { boot in
      counters.count == 1
        ? (boot.parts.map(\.part.firstNumber).min() ?? 0, 0, 0)
        : (UInt64(bitPattern: boot.last.realtime), boot.id.high, boot.id.low)
    }
    return boots.indices.sorted { keys[$0] < keys[$1] }.map { boots[$0] }
  }

  // MARK: Selecting

  /// The boots of a selection, oldest first; none if it names one that is not here.
  func boots(in selection: Selection) -> [Boot] {
    let known = selection.unchanged
    guard known.isEmpty else {
      return selected(selection).filter { known[$0.id.description] != $0.last.realtime }
    }
    return selected(selection)
  }

  private func selected(_ selection: Selection) -> [Boot] {
    switch selection.boot {
    case .all:
      return boots.filter { boot in
        // Entries of a boot lie between its first and last by the calendar too, unless its clock
        // was set back; then its times cannot be told from here, and it is looked through.
        let (first, last) = (boot.first.realtime, boot.last.realtime)
        guard first <= last else { return true }
        return last >= selection.since ?? .min && first <= selection.until ?? .max
      }
    case .id(let text):
      return boots.filter { $0.id == BootID(text) }
    case .offset:
      if selection.boot == .offset(0), sources.contains(where: \.isThisMachine),
        let id = BootID.current
      {
        return boots.filter { $0.id == id }
      }
      return selection.boot.index(among: boots.count).map { [boots[$0]] } ?? []
    }
  }
}
