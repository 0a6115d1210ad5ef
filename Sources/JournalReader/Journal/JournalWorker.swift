import Glibc
internal import LogModel
import Platform

/// Reads journal files as it is asked to, and writes what it finds as records of the journal's export
/// format: in a process of its own, or in the one that asks.
///
/// A file stays open from its survey on.
final class JournalWorker {
  private let places: [JournalCollection.File]
  let search: JournalSearch?
  private let directory: PrivateDirectory
  private var files: [Int: (file: JournalFile, boots: [BootID])] = [:]
  /// What is not passed on yet.
  private var output = ExportRecord()
  private static let piece = 64 << 10

  /// - Parameters:
  ///   - search: What is looked for; nil if only the boots are of interest.
  ///   - directory: For copies of what cannot be read where it is.
  init(
    _ places: [JournalCollection.File], search: JournalSearch?, directory: PrivateDirectory
  ) {
    self.places = places
    self.search = search
    self.directory = directory
    MappedFiles.surviveTruncation()
    Self.raiseFileLimit()
  }

  /// What there is to be said comes to `write`, piece by piece.
  func answer(_ request: JournalRequest, to write: ([UInt8]) -> Void) {
    HelperProcess.begin(task: request.file)
    _ = MappedFiles.most
    var survey = JournalSurvey()
    do throws(JournalFailure) {
      let (file, held) = try hold(request.file, &survey)
      func each(
        _ reply: JournalReply, _ meaning: LogPhrases.Meaning, _ entry: any WalkedEntry,
        _ record: borrowing JournalRecord, _ times: JournalHandle.Times
      ) throws(JournalFailure) {
        try record.write(as: reply, meaning, entry, times, to: &output)
        if output.bytes.count >= Self.piece { flush(to: write) }
      }
      if let spans = request.spans, let boot = request.boots?.first {
        search?.entries(
          of: boot, in: file, among: held, within: spans, hasStart: request.hasStart,
          triggers: request.triggers, to: each)
      } else {
        let boots = request.boots ?? search?.boots(among: held) ?? []
        let isTrusted = file.isIndexTrusted
        search?.survey(file, of: boots, among: held, into: &survey, to: each)
        let isDoubtful = file.usesIndex ? file.damage != nil : isTrusted
        if isDoubtful, let search {
          file.usesIndex = false
          file.damage = nil
          search.survey(file, of: boots, among: held, into: &survey, to: each)
        }
      }
      file.close()
      survey.steps = file.steps
      survey.damage = file.damage
      (file.steps, file.damage) = (0, nil)
      survey.lacksEnd = file.lacksEnd
      if file.missing > 0 { survey.cut = (file.size, file.missing) }
      survey.isPutAway =
        survey.damage == nil
        && file.isPutAway(onItsMachine: places[request.file].isThisMachine)
      survey.isIndexTrusted = file.isIndexTrusted
    } catch {
      survey.refusal = error
    }
    survey.write(to: &output)
    flush(to: write)
  }

  private func flush(to write: ([UInt8]) -> Void) {
    write(output.bytes)
    output.clear()
  }

  // MARK: Files

  /// A copy can have gone through anything; to look through a few small ones takes hardly longer than to
  /// walk their indexes. In bytes, each of them and all together.
  private static let mostLookedThrough = (each: 16 << 20, all: 128 << 20)
  private lazy var areFew =
    places.reduce(0) { $0 + Int($1.size) } <= Self.mostLookedThrough.all

  private func hold(
    _ number: Int, _ survey: inout JournalSurvey
  ) throws(JournalFailure) -> (file: JournalFile, boots: [BootID]) {
    // Somebody else may have surveyed it.
    if let held = files[number] { return held }
    let place = places[number]
    var file = try JournalFile(path: place.path, at: place.copy)
    if let known = place.success {
      file.isIndexTrusted = true
      let held = (file, known.parts.map(\.first.boot))
      file.boots = Set(held.1)
      files[number] = held
      return held
    }
    let isWritten = place.isThisMachine && file.header?.isOnline == true
    if let search, !search.question.isThorough,
      file.isInOrder(onItsMachine: place.isThisMachine)
    {
      file.isIndexTrusted = !isWritten && search.isIndexWhole(file)
      file.usesIndex = isWritten || file.isIndexTrusted
    } else {
      file.usesIndex = search == nil
    }
    do throws(JournalFailure) {
      let isShrunk = try MappedFiles.lostPages { () throws(JournalFailure) in
        survey.parts = try file.parts()
      }
      guard !isShrunk else { throw .shrank }
    } catch {
      guard error.code == ENODATA || error == .shrank, let copy = file.lengthened(in: directory),
        let parts = try? copy.parts()
      else { throw error }
      survey.parts = parts
      file = copy
    }
    if search != nil, file.isTorn || !isWritten && !file.isIndexTrusted { file.usesIndex = false }
    file.isLookedThrough =
      !place.isThisMachine && areFew && file.size <= Self.mostLookedThrough.each
    let held = (file, survey.parts.map(\.first.boot))
    file.boots = Set(held.1)
    files[number] = held
    return held
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
}
