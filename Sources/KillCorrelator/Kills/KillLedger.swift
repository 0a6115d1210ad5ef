internal import LogModel

/// Joins the lines that report one kill. One uevent is one kill, however many lines say so.
///
/// The forms of the eras differ in what they name: up to 219 a pair of lines gives pid and seqnum
/// apart, 220 to 239 give no pid at the kill, later ones give all (udev-messages, section 12.4).
struct KillLedger {
  var kills = Register<KillDraft>()
  var warnings = Register<WarningDraft>()
  private(set) var deaths: [DeathDraft] = []
  /// Worker deaths by a signal that belong to no kill yet, by pid.
  private var unclaimed: [Int: Event] = [:]
  /// `failed while handling` of workers without any other line.
  private var alarmed: [Event] = []
  private var stop = StopLedger()
  /// Programs whose output a worker has stopped to wait for; the kill comes a second later.
  var pipes: [String: Int] = [:]

  init(_ scene: Scene) {
    for event in scene.events {
      read(event, speaker: scene.entries[event.entry].speaker.pid)
    }
    settle()
    deaths += stop.deaths
  }

  /// What the lines of a boot report, each in the order of the log.
  struct Drafts {
    var kills: Pile<KillDraft>
    /// Those that no kill took.
    var warnings: Pile<WarningDraft>
    var deaths: [DeathDraft]
  }

  /// Closes the ledger: in a storm, drafts and the ways to find them fill many megabytes.
  mutating func close() -> Drafts {
    let warnings = warnings.close()
    var kills = kills.close()
    kills.add(stop.kills) { $0.anchor < $1.anchor }
    return Drafts(kills: kills, warnings: warnings, deaths: deaths)
  }

  private mutating func read(_ event: Event, speaker: Int?) {
    switch event.meaning {
    case .workerSlow: workerSlow(event, manager: speaker)
    case .workerBusy: workerSlow(event, manager: nil)
    case .workerKilled:
      workerKilled(event, manager: event.isWatched ? nil : speaker)
    case .workerSignalled: workerSignalled(event)
    case .workerExited: endWorker(event)
    case .workerStatus: workerStatus(event)
    case .workerFailed: workerFailed(event)
    case .eventAge: eventAge(event)
    case .workerRefused: note(.refused, event)
    case .programKilled: programKilled(event, worker: speaker)
    case .programSlow: programSlow(event, worker: event.pid ?? speaker)
    case .programSignalled: programSignalled(event, worker: speaker)
    case .programSkipped: programSkipped(event, worker: speaker)
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

  private mutating func note(_ kind: Finding.Kind, _ event: Event) {
    // the same worker is reported again and again
    if let known = deaths.suffix(64).lastIndex(where: {
      $0.kind == kind && $0.workerPID == event.pid
    }) {
      deaths[known].report.append(event.entry)
      return
    }
    deaths.append(
      DeathDraft(
        kind: kind, device: event.device, workerPID: event.pid, entry: event.entry,
        report: [event.entry]))
  }

  // MARK: warnings and kills of workers

  private mutating func workerSlow(_ event: Event, manager: Int?) {
    let known = warnings.last(event.seqnumKey, event.workerKey, event.deviceKey) {
      $0.program == nil && $0.seqnum == event.seqnum && $0.workerPID == event.pid
        && $0.device?.sysname == event.sysname
    }
    if let known {
      // udevd's own line counts for more than what the watcher saw
      guard !event.isWatched, warnings[known]?.rowID == "watch.busy" else { return }
      warnings.change(known) { draft in
        draft.managerPID = manager
        draft.rowID = event.row.id
        draft.entry = event.entry
        draft.report.append(event.entry)
      }
      return
    }
    warnings.add(
      WarningDraft(
        device: event.device, workerPID: event.pid, seqnum: event.seqnum, managerPID: manager,
        rowID: event.row.id, entry: event.entry, report: [event.entry]))
  }

  private mutating func workerKilled(_ event: Event, manager: Int?) {
    let same = kills.last(event.seqnumKey, event.deviceKey, event.workerKey) {
      $0.isReported(by: event)
    }
    // 178 to 182: the first line has the pid alone, the next one the rest
    let pair = kills.newest.flatMap { place in
      kills[place].map { event.row.id == "kill.seq" && $0.rowID == "kill.pid" && $0.seqnum == nil }
        == true ? place : nil
    }
    if let known = same ?? pair {
      kills.change(known) { draft in
        draft.report.append(event.entry)
        draft.seqnum = draft.seqnum ?? event.seqnum
        draft.workerPID = draft.workerPID ?? event.pid
        draft.device = draft.device ?? event.device
        if !event.isWatched { draft.certainty = .stated }
      }
      takeWarning(known)
      return
    }
    var draft = KillDraft(
      certainty: event.isWatched ? .inferred : .stated, device: event.device,
      workerPID: event.pid, seqnum: event.seqnum, rowID: event.row.id, managerPID: manager,
      statedSpan: event["limit"].flatMap { Double($0) }, killedEntry: event.entry,
      report: [event.entry])
    absorbProgram(into: &draft)
    takeWarning(kills.add(draft))
  }

  private mutating func takeWarning(_ place: Int) {
    guard let kill = kills[place] else { return }
    let found = warnings.last(
      kill.seqnum.map { .seqnum($0) }, kill.workerPID.map { .worker($0) },
      kill.device?.sysname.map { .device($0) }
    ) { warning in
      if let mine = kill.seqnum, let theirs = warning.seqnum { return mine == theirs }
      if let mine = kill.workerPID, let theirs = warning.workerPID, mine != theirs { return false }
      if let mine = kill.device?.sysname, let theirs = warning.device?.sysname {
        return mine == theirs
      }
      return kill.workerPID == warning.workerPID
    }
    guard let found, let warning = warnings.remove(found) else { return }
    kills.change(place) { draft in
      draft.workerPID = draft.workerPID ?? warning.workerPID
      draft.device = draft.device ?? warning.device
      draft.warnedEntry = warning.entry
      draft.report = (warning.report + draft.report).sorted()
      draft.program = draft.program ?? warning.program
      draft.programPID = draft.programPID ?? warning.programPID
    }
  }

  // MARK: deaths of workers

  private mutating func workerSignalled(_ event: Event) {
    guard let pid = event.pid else { return }
    if let known = openKill(ofWorker: pid) {
      end(known, event)
    } else {
      unclaimed[pid] = event
    }
  }

  private func openKill(ofWorker pid: Int?) -> Int? {
    kills.first(pid.map { .worker($0) }) { $0.endedEntry == nil && $0.workerPID == pid }
  }

  private mutating func end(_ place: Int, _ event: Event) {
    kills.change(place) { draft in
      draft.endedEntry = event.entry
      draft.report.append(event.entry)
      draft.device = draft.device ?? event.device
    }
  }

  private mutating func endWorker(_ event: Event) {
    guard event["code"] != "0", let known = openKill(ofWorker: event.pid) else { return }
    end(known, event)
  }

  /// From 253 on PID 1 repeats a worker's death by the device's name.
  private mutating func deviceGivenUp(_ event: Event) {
    guard let known = kills.last(event.deviceKey, where: { $0.victim == .worker }) else { return }
    kills.change(known) { $0.report.append(event.entry) }
  }

  /// udev 143 to 167 ended a slow worker by an alarm: its own `_exit(1)` shows as wait status 0x0100.
  private mutating func workerStatus(_ event: Event) {
    guard let status = event["status"].flatMap({ Int($0, radix: 16) }) else { return }
    if event.row.id == "death.status", status == 0x0100 {
      kills.add(
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
    let byDevice = kills.first(event.deviceKey) { $0.workerPID == nil && $0.victim == .worker }
    if let known = byDevice {
      kills.change(known) { $0.workerPID = pid }
      if let death = unclaimed.removeValue(forKey: pid) { end(known, death) }
      kills.change(known) { $0.report.append(event.entry) }
    } else if let known = kills.last(.worker(pid), where: { _ in true }) {
      kills.change(known) { draft in
        draft.device = draft.device ?? event.device
        draft.report.append(event.entry)
      }
    } else if event.row.id == "death.handling" {
      alarmed.append(event)
    }
  }

  /// 043 to 072 gave 120 s, later ones 180 s; the age is printed in whole seconds.
  private mutating func eventAge(_ event: Event) {
    guard event["code"] != "0", let age = event["seconds"].flatMap({ Double($0) }),
      [30.0, 120, 180].contains(where: { abs($0 - age) <= 1 })
    else { return }
    kills.add(
      KillDraft(
        certainty: .inferred, workerPID: event.pid, seqnum: event.seqnum, rowID: event.row.id,
        statedSpan: age, endedEntry: event.entry, report: [event.entry]))
  }

  // MARK: what is left when all lines are read

  private mutating func settle() {
    var orphans = kills.allPlaces {
      $0.workerPID == nil && $0.victim == .worker && $0.endedEntry == nil
    }
    for (pid, event) in unclaimed.sorted(by: { $0.value.entry < $1.value.entry }) {
      if let index = orphans.firstIndex(where: { (kills[$0]?.anchor ?? 0) <= event.entry }) {
        let orphan = orphans.remove(at: index)
        kills.change(orphan) { $0.workerPID = pid }
        end(orphan, event)
      } else {
        noteDeath(pid, event)
      }
    }
    // era B prints the status of one worker and the device of another when lines are lost
    guard kills.allPlaces(where: { $0.rowID == "death.status" }).first != nil else { return }
    for event in alarmed {
      kills.add(
        KillDraft(
          certainty: .inferred, device: event.device, workerPID: event.pid, rowID: event.row.id,
          endedEntry: event.entry, report: [event.entry]))
    }
  }

  private mutating func noteDeath(_ pid: Int, _ event: Event) {
    if let oom = deaths.firstIndex(where: { $0.kind == .oom && $0.workerPID == pid }) {
      deaths[oom].device = deaths[oom].device ?? event.device
      deaths[oom].report.append(event.entry)
      return
    }
    let signal = event["signal"].flatMap { Int($0) } ?? 9
    deaths.append(
      DeathDraft(
        kind: signal == 9 ? .signal : .crash, device: event.device, workerPID: pid,
        entry: event.entry, report: [event.entry]))
  }
}

extension Event {
  /// Seen by `probe-doctor watch`, not said by udevd.
  var isWatched: Bool { row.voice == .watcher }

  var seqnumKey: DraftKey? { seqnum.map { .seqnum($0) } }
  var workerKey: DraftKey? { pid.map { .worker($0) } }
  var deviceKey: DraftKey? { sysname.map { .device($0) } }
  var programKey: DraftKey? { self["command"].map { .program($0) } }
}
