import CSignals
import Glibc

/// Reads journal files in the process that it is in. A file stays open from its survey on, so that
/// journald may rename or remove it meanwhile; mapped it is only while something is read of it.
final class LocalDesk: JournalDesk {
  private let places: [JournalPlace]
  private let search: JournalSearch?
  private let directory: PrivateDirectory
  private var files: [Int: (file: JournalFile, boots: [BootID])] = [:]
  private var requests: [JournalRequest] = []
  private var next: () -> Int?

  /// - Parameters:
  ///   - search: What is looked for; nil if only the boots are of interest.
  ///   - directory: For copies of what cannot be read where it is.
  ///   - next: The number of the next file to survey.
  init(
    _ places: [JournalPlace], search: JournalSearch?, directory: PrivateDirectory,
    next: @escaping () -> Int?
  ) {
    self.places = places
    self.search = search
    self.directory = directory
    self.next = next
    pd_sigbus_survive()
    Self.raiseFileLimit()
  }

  /// Surveys the files of these numbers one after the other.
  convenience init(
    _ places: [JournalPlace], _ wanted: [Int], search: JournalSearch?,
    directory: PrivateDirectory = PrivateDirectory()
  ) {
    var numbers = wanted.makeIterator()
    self.init(places, search: search, directory: directory) { numbers.next() }
  }

  let isOpen = true

  func survey() -> (file: Int, outcome: JournalSurvey.Outcome)? {
    next().map { ($0, outcome(of: $0)) }
  }

  private func outcome(of number: Int) -> JournalSurvey.Outcome {
    pd_child_reads(UInt32(number))
    do throws(JournalFailure) {
      return .success(try survey(number))
    } catch {
      return .failure(error)
    }
  }

  private func survey(_ number: Int) throws(JournalFailure) -> JournalSurvey {
    let (file, parts) = try hold(number)
    var survey = JournalSurvey(parts: parts)
    if let search { survey.sighting = search.sighting(in: file, of: parts.map(\.first.boot)) }
    file.close()
    survey.toll = file.takeToll()
    survey.lacksEnd = file.lacksEnd
    if file.missing > 0 { survey.cut = (file.size, file.missing) }
    survey.isPutAway = survey.toll.damage == nil && file.isPutAway(places[number])
    return survey
  }

  private func hold(
    _ number: Int
  ) throws(JournalFailure) -> (file: JournalFile, parts: [JournalFile.Part]) {
    let (file, parts) = try open(places[number])
    file.number = UInt32(number)
    files[number] = (file, parts.map(\.first.boot))
    return (file, parts)
  }

  func ask(_ request: JournalRequest) { requests.append(request) }

  func answer(each: (FoundEntry) -> Void) -> JournalReply {
    requests.isEmpty ? JournalReply() : answer(requests.removeFirst(), each: each)
  }

  func answer(_ request: JournalRequest, each: (FoundEntry) -> Void) -> JournalReply {
    var reply = JournalReply()
    if case .survey(let number) = request {
      reply.survey = outcome(of: number)
      return reply
    }
    pd_child_reads(UInt32(request.file))
    do throws(JournalFailure) {
      // Somebody else surveyed it.
      if files[request.file] == nil { _ = try hold(request.file) }
    } catch {
      reply.toll.damage = error
    }
    guard let search, let (file, held) = files[request.file] else { return reply }
    switch request {
    case .survey: break
    case .sighting(_, let boots):
      reply.sighting = search.sighting(in: file, of: boots, among: held)
    case .excerpt(let number, let boot, let spans, let hasStart):
      let excerpt = JournalExcerpt(
        search: search, file: file, boot: boot, isShared: held.count > 1,
        source: places[number].source)
      excerpt.handOut(within: spans, hasStart: hasStart, to: each)
    }
    file.close()
    reply.toll = file.takeToll()
    return reply
  }

  private func open(
    _ place: JournalPlace
  ) throws(JournalFailure) -> (JournalFile, [JournalFile.Part]) {
    let faults = pd_sigbus_count()
    let file = try JournalFile(path: place.path, at: place.copy)
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
      return (copy, parts)
    }
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
