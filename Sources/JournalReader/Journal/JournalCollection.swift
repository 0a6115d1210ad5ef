import CSignals
import CSystemd
import Glibc

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

  /// Those that can be read, with the boots they have entries of.
  private(set) var files: [(file: JournalFile, source: Int, boots: [BootID])] = []
  /// Oldest first.
  private(set) var boots: [Boot] = []
  /// For each source, what of it could not be read.
  private(set) var failures: [[(path: String, failure: JournalFailure)]]
  let sources: [Source]
  /// What is missing of files that are read all the same.
  private(set) var gaps: [Coverage.Gap] = []
  private let directory: PrivateDirectory

  /// - Parameters:
  ///   - sources: What the user named.
  ///   - directory: For copies of what cannot be read where it is. It must stay for as long as the
  ///     collection does.
  ///   - look: Called for each file while it is mapped, with the boots that it has entries of.
  init(
    _ sources: [Source], directory: PrivateDirectory = PrivateDirectory(),
    look: (JournalFile, [BootID]) -> Void = { _, _ in }
  ) {
    self.sources = sources
    self.directory = directory
    pd_sigbus_survive()
    failures = sources.map(\.failures)
    Self.raiseFileLimit()
    var parts: [BootID: [(file: Int, part: JournalFile.Part)]] = [:]
    var count: UInt32 = 0
    for (number, source) in sources.enumerated() {
      for path in source.paths {
        defer { count += 1 }
        pd_child_reads(count)
        do throws(JournalFailure) {
          let (file, held) = try open(path, at: source.copies[path])
          file.number = count
          for part in held {
            parts[part.first.boot, default: []].append((files.count, part))
          }
          let boots = held.map(\.first.boot)
          files.append((file, number, boots))
          look(file, boots)
          file.close()
        } catch {
          failures[number].append((path, error))
        }
      }
    }
    boots = Self.ordered(
      parts.map { id, parts in
        Boot(id: id, parts: parts.sorted { $0.part.first.monotonic < $1.part.first.monotonic })
      })
  }

  private mutating func open(
    _ path: String, at location: String?
  ) throws(JournalFailure) -> (JournalFile, [JournalFile.Part]) {
    let faults = pd_sigbus_count()
    let file = try JournalFile(path: path, at: location)
    do throws(JournalFailure) {
      let parts = try file.parts()
      guard pd_sigbus_count() == faults else { throw .shrank }
      return (file, parts)
    } catch {
      let salvage = JournalSalvage(
        directory: directory, budget: UnpackingBudget(ArchiveLimits()))
      guard error.code == ENODATA || error == .shrank, let copy = salvage.lengthened(file),
        let parts = try? copy.parts()
      else { throw error }
      gaps.append(
        Coverage.Gap(
          kind: "truncated",
          detail: "\(path) is cut off: \(copy.missing) of its \(copy.size) bytes are missing; "
            + "the entries in the others were read"))
      return (copy, parts)
    }
  }

  /// By the counter that numbers all entries, where there is only one: a machine without a battery
  /// clock starts each boot in the past. Else by the calendar of the last entry, by which time a
  /// wrong clock has most likely been set.
  private static func ordered(_ boots: [Boot]) -> [Boot] {
    let counters = Set(boots.flatMap { $0.parts.map(\.part.counter) })
    guard counters.count == 1 else {
      return boots.sorted {
        ($0.last.realtime, $0.id.description) < ($1.last.realtime, $1.id.description)
      }
    }
    let number = { (boot: Boot) in boot.parts.map(\.part.firstNumber).min() ?? 0 }
    return boots.sorted { number($0) < number($1) }
  }

  /// Each file is held open; journald keeps 100 by default, a collector thousands. The soft limit
  /// is 1024 for the sake of select(2), which nothing here uses.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0,
      limit.rlim_cur < limit.rlim_max
    else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
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
    case .offset(let offset):
      if offset == 0, sources.contains(where: \.isThisMachine), let id = Self.currentBoot() {
        return boots.filter { $0.id == id }
      }
      let index = offset > 0 ? offset - 1 : boots.count - 1 + offset
      return boots.indices.contains(index) ? [boots[index]] : []
    }
  }

  private static func currentBoot() -> BootID? {
    var id = sd_id128_t()
    return sd_id128_get_boot(&id) >= 0 ? BootID(id) : nil
  }
}
