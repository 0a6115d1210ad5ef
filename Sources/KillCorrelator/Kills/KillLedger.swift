internal import JournalReader

/// Joins the lines that report one kill. One uevent is one kill, however many lines say so.
///
/// The forms of the eras differ in what they name: up to 219 a pair of lines gives pid and seqnum
/// apart, 220 to 239 give no pid at the kill, later ones give all (udev-messages, section 12.4).
struct KillLedger {
  private(set) var kills: [KillDraft] = []
  private(set) var warnings: [WarningDraft] = []
  private(set) var deaths: [DeathDraft] = []
  /// Worker deaths by a signal that belong to no kill yet.
  private var unclaimed: [(pid: Int, event: Event)] = []
  private var stop = StopLedger()
  /// Programs whose output a worker has stopped to wait for; the kill comes a second later.
  private var pipes: [String: Int] = [:]
  private let entries: [Entry]

  init(_ scene: Scene) {
    entries = scene.entries
    for event in scene.events { read(event) }
    settle()
    kills += stop.kills
    deaths += stop.deaths
    kills.sort { $0.anchor < $1.anchor }
  }

  private mutating func read(_ event: Event) {
    let speakerPID = entries[event.entry].speaker.pid
    switch event.meaning {
    case .workerSlow: workerSlow(event, manager: speakerPID)
    case .workerKilled: workerKilled(event, manager: speakerPID)
    case .workerSignalled: workerSignalled(event)
    case .workerExited: endWorker(event)
    case .workerStatus: workerStatus(event)
    case .workerFailed: workerFailed(event)
    case .eventAge: eventAge(event)
    case .workerRefused: note(.refused, event)
    case .programKilled: programKilled(event, worker: speakerPID)
    case .programSlow: programSlow(event, worker: speakerPID)
    case .programSignalled: programSignalled(event, worker: speakerPID)
    case .programSkipped: programSkipped(event, worker: speakerPID)
    case .programPipeTimedOut: pipes[event["command"] ?? ""] = event.entry
    case .deviceGivenUp: deviceGivenUp(event)
    case .oomKilled: if isUdev(event["name"]) { note(.oom, event) }
    case .settleTimedOut: note(.settle, event)
    case .taskBlocked, .taskStuck: if isUdev(event["comm"]) { note(.stuck, event) }
    default: stop.read(event)
    }
  }

  private func isUdev(_ comm: String?) -> Bool {
    comm.map { Voice.udevIdentifiers.contains($0) } ?? false
  }

  private mutating func note(_ kind: OtherDeath.Kind, _ event: Event) {
    if let known = deaths.lastIndex(where: { $0.kind == kind && $0.workerPID == event.pid }) {
      deaths[known].report.append(event.entry)
      return
    }
    deaths.append(
      DeathDraft(
        kind: kind, device: event.device, workerPID: event.pid, entry: event.entry,
        report: [event.entry]))
  }

  // MARK: workers

  private mutating func workerSlow(_ event: Event, manager: Int?) {
    let known = warnings.contains {
      $0.program == nil && $0.seqnum == event.seqnum && $0.workerPID == event.pid
        && $0.device?.sysname == event.sysname
    }
    guard !known else { return }
    warnings.append(
      WarningDraft(
        device: event.device, workerPID: event.pid, seqnum: event.seqnum, managerPID: manager,
        rowID: event.row.id, entry: event.entry, report: [event.entry]))
  }

  private mutating func workerKilled(_ event: Event, manager: Int?) {
    if let known = kills.lastIndex(where: { isSame($0, event, manager) }) {
      kills[known].report.append(event.entry)
      kills[known].seqnum = kills[known].seqnum ?? event.seqnum
      kills[known].workerPID = kills[known].workerPID ?? event.pid
      kills[known].device = kills[known].device ?? event.device
      takeWarning(known)
      return
    }
    var draft = KillDraft(
      device: event.device, workerPID: event.pid, seqnum: event.seqnum, rowID: event.row.id,
      managerPID: manager, killedEntry: event.entry, report: [event.entry])
    absorbProgram(into: &draft)
    kills.append(draft)
    takeWarning(kills.count - 1)
  }

  /// Whether a kill line repeats or completes one that stands already.
  private func isSame(_ draft: KillDraft, _ event: Event, _ manager: Int?) -> Bool {
    guard draft.cause == .eventTimeout, draft.victim == .worker, draft.endedEntry == nil else {
      return false
    }
    if let seqnum = event.seqnum, let known = draft.seqnum { return seqnum == known }
    if let sysname = event.sysname, let known = draft.device?.sysname { return sysname == known }
    // 178 to 182: the first line has the pid alone, the next one the rest
    if event.row.id == "kill.seq" { return draft.rowID == "kill.pid" && draft.seqnum == nil }
    return event.pid != nil && event.pid == draft.workerPID
  }

  private mutating func takeWarning(_ index: Int) {
    let kill = kills[index]
    guard
      let found = warnings.lastIndex(where: { warning in
        if let mine = kill.seqnum, let theirs = warning.seqnum { return mine == theirs }
        if let mine = kill.workerPID, let theirs = warning.workerPID, mine != theirs {
          return false
        }
        return warning.device?.sysname == kill.device?.sysname && kill.device != nil
          || warning.device == nil && kill.workerPID == warning.workerPID
          || kill.device == nil && kill.workerPID == warning.workerPID
      })
    else { return }
    let warning = warnings[found]
    kills[index].workerPID = kill.workerPID ?? warning.workerPID
    kills[index].device = kill.device ?? warning.device
    kills[index].warnedEntry = warning.entry
    kills[index].report = (warning.report + kill.report).sorted()
    kills[index].program = kill.program ?? warning.program
    kills[index].programPID = kill.programPID ?? warning.programPID
    warnings.remove(at: found)
  }

  private mutating func workerSignalled(_ event: Event) {
    guard let pid = event.pid else { return }
    if let known = kills.firstIndex(where: { $0.workerPID == pid && $0.endedEntry == nil }) {
      end(known, event)
    } else {
      unclaimed.append((pid, event))
    }
  }

  private mutating func end(_ index: Int, _ event: Event) {
    kills[index].endedEntry = event.entry
    kills[index].report.append(event.entry)
    kills[index].device = kills[index].device ?? event.device
  }

  private mutating func endWorker(_ event: Event) {
    guard event["code"] != "0" else { return }
    if let known = kills.firstIndex(where: { $0.workerPID == event.pid && $0.endedEntry == nil }) {
      end(known, event)
    }
  }

  /// From 253 on PID 1 repeats a worker's death by the device's name.
  private mutating func deviceGivenUp(_ event: Event) {
    if let known = kills.lastIndex(where: {
      $0.device?.sysname == event.sysname && $0.victim == .worker && event.sysname != nil
    }) {
      kills[known].report.append(event.entry)
    }
  }

  /// udev 143 to 167 ended a slow worker by an alarm: its own `_exit(1)` shows as wait status 0x0100.
  private mutating func workerStatus(_ event: Event) {
    guard let status = event["status"].flatMap({ Int($0, radix: 16) }) else { return }
    if event.row.id == "death.status", status == 0x0100 {
      kills.append(
        KillDraft(
          certainty: .inferred, workerPID: event.pid, rowID: event.row.id,
          endedEntry: event.entry, report: [event.entry]))
    } else if status & 0x7f == 9 {
      workerSignalled(event)
    }
  }

  /// `failed while handling` names worker and devpath: it joins a kill without pid to its death.
  private mutating func workerFailed(_ event: Event) {
    guard let pid = event.pid else { return }
    let byDevice = kills.firstIndex {
      $0.workerPID == nil && $0.victim == .worker && $0.device?.sysname == event.sysname
        && event.sysname != nil
    }
    if let known = byDevice {
      kills[known].workerPID = pid
      if let death = unclaimed.firstIndex(where: { $0.pid == pid }) {
        end(known, unclaimed.remove(at: death).event)
      }
      kills[known].report.append(event.entry)
    } else if let known = kills.lastIndex(where: {
      $0.workerPID == pid && $0.cause == .eventTimeout
    }) {
      kills[known].device = kills[known].device ?? event.device
      kills[known].report.append(event.entry)
    } else if event.row.id == "death.handling" {
      alarmed.append(event)
    }
  }

  /// `failed while handling` of workers without any other line.
  private var alarmed: [Event] = []

  private mutating func eventAge(_ event: Event) {
    guard event["code"] != "0", let age = event["seconds"].flatMap({ Double($0) }), age >= 30 else {
      return
    }
    // 043 to 072 gave 120 s, later ones 180 s; the age is printed in whole seconds
    guard [30.0, 120, 180].contains(where: { abs($0 - age) <= 1 }) else { return }
    kills.append(
      KillDraft(
        certainty: .inferred, workerPID: event.pid, seqnum: event.seqnum, rowID: event.row.id,
        statedSpan: age, endedEntry: event.entry, report: [event.entry]))
  }

  // MARK: programs

  private mutating func programKilled(_ event: Event, worker: Int?) {
    let command = event["command"]
    let known = kills.lastIndex {
      $0.program == command && $0.programPID == event.programPID
        && ($0.workerPID == worker || worker == nil)
    }
    if let known {
      // eudev and udev up to 220 repeat the line every second until the program is gone
      kills[known].killedEntry = kills[known].killedEntry ?? event.entry
      kills[known].report.append(event.entry)
      return
    }
    var draft = KillDraft(
      victim: .program, device: event.device ?? Command(command).device, workerPID: worker,
      program: command, programPID: event.programPID, rowID: event.row.id,
      statedSpan: event["duration"].flatMap { TimeSpan.seconds($0) }, killedEntry: event.entry,
      report: [event.entry])
    if let pipe = pipes.removeValue(forKey: command ?? "") { draft.report.insert(pipe, at: 0) }
    if let warning = warnings.lastIndex(where: {
      $0.program == command && $0.programPID == event.programPID
    }) {
      draft.warnedEntry = warnings[warning].entry
      draft.report.insert(contentsOf: warnings[warning].report, at: 0)
      warnings.remove(at: warning)
    }
    takeWorkerWarning(&draft)
    if let own = kills.lastIndex(where: { $0.victim == .worker && $0.isSameEvent(as: draft) }) {
      kills[own].program = command
      kills[own].programPID = event.programPID
      kills[own].report.append(event.entry)
    } else {
      kills.append(draft)
    }
  }

  /// The manager warns of the same event: its line has the seqnum.
  private mutating func takeWorkerWarning(_ draft: inout KillDraft) {
    guard
      let warning = warnings.lastIndex(where: {
        $0.program == nil && $0.workerPID != nil && $0.workerPID == draft.workerPID
          && ($0.device?.sysname == draft.device?.sysname || draft.device == nil)
      })
    else { return }
    draft.seqnum = warnings[warning].seqnum
    draft.device = draft.device ?? warnings[warning].device
    draft.warnedEntry = draft.warnedEntry ?? warnings[warning].entry
    draft.report = (draft.report + warnings[warning].report).sorted()
    warnings.remove(at: warning)
  }

  /// A worker that is killed while its program is: one event, one kill.
  private mutating func absorbProgram(into draft: inout KillDraft) {
    if let program = kills.lastIndex(where: { $0.victim == .program && $0.isSameEvent(as: draft) })
    {
      let found = kills.remove(at: program)
      draft.program = found.program
      draft.programPID = found.programPID
      draft.warnedEntry = found.warnedEntry
      draft.report = (found.report + draft.report).sorted()
    } else if let warning = warnings.lastIndex(where: {
      $0.program != nil && $0.workerPID == draft.workerPID && draft.workerPID != nil
        && ($0.device?.sysname == draft.device?.sysname || $0.device == nil)
    }) {
      draft.program = warnings[warning].program
      draft.programPID = warnings[warning].programPID
      draft.report = (warnings[warning].report + draft.report).sorted()
      warnings.remove(at: warning)
    }
  }

  private mutating func programSlow(_ event: Event, worker: Int?) {
    guard
      !warnings.contains(where: {
        $0.program == event["command"] && $0.programPID == event.programPID
      })
    else { return }
    warnings.append(
      WarningDraft(
        device: event.device ?? Command(event["command"]).device, workerPID: worker,
        program: event["command"], programPID: event.programPID, rowID: event.row.id,
        entry: event.entry, report: [event.entry]))
  }

  /// From 256 on only the program is killed, and its "timed out" line can lose the race with its
  /// death: what is left is the warning, the death by the signal, and what is then skipped.
  private mutating func programSignalled(_ event: Event, worker: Int?) {
    let command = event["command"]
    if let known = kills.lastIndex(where: {
      $0.program == command && $0.endedEntry == nil && ($0.workerPID == worker || worker == nil)
    }) {
      if kills[known].victim == .program {
        end(known, event)
      } else {
        kills[known].report.append(event.entry)
      }
      return
    }
    guard event["name"] == "KILL",
      let warning = warnings.last(where: { $0.program == command && $0.workerPID == worker })
    else { return }
    var draft = KillDraft(
      victim: .program, certainty: .inferred, device: event.device ?? warning.device,
      workerPID: worker, program: command, programPID: warning.programPID, rowID: event.row.id,
      warnedEntry: warning.entry, endedEntry: event.entry, report: warning.report + [event.entry])
    warnings.removeAll { $0.program == command && $0.workerPID == worker }
    takeWorkerWarning(&draft)
    kills.append(draft)
  }

  private mutating func programSkipped(_ event: Event, worker: Int?) {
    if let known = kills.lastIndex(where: { $0.workerPID == worker && worker != nil }) {
      kills[known].report.append(event.entry)
    }
  }

  // MARK: what is left when all lines are read

  private mutating func settle() {
    for death in unclaimed {
      let orphan = kills.firstIndex {
        $0.workerPID == nil && $0.victim == .worker && $0.endedEntry == nil
          && $0.cause == .eventTimeout
          && $0.anchor <= death.event.entry
      }
      if let orphan {
        kills[orphan].workerPID = death.pid
        end(orphan, death.event)
      } else {
        var draft = DeathDraft(
          kind: .signal, device: death.event.device, workerPID: death.pid,
          signal: Int(death.event["signal"] ?? "9"), entry: death.event.entry,
          report: [death.event.entry])
        if let oom = deaths.firstIndex(where: { $0.kind == .oom && $0.workerPID == death.pid }) {
          deaths[oom].device = deaths[oom].device ?? draft.device
          deaths[oom].report.append(death.event.entry)
          continue
        }
        if draft.signal != 9 { draft.kind = .crash }
        deaths.append(draft)
      }
    }
    // era B prints the status of one worker and the device of another when lines are lost
    if kills.contains(where: { $0.rowID == "death.status" }) {
      for event in alarmed {
        kills.append(
          KillDraft(
            certainty: .inferred, device: event.device, workerPID: event.pid,
            rowID: event.row.id, endedEntry: event.entry, report: [event.entry]))
      }
    }
  }
}
