import CSignals
import Glibc
internal import LogModel

/// Reads journals: surveys all files, several at a time, and hands out their boots one by one.
///
/// What libsystemd does happens in processes of its own (``ChildDesk``). This machine's own files
/// are read right here if they are few and nothing is amiss with them at first sight: libsystemd
/// reads those all the time. Where the program has several threads it cannot be split; then all are
/// read here.
struct JournalReading {
  /// What there is to say when all boots are handed on.
  struct Result {
    /// Nil if nothing could be read.
    var coverage: Coverage?
    /// The sources of which nothing could be read.
    var refusals: [ReadError]
  }

  let sources: [JournalCollection.Source]
  let directory: PrivateDirectory
  let search: JournalSearch?
  let progress: ReadingProgress?

  /// So many files are worth another process, which takes a millisecond to start.
  private static let share = 4

  /// - Parameters:
  ///   - search: What is looked for; nil if the boots are wanted without any entries.
  ///   - directory: For copies of what cannot be read where it is.
  init(
    _ sources: [JournalCollection.Source], search: JournalSearch?, directory: PrivateDirectory,
    progress: ReadingProgress? = nil
  ) {
    self.sources = sources
    self.search = search
    self.directory = directory
    self.progress = progress
  }

  /// - Parameter each: takes the boots, oldest first.
  func run(each: (BootLog) -> Void) -> Result {
    guard !sources.isEmpty else { return Result(refusals: []) }
    let places = places
    let screening = JournalScreening(search?.selection ?? Selection(), places)
    let wanted = screening.wanted
    return run(desks(places, wanted), screening, each: each)
  }

  var places: [JournalPlace] {
    sources.flatMap { source in
      source.paths.map { path in
        JournalPlace(
          path: path, copy: source.copies[path], source: source.name,
          isThisMachine: source.isThisMachine)
      }
    }
  }

  // MARK: Who reads

  private func desks(_ places: [JournalPlace], _ wanted: [Int]) -> [any JournalDesk] {
    let local = LocalDesk(places, wanted, search: search, directory: directory)
    let most = min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), Int(PD_CHILDREN))
    let count = max(1, min(most, wanted.count / Self.share))
    guard count > 1 || sources.contains(where: Self.isSuspect) else { return [local] }
    pd_child_share()
    let children = (0..<count).compactMap { number in
      ChildDesk(
        number, places, wanted, search: search, directory: directory, progress: progress)
    }
    return children.isEmpty ? [local] : children
  }

  /// A saved file can have gone through anything, and its damage need not show in its header.
  private static func isSuspect(_ source: JournalCollection.Source) -> Bool {
    !source.isThisMachine
      || source.paths.contains { path in
        guard let file = try? JournalFile(path: path, at: source.copies[path]) else { return false }
        return !file.isSound(onItsMachine: source.isThisMachine)
      }
  }

  // MARK: What is read

  func run(
    _ desks: [any JournalDesk], _ screening: JournalScreening, each: (BootLog) -> Void
  ) -> Result {
    let wanted = Set(screening.wanted)
    var surveys = places.indices.map { wanted.contains($0) ? JournalSurvey.unread : nil }
    var owners: [Int: any JournalDesk] = [:]
    for desk in desks {
      while let (file, survey) = desk.survey() {
        surveys[file] = survey
        owners[file] = desk
      }
    }
    var collection = JournalCollection(sources, surveys)
    let earlier = screening.earlier(than: collection.boots)
    if !earlier.isEmpty {
      for file in earlier {
        desks[0].ask(.survey(file: file))
        surveys[file] = desks[0].answer { _ in }.survey
        owners[file] = desks[0]
      }
      collection = JournalCollection(sources, surveys)
    }
    let refusals = sources.indices.compactMap { collection.refusal(of: $0) }
    guard refusals.count < sources.count else { return Result(refusals: refusals) }
    let gaps = search.map { search in
      var boots = JournalBoots(search, collection, desks, owners)
      boots.handOut(to: each)
      collection = boots.collection
      return boots.gaps
    }
    if search == nil { for boot in collection.boots { each(BootLog(boot)) } }
    var coverage = collection.coverage
    coverage.gaps += gaps ?? []
    return Result(coverage: coverage, refusals: refusals)
  }
}

extension JournalSurvey {
  /// All processes that might have read it have died.
  fileprivate static let unread = Outcome.failure(
    JournalFailure(
      code: ECHILD, detail: "was not read: the process that reads journals was ended"))
}
