internal import LogModel

/// What is left when all lines are read.
extension KillCollector {
  mutating func settle() {
    var orphans = kills.allPlaces {
      $0.workerPID == nil && $0.victim == .worker && $0.endedEntry == nil
    }
    for (pid, fact) in unclaimed.sorted(by: { $0.value.entry < $1.value.entry }) {
      if let index = orphans.firstIndex(where: { (kills[$0]?.anchor ?? 0) <= fact.entry }) {
        let orphan = orphans.remove(at: index)
        kills.change(orphan) { $0.workerPID = pid }
        end(orphan, fact)
      } else {
        noteDeath(pid, fact)
      }
    }
    giveProgramsToWorkers()
    // era B prints the status of one worker and the device of another when lines are lost
    guard kills.allPlaces(where: { $0.row.has(.alarm) }).first != nil else { return }
    for fact in alarmed {
      kills.add(
        UeventDraft(
          certainty: .inferred, device: fact.device, workerPID: fact.pid, row: fact.row,
          endedEntry: fact.entry, report: [fact.entry]))
    }
  }

  /// A worker that was killed while it waited for what a program prints, and had just said so.
  private mutating func giveProgramsToWorkers() {
    guard !pipesOfWorkers.isEmpty else { return }
    let workers = kills.allPlaces {
      $0.victim == .worker && $0.program == nil && $0.workerPID != nil
    }
    for place in workers {
      guard let kill = kills[place], let pipe = kill.workerPID.flatMap({ pipesOfWorkers[$0] }),
        pipe.entry > kill.warnedEntry ?? -1
      else { continue }
      kills.change(place) { draft in
        draft.program = pipe[.command]
        draft.report = (draft.report + [pipe.entry]).sorted()
      }
    }
  }

  private mutating func noteDeath(_ pid: Int, _ fact: Fact) {
    if let oom = deaths.firstIndex(where: { $0.kind == .oom && $0.workerPID == pid }) {
      deaths[oom].device = deaths[oom].device ?? fact.device
      deaths[oom].report.append(fact.entry)
      return
    }
    let signal = fact.values[number: .signal] ?? 9
    deaths.append(
      DeathDraft(
        kind: signal == 9 ? .signal : .crash, device: fact.device, workerPID: pid,
        entry: fact.entry, report: [fact.entry]))
  }
}
