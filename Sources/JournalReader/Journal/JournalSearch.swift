internal import LogModel

/// Answers a question from journal files, by their indexes.
///
/// First only the entries of the programs that can say a trigger are read, and errors; a boot without one is
/// done there. Around triggers follow all of those programs' entries, PID 1's and the kernel's.
final class JournalSearch: Sendable {
  let selection: Selection
  private let window: TimeWindow
  let question: Question
  let literals: LogPhrases
  /// Who can say a trigger; where none of them speaks, who could in the past.
  let speakers: [JournalFile.Match]
  private let notices: JournalFile.Match
  /// What of PID 1's lines is wanted; nil if all are.
  let wordsOfFirstProcess: PhraseIndex?
  static let kernel = JournalFile.Match(any: [("_TRANSPORT", ["kernel"])])
  /// What the kernel says of tasks that hang, of its own errors and of memory that ran out is an error or
  /// worse (LOGLEVEL in kernel/hung_task.c, kernel/watchdog.c, mm/oom_kill.c); it has no other field to be
  /// found by.
  static let errors = JournalFile.Match(any: [("PRIORITY", ["0", "1", "2", "3"])])
  static let firstProcess = JournalFile.Match(any: [("SYSLOG_IDENTIFIER", ["systemd"])])

  init(selecting selection: Selection, question: Question) {
    self.selection = selection
    window = TimeWindow(selection)
    self.question = question
    literals = LogPhrases(ofRecords: question)
    let current = question.identifiers.filter { !question.formerIdentifiers.contains($0) }
    speakers = [
      JournalFile.Match(any: [
        ("SYSLOG_IDENTIFIER", current), ("UNIT", question.units),
        ("MESSAGE_ID", question.triggerIDs),
      ]),
      JournalFile.Match(any: [("SYSLOG_IDENTIFIER", Array(question.formerIdentifiers))]),
    ]
    notices = JournalFile.Match(any: [("MESSAGE_ID", question.noticeIDs)])
    wordsOfFirstProcess =
      question.firstProcess.isEmpty
      ? nil : PhraseIndex(question.firstProcess.map { Array($0.utf8) })
  }

  /// What a walk looks for: of several matches the first that selects anything of a file.
  typealias Sought = [JournalFile.Match]

  func walk(
    _ sought: [Sought], of boots: [BootID], in file: JournalFile,
    from start: (boot: BootID, monotonic: Int64)? = nil,
    visit: (_ sought: Int, any WalkedEntry, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    guard file.usesIndex else {
      let matches = sought.map { JournalFile.Match(any: $0.flatMap(\.fields), of: boots) }
      return file.walk(matches, from: start, visit: visit)
    }
    for (number, matches) in sought.enumerated() {
      // No field at all would match everything.
      for match in matches where !match.fields.isEmpty {
        let steps = file.steps
        file.walk([JournalFile.Match(any: match.fields, of: boots)], from: start) {
          _, entry, times throws(JournalFailure) in try visit(number, entry, times)
        }
        guard file.steps == steps else { break }
      }
    }
  }

  // MARK: Whether the index can be believed

  /// What the index must lead to for a survey.
  private var surveyed: [(field: StaticString, values: [String])] {
    (speakers + [Self.errors, JournalGaps.match, notices]).flatMap(\.fields)
  }

  /// Whether a file's index leads to all that it has of what is looked for.
  func isIndexWhole(_ file: JournalFile) -> Bool {
    file.index?.isWhole(for: surveyed) ?? false
  }

  /// The same of one that libsystemd reads, for what is read around triggers, by its time.
  private func isIndexWholeByTime(_ file: JournalFile) -> Bool {
    let wanted = (speakers + [Self.kernel, Self.firstProcess]).flatMap(\.fields)
    guard let found = file.audited(wanted, times: true) else { return false }
    return file.finds(found)
  }

  func isSelected(_ stamp: Stamp) -> Bool { window.contains(stamp) ?? true }

  // MARK: What the indexes tell

  /// The boots of a file that can be looked through before others are seen.
  func boots(among held: [BootID]) -> [BootID] {
    switch selection.boot {
    case .all: held
    case .id(let text): held.filter { $0 == BootID(text) }
    // Which boot that is shows when all files have been seen.
    case .offset: []
    }
  }

  /// Takes an entry that a walk stands on, with what stands in it of what is looked for, and its fields.
  typealias Visitor = (
    JournalReply, LogPhrases.Meaning, any WalkedEntry, borrowing JournalRecord, JournalHandle.Times
  ) throws(JournalFailure) -> Void

  /// Finds what is around triggers, what journald says that it lost, and notices, of some of the boots
  /// that a file holds.
  func survey(
    _ file: JournalFile, of boots: [BootID], among held: [BootID],
    into survey: inout JournalSurvey, to each: Visitor
  ) {
    let looksThrough = !file.usesIndex || file.isLookedThrough
    guard !boots.isEmpty || held.isEmpty && looksThrough, question.courses == nil else { return }
    var (spans, triggers) = ([BootID: TimeSpans](), [BootID: Int]())
    let wanted = boots.count < held.count ? boots : []
    var seen: Set<Stamp> = []
    var record = JournalRecord()
    let reach = max(question.span, 0)
    walk([speakers, [Self.errors], [JournalGaps.match], [notices]], of: wanted, in: file) {
      sought, entry, times throws(JournalFailure) in
      switch sought {
      case 0, 1:
        guard try entry.meanings(by: literals).contains(.trigger) else { break }
        let times = try file.assignedByField(times, of: entry)
        if looksThrough { seen.insert(Stamp(times)) }
        try entry.readTimes(into: &record)
        let stamp = record.stamp(times)
        guard isSelected(stamp) else { break }
        let when = stamp.monotonic ?? times.monotonic
        spans[times.boot, default: TimeSpans()]
          .add(when.addingClamped(-reach)...when.addingClamped(reach))
        if sought == 0 || record.isKernel { triggers[times.boot, default: 0] += 1 }
      case 2:
        try entry.read(into: &record)
        if isSelected(Stamp(times)) { try each(.loss, [], entry, record, times) }
      default:
        try entry.read(into: &record, and: question.noticeFields)
        if isSelected(record.stamp(times)) { try each(.notice, [], entry, record, times) }
      }
      return true
    }
    if looksThrough {
      file.lookForRemains(
        with: (speakers + [Self.errors]).flatMap(\.fields),
        saying: { literals.meanings(in: $0).contains(.trigger) },
        where: {
          !seen.contains(Stamp($0)) && isSelected(Stamp($0))
            && (wanted.isEmpty || wanted.contains($0.boot) || !held.contains($0.boot))
        })
    }
    if !spans.isEmpty, file.usesIndex, !file.isIndexTrusted, !isIndexWholeByTime(file) {
      file.usesIndex = false
    }
    for (boot, spans) in spans {
      for range in spans.ranges { survey.spans[boot, default: TimeSpans()].add(range) }
    }
    // An index that breaks off is walked a second time, and all of this is done again.
    survey.triggers = triggers
  }
}

extension JournalRecord {
  func stamp(_ times: JournalHandle.Times) -> Stamp {
    stamp(monotonic: times.monotonic, realtime: times.realtime)
  }
}

extension Stamp {
  /// The time of writing.
  init(_ times: JournalHandle.Times) {
    self.init(monotonic: times.monotonic, realtime: times.realtime, clock: .reception)
  }
}

extension Int64 {
  /// A damaged file may tell any time.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
