internal import LogModel

/// Answers a question from journal files, by their indexes.
///
/// First only the entries of the programs that can say a trigger are read; a boot without one is
/// done there. Around triggers follow all of those programs' entries and the kernel's.
struct JournalSearch: Sendable {
  let selection: Selection
  let question: Question
  let literals: LogPhrases
  /// Who can say a trigger; where none of them speaks, who could in the past.
  let speakers: [JournalMatch]

  init(selecting selection: Selection, question: Question) {
    self.selection = selection
    self.question = question
    literals = LogPhrases(question)
    let current = question.identifiers.filter { !question.formerIdentifiers.contains($0) }
    speakers = [
      JournalMatch(any: [("SYSLOG_IDENTIFIER", current), ("UNIT", question.units)]),
      JournalMatch(any: [("SYSLOG_IDENTIFIER", Array(question.formerIdentifiers))]),
    ]
  }

  /// Visits what the first of some matches selects that selects anything of a file.
  func walk(
    _ matches: [JournalMatch], of boots: [BootID], in file: JournalFile,
    from start: (boot: BootID, monotonic: Int64)? = nil,
    visit: (JournalHandle, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    // No field at all would match everything.
    for var match in matches where !match.fields.isEmpty {
      match.boots = boots
      let steps = file.toll.steps
      file.walk(match, from: start, visit: visit)
      guard file.toll.steps == steps else { return }
    }
  }

  // MARK: By the indexes

  /// What can be found of a file before others are seen; it has entries of the boots `held`.
  func sighting(in file: JournalFile, of held: [BootID]) -> JournalSighting {
    switch selection.boot {
    case .all: sighting(in: file, of: held, among: held)
    case .id(let text): sighting(in: file, of: held.filter { $0 == BootID(text) }, among: held)
    // Which boot that is shows when all files have been seen.
    case .offset: JournalSighting()
    }
  }

  /// Finds triggers, and what journald says that it lost, of some of the boots in a file.
  func sighting(
    in file: JournalFile, of boots: [BootID], among held: [BootID]
  ) -> JournalSighting {
    var found = JournalSighting()
    guard !boots.isEmpty else { return found }
    let wanted = boots.count < held.count ? boots : []
    findTriggers(in: file, of: wanted, &found)
    findLosses(in: file, of: wanted, &found)
    findNotices(in: file, of: wanted, &found)
    return found
  }

  private func findTriggers(
    in file: JournalFile, of boots: [BootID], _ found: inout JournalSighting
  ) {
    walk(speakers, of: boots, in: file) { handle, times throws(JournalFailure) in
      guard try handle.meanings(by: literals).contains(.trigger) else { return true }
      let stamp = try handle.stamp(times, isKernel: handle.isKernel())
      guard isSelected(stamp), let when = stamp.monotonic else { return true }
      found.spans[times.boot, default: TimeSpans()]
        .add((when - question.span)...(when + question.span))
      return true
    }
  }

  private func findLosses(
    in file: JournalFile, of boots: [BootID], _ found: inout JournalSighting
  ) {
    walk([JournalGaps.match], of: boots, in: file) { handle, times throws(JournalFailure) in
      guard isSelected(Stamp(times)) else { return true }
      if let message = try handle.string("MESSAGE") {
        found.losses[try handle.cursor().identity] = .init(boot: times.boot, message: message)
      }
      return true
    }
  }

  private func findNotices(
    in file: JournalFile, of boots: [BootID], _ found: inout JournalSighting
  ) {
    let notices = JournalMatch(any: [("MESSAGE_ID", question.noticeIDs)])
    walk([notices], of: boots, in: file) { handle, times throws(JournalFailure) in
      let stamp = try handle.stamp(times, isKernel: false)
      guard isSelected(stamp) else { return true }
      var fields: [String: String] = [:]
      for field in question.noticeFields {
        fields["\(field)"] = try handle.string(field)
      }
      found.notices[times.boot, default: []].insert(JournalNotice(stamp: stamp, fields: fields))
      return true
    }
  }

  func isSelected(_ stamp: Stamp) -> Bool {
    guard let realtime = stamp.realtime else { return true }
    return realtime >= selection.since ?? .min && realtime <= selection.until ?? .max
  }
}

extension Stamp {
  /// The time of writing.
  init(_ times: JournalHandle.Times) {
    self.init(monotonic: times.monotonic, realtime: times.realtime, clock: .reception)
  }
}
