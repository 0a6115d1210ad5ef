internal import CMemory
import Glibc
internal import LogModel
import Platform

/// Reads journals: surveys all files, several at a time, and hands out their boots one by one.
///
/// What libsystemd does happens in processes of its own (``JournalWorkerProcess``). This machine's
/// own files are read right here if they are few and nothing is amiss with them at first sight:
/// libsystemd reads those all the time. Where there can be no process, all are read here.
final class JournalReading {
  /// What there is to say when all boots are handed on.
  struct Result {
    /// Nil if nothing could be read.
    var coverage: Coverage?
    /// The sources of which nothing could be read.
    var refusals: [ReadError]
  }

  private let search: JournalSearch?
  private let directory: PrivateDirectory
  private let progress: ReadingProgress?
  private(set) var collection: JournalCollection
  private var workers: [JournalWorkerProcess] = []
  /// Who has surveyed which file, by the worker's number.
  private var owners: [Int: Int] = [:]
  /// How much each worker has been asked for.
  private var loads: [Int64] = []
  /// That entries of boots were given up.
  private var omissions: [Coverage.Gap] = []

  /// So many files are worth another process, which takes a millisecond to start.
  private static let share = 4
  private static let mostProcesses = 8

  /// Finding out what there is takes other code than what is done with entries. It goes once.
  private static let startIsOver: Void = pd_memory_release()

  /// - Parameters:
  ///   - search: What is looked for; nil if the boots are wanted without any entries.
  ///   - directory: For copies of what cannot be read where it is.
  ///   - memory: What is known of the files from another reading.
  init(
    _ sources: [JournalCollection.Source], search: JournalSearch?, directory: PrivateDirectory,
    memory: JournalMemory? = nil, progress: ReadingProgress? = nil
  ) {
    collection = JournalCollection(sources)
    for number in collection.files.indices {
      collection.files[number].survey = memory?.survey(of: collection.files[number])
    }
    self.search = search
    self.directory = directory
    self.progress = progress
  }

  /// - Parameter each: takes the boots, oldest first.
  func run(each: (BootLog) -> Void) -> Result {
    guard !collection.sources.isEmpty else { return Result(refusals: []) }
    collection.screen(by: search?.selection ?? Selection())
    survey(by: makeWorkers())
    return handOut(to: each)
  }

  // MARK: Who reads

  private func makeWorkers() -> [JournalWorkerProcess] {
    let most = min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), Self.mostProcesses)
    let files = collection.files
    let count = max(1, min(most, files.count(where: \.isWanted) / Self.share))
    guard count > 1 || files.contains(where: Self.isSuspect) else { return [worker()] }
    let separate = (0..<count).map { _ in worker(isSeparate: true) }.filter(\.isOpen)
    return separate.isEmpty ? [worker()] : separate
  }

  /// One in a process of its own, or one that reads right here.
  func worker(isSeparate: Bool = false) -> JournalWorkerProcess {
    let (progress, files) = (progress, collection.files)
    return JournalWorkerProcess(
      JournalWorker(files, search: search, directory: directory),
      isSeparate: isSeparate
    ) { progress?.note(files[$0].path, file: $0, of: files.count) }
  }

  /// A saved file can have gone through anything, and its damage need not show in its header.
  private static func isSuspect(_ file: JournalCollection.File) -> Bool {
    guard file.isThisMachine else { return true }
    guard let opened = try? JournalFile(path: file.path, at: file.copy) else { return false }
    return !opened.isSound(onItsMachine: true)
  }

  // MARK: What the files hold

  func survey(by workers: [JournalWorkerProcess]) {
    self.workers = workers
    survey(collection.files.indices.filter { collection.files[$0].isWanted })
    let earlier = collection.earlier
    if !earlier.isEmpty { survey(earlier) }
  }

  /// Surveys files that nobody has looked at, each by whoever has got the fewest bytes to read.
  private func survey(_ files: [Int]) {
    loads = workers.map { _ in 0 }
    let asked = files.filter { collection.files[$0].survey == nil }.map { file in
      let number = idle()
      loads[number] += collection.files[file].size
      owners[file] = number
      return ask(number, JournalRequest(file: file))
    }
    for (worker, file) in asked { collection.files[file].survey = worker.answer { _ in } }
    collection.findBoots()
  }

  /// Who can be asked and has been asked for the least.
  private func idle() -> Int {
    workers.indices.filter { workers[$0].isOpen }.min { loads[$0] < loads[$1] } ?? 0
  }

  /// Who has been asked about which file.
  private typealias Asked = (worker: JournalWorkerProcess, file: Int)

  private func ask(_ number: Int, _ request: JournalRequest) -> Asked {
    workers[number].ask(request)
    return (workers[number], request.file)
  }

  /// Hands out the boots of the selection, oldest first.
  func handOut(to each: (BootLog) -> Void) -> Result {
    let refusals = collection.sources.indices.compactMap { collection.refusal(of: $0) }
    guard refusals.count < collection.sources.count else { return Result(refusals: refusals) }
    guard let search else {
      for boot in collection.boots { each(BootLog(boot)) }
      return Result(coverage: collection.coverage, refusals: refusals)
    }
    let boots = collection.boots(in: search.selection)
    if case .offset = search.selection.boot { survey(selected: boots) }
    loads = workers.map { _ in 0 }
    let found = collection.survey
    // All is asked at once: while one boot is looked through, the next is read.
    let asked = boots.map { ask(search, about: $0, found.spans[$0.id]?.ranges ?? []) }
    let ends = collection.lastBoots
    if asked.contains(where: { !$0.isEmpty }) { _ = Self.startIsOver }
    for (boot, answers) in zip(boots, asked) {
      var log = BootLog(boot)
      let held = collection.sources(of: boot)
      log.sources = held.map { collection.sources[$0].name }
      log.isFromOwnJournal = held.contains { collection.sources[$0].isThisMachine }
      log.isLast = held.allSatisfy { ends[$0] == boot.id }
      log.notices = Array(found.notices[boot.id] ?? [])
      (log.entries, log.tally) = entries(
        answers, of: log.sources.joined(separator: ", "), search)
      each(log)
    }
    var coverage = collection.coverage
    coverage.gaps += omissions + gaps(found, of: boots, units: search.question.units)
    return Result(coverage: coverage, refusals: refusals)
  }

  /// Looks through the files of the selected boots, which are known only now.
  private func survey(selected boots: [JournalCollection.Boot]) {
    let wanted = Set(boots.map(\.id))
    let asked = collection.files.enumerated().compactMap { number, file -> Asked? in
      let boots = file.boots.filter(wanted.contains)
      guard !boots.isEmpty, let owner = owners[number] else { return nil }
      return ask(owner, JournalRequest(file: number, boots: boots))
    }
    for (worker, file) in asked { collection.add(worker.answer { _ in }, to: file) }
  }

  // MARK: Entries

  /// Asks for a boot's entries: for none if nothing in it calls for it.
  private func ask(
    _ search: JournalSearch, about boot: JournalCollection.Boot, _ all: [ClosedRange<Int64>]
  ) -> [Asked] {
    guard !all.isEmpty || search.question.wantsQuietBoots else { return [] }
    return boot.parts.enumerated().map { place, part in
      let spans = all.filter { part.part.last.monotonic >= $0.lowerBound }
      return ask(
        reader(of: part.file, for: part.part.overlap(with: spans)),
        JournalRequest(
          file: part.file, boots: [boot.id], spans: spans,
          hasStart: place == 0 || JournalCollection.Boot.mayBegin(with: part.part),
          triggers: collection.files[part.file].success?.triggers[boot.id] ?? 0))
    }
  }

  /// Who is to read so many µs of a file: of those that are there to be asked, who has the least to
  /// do; but who has the file open, if it may be gone for others.
  private func reader(of file: Int, for time: Int64) -> Int {
    var number = owners[file] ?? 0
    let isFree = collection.files[file].success?.isPutAway == true || !workers[number].isOpen
    if isFree, case let least = idle(), loads[least] < loads[number] || !workers[number].isOpen {
      number = least
    }
    loads[number] &+= time
    return number
  }

  private func entries(
    _ asked: [Asked], of name: String, _ search: JournalSearch
  ) -> ([Entry], Tally) {
    var kept = EntryBuffer<JournalCursor.Identity>()
    var policy = RetentionPolicy()
    var origins = Origins()
    let isChosen = search.question.courses != nil
    for (worker, file) in asked {
      let source = collection.sources[collection.files[file].source].name
      let survey = worker.answer { record in
        guard let cursor = record.cursor else { return }
        let entry = record.entry(
          stamp: record.stamp(cursor), number: cursor.number, in: source, &origins)
        // by the time of saying; what was said at the same time stays in the order of writing
        kept.add(
          entry, cursor.identity, order: Int(entry.stamp.monotonic ?? 0),
          isChosen ? .trigger : record.meaning, within: &policy, tally: search.question.tally)
      }
      collection.add(survey, to: file)
    }
    if let gap = kept.gap(in: name) { omissions.append(gap) }
    let tally = kept.tally
    var entries = kept.takeEntries()
    ClockAlignment.align(&entries)
    return (entries, tally)
  }

  /// What of the boots is not there to be read.
  private func gaps(
    _ found: JournalSurvey, of boots: [JournalCollection.Boot], units: [String]
  ) -> [Coverage.Gap] {
    var lost: [BootID: JournalGaps] = [:]
    for loss in found.losses.values {
      lost[loss.boot, default: JournalGaps()].note(loss.message, units: units)
    }
    return boots.flatMap { boot in
      (lost[boot.id]?.gaps(of: boot.id) ?? [])
        + (boot.hasStart ? [] : [Coverage.Gap(missingStartOf: boot)])
    }
  }
}

extension JournalFile.Part {
  /// How much of some spans of time lies in it, in µs.
  fileprivate func overlap(with spans: [ClosedRange<Int64>]) -> Int64 {
    guard first.monotonic <= last.monotonic else { return 0 }
    return spans.reduce(0) { sum, span in
      let common = span.clamped(to: first.monotonic...last.monotonic)
      return sum &+ common.upperBound &- common.lowerBound
    }
  }
}

extension BootLog {
  /// What is known of a boot before any entry between its first and its last is read.
  fileprivate init(_ boot: JournalCollection.Boot) {
    self.init(
      id: boot.id.description, machineID: boot.latest.machineID, hostname: boot.latest.hostname,
      first: Stamp(boot.first), last: Stamp(boot.last))
  }
}
