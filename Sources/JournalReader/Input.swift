public import LogModel

/// Where logs come from, as the user named it.
public enum Input: Sendable, Hashable {
  /// A machine's journal, found where journald keeps it.
  case live(LiveOptions = LiveOptions())
  /// A file, an archive, a pipe or a directory; what it is is told by its content.
  case path(String)
  /// A file or a directory that nobody named, but that was found; one that is no log is passed over
  /// without a word.
  case found(String)
  /// Journal files by a glob(7) pattern, as `journalctl --file` takes it.
  case journalFiles(String)
  /// What a path may be, but a directory.
  case standardInput

  /// Reads all inputs as if they were one log and answers the question boot by boot.
  ///
  /// Journals are taken together, so that a boot which lies in several files is one boot. A boot is
  /// handed out as soon as it is known whole, and then forgotten: what a year's log takes in memory
  /// is what its largest boot takes. Only where several logs may tell of the same boots, a text and
  /// a journal for instance, are those held until all are read.
  ///
  /// - Parameters:
  ///   - memory: what is known of journal files that have been read before, and will be of these.
  ///   - progress: is told how far reading is, where it takes long.
  ///   - each: takes the boots, oldest first, also those in which nothing that was asked for stands.
  /// - Returns: What was read; an input that cannot be read is a skipped source.
  /// - Throws: ``ReadError`` if none of the inputs can be read, or if the selection names a boot
  ///   that none of them has.
  public static func read(
    _ inputs: [Input], selecting selection: Selection = Selection(), question: Question,
    memory: JournalMemory? = nil, progress: ReadingProgress? = nil,
    each: @escaping (BootLog) -> Void
  ) throws(ReadError) -> Coverage {
    if case .id(let id) = selection.boot, BootID(id) == nil {
      throw ReadError(
        name: id, reason: "is not a boot id", cure: "a boot id has 32 hexadecimal digits")
    }
    var span = SelectedSpan(selection)
    var isEmpty = true
    let coverage = try read(
      inputs, selecting: selection, question: question,
      isListing: false, memory: memory, progress: progress,
      each: { boot in
        isEmpty = false
        if let part = span.part(of: boot) { each(part) }
      })
    guard selection.boot == .all || !isEmpty else {
      throw selection.boot.isMissing(from: coverage)
    }
    // journals pass over what lies outside by their indexes
    if isEmpty, span.isLimited, inputs.allSatisfy(\.canBeReadAgain) {
      for boot in try boots(inputs).boots { span.passOver(boot.first, boot.last) }
    }
    if let miss = span.miss(isOfThisMachine: inputs.contains(where: \.isOfThisMachine)) {
      throw ReadError(
        name: coverage.sources.map(\.name).joined(separator: ", "), reason: miss,
        cure: "--list-boots shows the boots that there are")
    }
    return coverage
  }

  /// The same, with all boots in memory.
  public static func read(
    _ inputs: [Input], selecting selection: Selection = Selection(), question: Question
  ) throws(ReadError) -> Answer {
    var boots: [BootLog] = []
    let coverage = try read(inputs, selecting: selection, question: question) { boots.append($0) }
    return Answer(boots: boots, coverage: coverage)
  }

  /// The boots that the inputs hold, oldest first, and what of them could not be read.
  ///
  /// From journals by index and seek: an entry that is neither a boot's first nor its last is not
  /// read. Texts are read whole, with the same question as for a diagnosis: so both find the same
  /// boots.
  ///
  /// - Throws: ``ReadError`` if none of the inputs can be read.
  public static func boots(
    _ inputs: [Input],
    asking question: Question = Question(
      identifiers: [], units: [], triggers: [], marks: [], span: 0),
    progress: ReadingProgress? = nil
  ) throws(ReadError) -> (boots: [BootListing], coverage: Coverage) {
    var logs: [BootLog] = []
    var coverage = try read(
      inputs, selecting: Selection(), question: question, isListing: true, progress: progress
    ) { boot in
      var boot = boot
      boot.entries = []
      logs.append(boot)
    }
    // a kill that nobody looks for need not be understood
    coverage.gaps.removeAll { $0.kind == Coverage.Gap.unreadWords }
    let boots = zip(Selection.Boot.offsets(of: logs.count), logs).map { offset, boot in
      BootListing(
        index: offset, id: boot.id, first: boot.first, last: boot.last,
        machineID: boot.machineID, hostname: boot.hostname)
    }
    return (boots, coverage)
  }

  private static func read(
    _ inputs: [Input], selecting selection: Selection, question: Question,
    isListing: Bool, memory: JournalMemory? = nil, progress: ReadingProgress?,
    each: @escaping (BootLog) -> Void
  ) throws(ReadError) -> Coverage {
    var scanner = InputScanner(selecting: selection, question: question, progress: progress)
    scanner.scan(inputs, each: each)
    var texts = scanner.answers
    SecondReading(question: question, selection: selection).improve(&texts, scanner.silentTexts)
    let index = AttachmentIndex(scanner.attachments)
    // Without a text, all boots are the journals' own.
    var answers = texts
    var held: [BootLog] = []
    let search = JournalSearch(selecting: selection, question: question)
    let reading = JournalReading(
      scanner.journals, search: isListing ? nil : search, directory: scanner.directory,
      memory: memory, progress: progress)
    let result = reading.run { boot in
      if texts.isEmpty { each(index.filled(boot)) } else { held.append(boot) }
    }
    memory?.remember(reading.collection)
    let refusals = scanner.refusals + result.refusals.map { ($0, .journal) }
    if let coverage = result.coverage {
      answers.insert(Answer(boots: held, coverage: coverage), at: 0)
    }
    if answers.isEmpty, let first = refusals.first?.error {
      guard refusals.count + scanner.gaps.count > 1 else { throw first }
      let reasons = refusals.map(\.error.description) + scanner.gaps.map(\.detail)
      throw ReadError(
        name: "none of the inputs can be read", reason: reasons.joined(separator: "\n"))
    }
    let answer = Answer(merging: answers)
    for boot in index.filled(answer.boots) { each(boot) }
    var coverage = answer.coverage
    coverage.gaps += scanner.gaps
    coverage.sources += refusals.map { error, kind in
      Coverage.Source(
        name: error.name, kind: kind,
        skipped: error.reason + (error.cure.map { "; \($0)" } ?? ""))
    }
    return coverage
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
