internal import Platform
import Glibc
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

  /// One file, and what a first look at it has told.
  struct File {
    /// What it is called.
    var path: String
    /// Where it is, if that is not what it is called.
    var copy: String?
    /// Which of the sources it belongs to.
    var source: Int
    /// Whether it is of the machine we run on.
    var isThisMachine: Bool
    /// Whether its header alone tells that it cannot matter, and that header.
    var isWanted = true
    var header: JournalHeader?
    var survey: JournalSurvey?

    /// Nil if there is no survey, or if it failed.
    var success: JournalSurvey? { survey?.refusal == nil ? survey : nil }
    /// In bytes, as far as that can be told.
    var size: Int64 {
      var status = stat()
      return (copy ?? path).withFileName { stat($0, &status) } == 0 ? Int64(status.st_size) : 0
    }

    /// The boots that it has entries of.
    var boots: [BootID] { success?.parts.map(\.first.boot) ?? [] }
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

    /// journald starts within seconds of the kernel, on slow machines within a minute or two.
    private static let latestStart: Int64 = 180_000_000

    /// Whether it may begin where one of its parts does.
    static func mayBegin(with part: JournalFile.Part) -> Bool {
      part.first.monotonic <= latestStart
    }

    var hasStart: Bool { Self.mayBegin(with: parts[0].part) }
  }

  let sources: [Source]
  var files: [File]
  /// Of the files that have been surveyed when they were put together last; oldest first.
  private(set) var boots: [Boot] = []

  init(_ sources: [Source]) {
    self.sources = sources
    files = sources.enumerated().flatMap { number, source in
      source.paths.map {
        File(
          path: $0, copy: source.copies[$0], source: number, isThisMachine: source.isThisMachine)
      }
    }
  }

  /// Puts the boots together from what the files hold of them.
  mutating func findBoots() {
    var parts: [BootID: [(file: Int, part: JournalFile.Part)]] = [:]
    for (number, file) in files.enumerated() {
      for part in file.success?.parts ?? [] {
        parts[part.first.boot, default: []].append((number, part))
      }
    }
    boots = Self.ordered(
      parts.map { id, parts in
        Boot(id: id, parts: parts.sorted { $0.part.first.monotonic < $1.part.first.monotonic })
      })
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

  /// Adds what was found when a file was read on.
  mutating func add(_ found: JournalSurvey, to file: Int) {
    var found = found
    // What came until then counts.
    found.damage = found.damage ?? found.refusal
    files[file].survey?.add(found)
  }

  /// Everything that was found out about all files.
  var survey: JournalSurvey {
    files.reduce(into: JournalSurvey()) { sum, file in
      if let survey = file.success { sum.add(survey) }
    }
  }
}
