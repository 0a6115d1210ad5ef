internal import LogModel

/// What workers say of the programs that they had started.
extension KillLedger {
  mutating func programKilled(_ event: Event, worker: Int?) {
    let command = event["command"]
    let known = kills.last(event.programKey) {
      $0.program == command && $0.programPID == event.programPID
        && ($0.workerPID == worker || worker == nil)
    }
    if let known {
      // eudev and udev up to 220 repeat the line every second until the program is gone
      kills.change(known) { draft in
        draft.killedEntry = draft.killedEntry ?? event.entry
        draft.report.append(event.entry)
      }
      return
    }
    var draft = KillDraft(
      victim: .program, device: event.device ?? Command(command).device, workerPID: worker,
      program: command, programPID: event.programPID, rowID: event.row.id,
      statedSpan: event["duration"].flatMap { TimeSpan.seconds($0) }, killedEntry: event.entry,
      report: [event.entry])
    if let pipe = pipes.removeValue(forKey: command ?? "") { draft.report.insert(pipe, at: 0) }
    if let place = warning(about: event, worker: worker), let warning = warnings.remove(place) {
      draft.warnedEntry = warning.entry
      draft.report.insert(contentsOf: warning.report, at: 0)
    }
    takeWorkerWarning(&draft)
    if let own = kills.last(
      draft.seqnum.map { .seqnum($0) }, worker.map { .worker($0) },
      where: { $0.victim == .worker && $0.isSameEvent(as: draft) })
    {
      kills.change(own) { kill in
        kill.program = command
        kill.programPID = event.programPID
        kill.report.append(event.entry)
      }
    } else {
      kills.add(draft)
    }
  }

  private func warning(about event: Event, worker: Int?) -> Int? {
    warnings.last(event.programKey) {
      $0.program == event["command"]
        && ($0.programPID == event.programPID || event.programPID == nil && $0.workerPID == worker)
    }
  }

  /// The manager warns of the same event: its line has the seqnum.
  private mutating func takeWorkerWarning(_ draft: inout KillDraft) {
    guard
      let place = warnings.last(
        draft.workerPID.map { .worker($0) },
        where: {
          $0.program == nil
            && ($0.device?.sysname == draft.device?.sysname || draft.device == nil)
        }), let warning = warnings.remove(place)
    else { return }
    draft.seqnum = warning.seqnum
    draft.device = draft.device ?? warning.device
    draft.warnedEntry = draft.warnedEntry ?? warning.entry
    draft.report = (draft.report + warning.report).sorted()
  }

  /// A worker that is killed while its program is: one event, one kill.
  mutating func absorbProgram(into draft: inout KillDraft) {
    let worker: DraftKey? = draft.workerPID.map { .worker($0) }
    let known = draft
    if let place = kills.last(
      worker, where: { $0.victim == .program && $0.isSameEvent(as: known) }),
      let found = kills.remove(place)
    {
      draft.program = found.program
      draft.programPID = found.programPID
      draft.warnedEntry = found.warnedEntry
      draft.report = (found.report + draft.report).sorted()
    } else if let place = warnings.last(
      worker,
      where: {
        $0.program != nil
          && ($0.device?.sysname == known.device?.sysname || $0.device == nil)
      }), let warning = warnings.remove(place)
    {
      draft.program = warning.program
      draft.programPID = warning.programPID
      draft.report = (warning.report + draft.report).sorted()
    }
  }

  mutating func programSlow(_ event: Event, worker: Int?) {
    guard warning(about: event, worker: worker) == nil else { return }
    warnings.add(
      WarningDraft(
        device: event.device ?? Command(event["command"]).device, workerPID: worker,
        program: event["command"], programPID: event.programPID, rowID: event.row.id,
        entry: event.entry, report: [event.entry]))
  }

  /// From 256 on only the program is killed, and its "timed out" line can lose the race with its
  /// death: what is left is the warning, the death by the signal, and what is then skipped.
  mutating func programSignalled(_ event: Event, worker: Int?) {
    if let known = kills.last(
      event.programKey,
      where: { $0.endedEntry == nil && ($0.workerPID == worker || worker == nil) })
    {
      kills.change(known) { draft in
        if draft.victim == .program { draft.endedEntry = event.entry }
        draft.report.append(event.entry)
      }
      return
    }
    guard event["name"] == "KILL", let place = warning(about: event, worker: worker),
      let warning = warnings.remove(place)
    else { return }
    var draft = KillDraft(
      victim: .program, certainty: .inferred, device: event.device ?? warning.device,
      workerPID: worker, program: event["command"], programPID: warning.programPID,
      rowID: event.row.id, warnedEntry: warning.entry, endedEntry: event.entry,
      report: warning.report + [event.entry])
    takeWorkerWarning(&draft)
    kills.add(draft)
  }

  mutating func programSkipped(_ event: Event, worker: Int?) {
    guard let known = kills.last(worker.map { .worker($0) }, where: { _ in true }) else { return }
    kills.change(known) { $0.report.append(event.entry) }
  }
}
