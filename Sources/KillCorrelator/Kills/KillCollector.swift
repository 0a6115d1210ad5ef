internal import LogModel

/// Joins the lines that report one kill. One uevent is one kill, however many lines say so.
///
/// The forms of the eras differ in what they name: up to 219 a pair of lines gives pid and seqnum
/// apart, 220 to 239 give no pid at the kill, later ones give all (udev-messages, section 12.4).
struct KillCollector {
  var kills = DraftIndex()
  var warnings = DraftIndex()
  var deaths: [DeathDraft] = []
  /// Worker deaths by a signal that belong to no kill yet, by pid.
  var unclaimed: [Int: Fact] = [:]
  /// `failed while handling` of workers without any other line.
  var alarmed: [Fact] = []
  private(set) var stop = StopCollector()
  /// Programs whose output a worker has stopped to wait for; the kill comes a second later.
  var pipes: [String: Int] = [:]
  /// The last of them of each worker: where no kill of it follows, the worker itself was killed.
  var pipesOfWorkers: [Int: Fact] = [:]

  /// What the lines of a boot report, each in the order of the log.
  struct Drafts {
    var kills: [UeventDraft]
    /// Those that no kill took.
    var warnings: [UeventDraft]
    var deaths: [DeathDraft]

    var isEmpty: Bool { kills.isEmpty && warnings.isEmpty && deaths.isEmpty }
  }

  static func drafts(in boot: BootContext) -> Drafts {
    var collector = Self()
    for fact in boot.facts {
      collector.read(fact, speaker: boot.entries[fact.entry].speaker.pid)
    }
    collector.settle()
    WarningPairs(in: boot).join(&collector.warnings, &collector.kills)
    KillPairs(in: boot).join(&collector.kills)
    let stop = collector.stop
    let deaths = collector.deaths + stop.deaths + collector.errors(in: boot)
    // a storm has tens of thousands of each: they are moved, not copied
    let warnings = collector.warnings.takeAll()
    var kills = collector.kills.takeAll()
    kills += stop.kills
    kills.removeAll { $0.isKernelErrors(in: boot) }
    let isInOrder = zip(kills, kills.dropFirst()).allSatisfy { $0.anchor <= $1.anchor }
    if !isInOrder { kills.sort { $0.anchor < $1.anchor } }
    if kills.isEmpty, warnings.isEmpty, stop.deaths.isEmpty {
      kills = InterruptedProbes(in: boot).kills
    }
    return Drafts(kills: kills, warnings: warnings, deaths: deaths)
  }

  /// Workers of which only a stack tells: those that died of an error of the kernel's, in a log in which
  /// udevd does not tell of them, and those that no suspend could freeze. And each modprobe that hangs in
  /// a module: up to 175 that is how udev loads one; and programs of udev's rules that hang in a read.
  private func errors(in boot: BootContext) -> [DeathDraft] {
    var known = Set(deaths.compactMap(\.workerPID))
    known.formUnion(kills.all.lazy.compactMap(\.workerPID))
    for drafts in [kills, warnings] { known.formUnion(drafts.all.lazy.compactMap(\.programPID)) }
    // a stack that somebody asked for belongs to the warning
    let warned = Set(warnings.all.lazy.compactMap(\.workerPID))
    return boot.traces.indices.compactMap { number in
      let (trace, reading) = (boot.traces[number], boot.index.readings[number])
      let program = [.stuck, .oops].contains(trace.kind) ? Self.program(trace, reading) : nil
      // of a machine that stands still, RCU shows whoever was on the processor
      let isBystander =
        trace.isSpinning && trace.blockedSeconds == 0 && !trace.spinsForLock
        && reading.module == nil
        && trace.initialising.count != 1
      guard trace.kind == .oops || trace.kind == .stuck, trace.isUdev || program != nil,
        !isBystander,
        let pid = trace.pid, trace.request == nil || !warned.contains(pid),
        known.insert(pid).inserted
      else { return nil }
      return DeathDraft(
        kind: trace.kind == .oops ? .oops : .stuck, workerPID: program == nil ? pid : nil,
        program: program, programPID: program == nil ? nil : pid, entry: trace.entries[0],
        report: [])
    }
  }

  /// What hangs, where it is what udev starts, and at what it is started for.
  private static func program(_ trace: Trace, _ reading: StackReading) -> String? {
    guard let comm = trace.comm else { return nil }
    let isIt =
      Command(comm).handlesModules
      ? trace.kind == .oops || reading.initialising != nil || reading.removing != nil
        || reading.topmost != nil
        || trace.initialising.count == 1 && !trace.loadsUnformed
        // its probe is run near the device, by a kernel thread
        || reading.waiting == .kworker
      : Command.ownReaders.contains(comm)
        && (reading.activity != nil || reading.module != nil
          // by hand, people look at disks alone
          || trace.kind == .stuck && comm != "blkid")
    return isIt ? comm : nil
  }

  private mutating func read(_ fact: Fact, speaker: Int?) {
    switch fact.meaning {
    case .workerSlow: workerSlow(fact, manager: speaker)
    case .workerBusy: workerSlow(fact, manager: nil)
    case .workerKilled:
      workerKilled(fact, manager: fact.isWatched ? nil : speaker)
    case .workerSignalled: workerSignalled(fact)
    case .workerExited: endWorker(fact)
    case .workerStatus: workerStatus(fact)
    case .workerFailed: workerFailed(fact)
    case .eventAge: eventAge(fact)
    case .workerRefused: note(.refused, fact)
    case .programKilled: programKilled(fact, worker: speaker)
    case .programSlow: programSlow(fact, worker: fact.pid ?? speaker)
    case .programSignalled: programSignalled(fact, worker: speaker)
    case .programSkipped: programSkipped(fact, worker: speaker)
    case .programPipeTimedOut:
      pipes[fact[.command] ?? ""] = fact.entry
      if let speaker { pipesOfWorkers[speaker] = fact }
    case .deviceGivenUp: deviceGivenUp(fact)
    case .oomKilled: if isUdev(fact[.comm]) { note(.oom, fact) }
    case .settleTimedOut: note(.settle, fact)
    case .taskBlocked, .taskStuck, .lockOwner: if isUdev(fact[.comm]) { note(.stuck, fact) }
    default: stop.read(fact)
    }
  }

  private func isUdev(_ comm: String?) -> Bool {
    comm.map { ExpectedSpeaker.udevProcesses.contains($0) } ?? false
  }

  private mutating func note(_ kind: Finding.Kind, _ fact: Fact) {
    // the same worker is reported again and again
    if let known = deaths.suffix(64).lastIndex(where: {
      $0.kind == kind && $0.workerPID == fact.pid
    }) {
      deaths[known].report.append(fact.entry)
      return
    }
    deaths.append(
      DeathDraft(
        kind: kind, device: fact.device, workerPID: fact.pid, entry: fact.entry,
        report: [fact.entry]))
  }

  // MARK: warnings and kills of workers

  private mutating func workerSlow(_ fact: Fact, manager: Int?) {
    let known = warnings.last(fact.seqnumKey, fact.workerKey, fact.deviceKey) {
      $0.program == nil && $0.seqnum == fact.seqnum && $0.workerPID == fact.pid
        && $0.device?.sysname == fact.sysname
    }
    if let known {
      // udevd's own line counts for more than what the watcher saw
      guard !fact.isWatched, warnings[known]?.row.speaker == .watcher else { return }
      warnings.change(known) { draft in
        draft.managerPID = manager
        draft.row = fact.row
        draft.killedEntry = fact.entry
        draft.report.append(fact.entry)
      }
      return
    }
    warnings.add(
      UeventDraft(
        device: fact.device, workerPID: fact.pid, seqnum: fact.seqnum, row: fact.row,
        managerPID: manager, killedEntry: fact.entry, report: [fact.entry]))
  }

  private mutating func workerKilled(_ fact: Fact, manager: Int?) {
    let same = kills.last(fact.seqnumKey, fact.deviceKey, fact.workerKey) {
      $0.isReported(by: fact)
    }
    // 178 to 182: the first line has the pid alone, the next one the rest
    let pair = kills.newest.flatMap { place in
      kills[place].map { $0.row.has(.pairBegins) && $0.seqnum == nil } == true
        && fact.row.has(.pairEnds) ? place : nil
    }
    if let known = same ?? pair {
      kills.change(known) { draft in
        draft.report.append(fact.entry)
        draft.seqnum = draft.seqnum ?? fact.seqnum
        draft.workerPID = draft.workerPID ?? fact.pid
        draft.device = draft.device ?? fact.device
        if !fact.isWatched, !fact.isCut { draft.certainty = .stated }
      }
      takeWarning(known)
      return
    }
    var draft = UeventDraft(
      certainty: fact.isWatched || fact.isCut ? .inferred : .stated, device: fact.device,
      workerPID: fact.pid, seqnum: fact.seqnum, row: fact.row, managerPID: manager,
      statedSpan: fact.limit, killedEntry: fact.entry, report: [fact.entry])
    absorbProgram(into: &draft)
    takeWarning(kills.add(draft))
  }

  private mutating func takeWarning(_ place: Int) {
    guard let kill = kills[place] else { return }
    let found = warnings.take(
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
    guard let warning = found else { return }
    kills.change(place) { draft in
      draft.workerPID = draft.workerPID ?? warning.workerPID
      draft.device = draft.device ?? warning.device
      draft.warnedEntry = warning.killedEntry
      draft.report = (warning.report + draft.report).sorted()
      draft.program = draft.program ?? warning.program
      draft.programPID = draft.programPID ?? warning.programPID
    }
  }

  // MARK: deaths of workers

  private mutating func workerSignalled(_ fact: Fact) {
    guard let pid = fact.pid else { return }
    if let known = openKill(ofWorker: pid) {
      end(known, fact)
    } else if let known = kills.last(.worker(pid), where: { _ in true }) {
      // told again, by somebody who pasted it twice
      kills.change(known) { $0.report.append(fact.entry) }
    } else {
      unclaimed[pid] = fact
    }
  }

  private func openKill(ofWorker pid: Int?) -> Int? {
    kills.first(pid.map { .worker($0) }) { $0.endedEntry == nil && $0.workerPID == pid }
  }

  mutating func end(_ place: Int, _ fact: Fact) {
    kills.change(place) { draft in
      draft.endedEntry = fact.entry
      draft.report.append(fact.entry)
      draft.device = draft.device ?? fact.device
    }
  }

  private mutating func endWorker(_ fact: Fact) {
    guard fact[.code] != "0", let known = openKill(ofWorker: fact.pid) else { return }
    end(known, fact)
  }

  /// From 253 on PID 1 repeats a worker's death by the device's name.
  private mutating func deviceGivenUp(_ fact: Fact) {
    guard let known = kills.last(fact.deviceKey, where: { $0.victim == .worker }) else { return }
    kills.change(known) { $0.report.append(fact.entry) }
  }

  /// udev 143 to 167 ended a slow worker by an alarm: its own `_exit(1)` shows as wait status 0x0100.
  private mutating func workerStatus(_ fact: Fact) {
    guard let status = fact.status else { return }
    if fact.row.has(.alarm), status == 0x0100 {
      kills.add(
        UeventDraft(
          certainty: .inferred, workerPID: fact.pid, row: fact.row,
          endedEntry: fact.entry, report: [fact.entry]))
    } else if status & 0x7f == 9 {
      workerSignalled(fact)
    }
  }

  /// `failed while handling` names worker and devpath: it joins a kill without pid to its death.
  private mutating func workerFailed(_ fact: Fact) {
    guard let pid = fact.pid else { return }
    let byDevice = kills.first(fact.deviceKey) { $0.workerPID == nil && $0.victim == .worker }
    if let known = byDevice {
      kills.change(known) { $0.workerPID = pid }
      if let death = unclaimed.removeValue(forKey: pid) { end(known, death) }
      kills.change(known) { $0.report.append(fact.entry) }
    } else if let known = kills.last(.worker(pid), where: { _ in true }) {
      kills.change(known) { draft in
        draft.device = draft.device ?? fact.device
        draft.report.append(fact.entry)
      }
    } else if fact.row.has(.alarmReport) {
      alarmed.append(fact)
    }
  }

  /// 043 to 072 gave 120 s, later ones 180 s; the age is printed in whole seconds.
  private mutating func eventAge(_ fact: Fact) {
    guard fact[.code] != "0", let age = fact.seconds,
      [30.0, 120, 180].contains(where: { abs($0 - age) <= 1 })
    else { return }
    kills.add(
      UeventDraft(
        certainty: .inferred, workerPID: fact.pid, seqnum: fact.seqnum, row: fact.row,
        statedSpan: age, endedEntry: fact.entry, report: [fact.entry]))
  }
}

extension Fact {
  /// Seen by `probe-doctor watch`, not said by udevd.
  var isWatched: Bool { row.speaker == .watcher }

  var seqnumKey: DraftKey? { seqnum.map { .seqnum($0) } }
  var workerKey: DraftKey? { pid.map { .worker($0) } }
  var deviceKey: DraftKey? { sysname.map { .device($0) } }
  var programKey: DraftKey? { self[.command].map { .program($0) } }
}
