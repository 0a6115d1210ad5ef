/// Where logs come from, as the user named it.
public enum Input: Sendable, Hashable {
  /// A machine's journal, found where journald keeps it.
  case live(LiveOptions = LiveOptions())
  /// A file, an archive, a pipe or a directory; what it is is told by its content.
  case path(String)
  /// Journal files by a glob(7) pattern, as `journalctl --file` takes it.
  case journalFiles(String)
  /// What a path may be, but a directory.
  case standardInput

  /// Reads all inputs and answers the question from them as if they were one log.
  ///
  /// Journals are taken together, so that a boot which lies in several files is one boot. An input
  /// that cannot be read is a skipped source in the answer's coverage.
  ///
  /// - Throws: ``ReadError`` if none of the inputs can be read, or if the selection names a boot
  ///   that none of them has.
  public static func read(
    _ inputs: [Input], selecting selection: Selection = Selection(), question: Question
  ) throws(ReadError) -> Answer {
    if case .id(let id) = selection.boot, BootID(id) == nil {
      throw ReadError(
        name: id, reason: "is not a boot id", cure: "a boot id has 32 hexadecimal digits")
    }
    let answer = try read(inputs, selecting: selection, question: question) {
      $0.answer(selecting: selection, question: question)
    }
    guard selection.boot == .all || !answer.boots.isEmpty else {
      throw selection.boot.isMissing(from: answer.coverage)
    }
    return answer
  }

  /// The boots that the inputs hold, oldest first, and what of them could not be read.
  ///
  /// From journals by index and seek: an entry that is neither a boot's first nor its last is not
  /// read. Texts are read whole.
  ///
  /// - Throws: ``ReadError`` if none of the inputs can be read.
  public static func boots(
    _ inputs: [Input]
  ) throws(ReadError) -> (boots: [BootListing], coverage: Coverage) {
    let nothing = Question(identifiers: [], units: [], triggers: [], marks: [], span: 0)
    let answer = try read(inputs, selecting: Selection(), question: nothing) {
      $0.bootLogs()
    }
    let boots = answer.boots.enumerated().map { number, boot in
      BootListing(
        index: number - answer.boots.count + 1, id: boot.id, first: boot.first?.realtime,
        last: boot.last?.realtime, machineID: boot.machineID, hostname: boot.hostname)
    }
    return (boots, answer.coverage)
  }

  private static func read(
    _ inputs: [Input], selecting selection: Selection, question: Question,
    journals: @escaping (JournalCollection) -> Answer
  ) throws(ReadError) -> Answer {
    var plan = InputPlan()
    for input in inputs { plan.add(input) }

    var harvest = Harvest(selecting: selection, question: question)
    for path in plan.files { harvest.add(path: path) }
    for tree in plan.trees { harvest.add(tree) }
    plan.refusals += harvest.refusals

    var answers: [Answer] = []
    var process = JournalProcess(
      sources: plan.journals + harvest.journals, directory: harvest.directory, body: journals)
    let result = process.run()
    plan.refusals += result.refusals.map { ($0, .journal) }
    if let answer = result.answer { answers.append(answer) }
    answers += harvest.answers
    if answers.isEmpty, let first = plan.refusals.first?.error {
      guard plan.refusals.count + harvest.gaps.count > 1 else { throw first }
      let reasons = plan.refusals.map(\.error.description) + harvest.gaps.map(\.detail)
      throw ReadError(
        name: "none of the inputs can be read", reason: reasons.joined(separator: "\n"))
    }
    var answer = Answer(merging: answers)
    let machines = plan.machines.flatMap {
      Attachment.ofMachine(at: $0.root, log: $0.log, question.attachments)
    }
    answer.attach(
      harvest.attachments + machines,
      hasEnd: selection.boot == .all || selection.boot == .offset(0))
    answer.coverage.gaps += harvest.gaps
    answer.coverage.sources += plan.refusals.map { error, kind in
      Coverage.Source(
        name: error.name, kind: kind,
        skipped: error.reason + (error.cure.map { "; \($0)" } ?? ""))
    }
    return answer
  }
}

extension Selection.Boot {
  fileprivate func isMissing(from coverage: Coverage) -> ReadError {
    let name = coverage.sources.map(\.name).joined(separator: ", ")
    let cure = "--list-boots shows which there are"
    switch self {
    case .all: return ReadError(name: name, reason: "has no boot", cure: cure)
    case .offset(0): return ReadError(name: name, reason: "has no current boot", cure: cure)
    case .offset(let offset):
      return ReadError(name: name, reason: "has no boot \(offset)", cure: cure)
    case .id(let id): return ReadError(name: name, reason: "has no boot \(id)", cure: cure)
    }
  }
}
