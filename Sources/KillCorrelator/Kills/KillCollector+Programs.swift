internal import LogModel

/// What workers say of the programs that they had started.
extension KillCollector {
  mutating func programKilled(_ fact: Fact, worker: Int?) {
    let command = fact[.command]
    let known = kills.last(fact.programKey) {
      $0.program == command && $0.programPID == fact.programPID
        && ($0.workerPID == worker || worker == nil || $0.workerPID == nil)
    }
    if let known {
      // eudev and udev up to 220 repeat the line every second until the program is gone
      kills.change(known) { draft in
        draft.killedEntry = draft.killedEntry ?? fact.entry
        draft.workerPID = draft.workerPID ?? worker
        draft.report.append(fact.entry)
      }
      return
    }
    var draft = UeventDraft(
      victim: .program, certainty: fact.isCut ? .inferred : .stated,
      device: fact.device ?? Command(command).device, workerPID: worker,
      program: command, programPID: fact.programPID, row: fact.row,
      statedSpan: fact[.duration].flatMap { TimeSpan.seconds($0) }, killedEntry: fact.entry,
      report: [fact.entry])
    if let pipe = pipes.removeValue(forKey: command ?? "") { draft.report.insert(pipe, at: 0) }
    if let warning = warnings.take(fact.programKey, where: { $0.isWarning(of: fact, by: worker) }) {
      draft.warnedEntry = warning.killedEntry
      draft.report.insert(contentsOf: warning.report, at: 0)
    }
    takeWorkerWarning(&draft)
    if let own = kills.last(
      draft.seqnum.map { .seqnum($0) }, worker.map { .worker($0) },
      where: { $0.victim == .worker && $0.isSameEvent(as: draft) })
    {
      kills.change(own) { kill in
        kill.program = command
        kill.programPID = fact.programPID
        kill.report.append(fact.entry)
      }
    } else {
      kills.add(draft)
    }
  }

  /// The manager warns of the same event: its line has the seqnum.
  private mutating func takeWorkerWarning(_ draft: inout UeventDraft) {
    let known = draft
    let warning = warnings.take(draft.workerPID.map { .worker($0) }) {
      $0.program == nil && ($0.device?.sysname == known.device?.sysname || known.device == nil)
    }
    guard let warning else { return }
    draft.seqnum = warning.seqnum
    draft.device = draft.device ?? warning.device
    draft.warnedEntry = draft.warnedEntry ?? warning.killedEntry
    draft.report = (draft.report + warning.report).sorted()
  }

  /// A worker that is killed while its program is: one event, one kill.
  mutating func absorbProgram(into draft: inout UeventDraft) {
    let worker: DraftKey? = draft.workerPID.map { .worker($0) }
    let known = draft
    let killed = kills.take(worker) { $0.victim == .program && $0.isSameEvent(as: known) }
    let found =
      killed
      ?? warnings.take(worker) {
        $0.program != nil && ($0.device?.sysname == known.device?.sysname || $0.device == nil)
      }
    guard let found else { return }
    draft.program = found.program
    draft.programPID = found.programPID
    draft.warnedEntry = found.warnedEntry
    draft.report = (found.report + draft.report).sorted()
  }

  mutating func programSlow(_ fact: Fact, worker: Int?) {
    let known = warnings.last(fact.programKey) { $0.isWarning(of: fact, by: worker) }
    guard known == nil else { return }
    warnings.add(
      UeventDraft(
        device: fact.device ?? Command(fact[.command]).device, workerPID: worker,
        program: fact[.command], programPID: fact.programPID, row: fact.row,
        killedEntry: fact.entry, report: [fact.entry]))
  }

  /// From 256 on only the program is killed, and its "timed out" line can lose the race with its
  /// death: what is left is the warning, the death by the signal, and what is then skipped.
  mutating func programSignalled(_ fact: Fact, worker: Int?) {
    if let known = kills.last(
      fact.programKey, where: { $0.endedEntry == nil && ($0.workerPID == worker || worker == nil) })
    {
      kills.change(known) { draft in
        if draft.victim == .program { draft.endedEntry = fact.entry }
        draft.report.append(fact.entry)
      }
      return
    }
    let warning =
      fact.signalName == "KILL"
      ? warnings.take(fact.programKey, where: { $0.isWarning(of: fact, by: worker) }) : nil
    guard let warning else {
      addUntold(fact, worker: worker)
      return
    }
    var draft = UeventDraft(
      victim: .program, certainty: .inferred, device: fact.device ?? warning.device,
      workerPID: worker, program: fact[.command], programPID: warning.programPID,
      row: fact.row, warnedEntry: warning.killedEntry, endedEntry: fact.entry,
      report: warning.report + [fact.entry])
    takeWorkerWarning(&draft)
    kills.add(draft)
  }

  /// Up to 219 the lines before it may be lost, or be older than the log: what a rule started is killed by
  /// udevd, whose time ran out, unless memory is short, the machine goes down, or the kernel has failed
  /// (``UeventDraft/isKernelErrors(in:)``).
  private mutating func addUntold(_ fact: Fact, worker: Int?) {
    guard fact[.signal] == "9", let pid = fact.programPID, !stop.isGoingDown,
      !deaths.contains(where: { $0.kind == .oom })
    else { return }
    kills.add(
      UeventDraft(
        victim: .program, certainty: .inferred,
        device: fact.device ?? Command(fact[.command]).device, workerPID: worker,
        program: fact[.command], programPID: pid, row: fact.row, endedEntry: fact.entry,
        report: [fact.entry]))
  }

  mutating func programSkipped(_ fact: Fact, worker: Int?) {
    guard let known = kills.last(worker.map { .worker($0) }, where: { _ in true }) else { return }
    kills.change(known) { $0.report.append(fact.entry) }
  }
}
