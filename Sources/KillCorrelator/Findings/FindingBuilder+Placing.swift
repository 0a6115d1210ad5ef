internal import LogModel

/// The device of a kill that names none.
extension FindingBuilder {
  /// PID 1 names no device when it ends udevd: the one whose worker was still busy is meant.
  func placed(_ draft: UeventDraft) -> UeventDraft {
    guard draft.device == nil, draft.cause == .stopTimeout else { return draft }
    var draft = draft
    // udevd may have said more of the program than its name
    if let pid = draft.programPID,
      let slow = boot.facts(.programSlow).last(where: {
        $0.programPID == pid && $0.entry < draft.anchor
      }), let command = slow[.command]
    {
      draft.program = command
      draft.device = slow.device
      draft.report.insert(slow.entry, at: 0)
      if draft.device != nil { return draft }
    }
    let failed = boot.facts(.probeFailed).compactMap { ProbeFailure($0) }.filter { failure in
      guard let time = boot.time(failure.entry), let killed = boot.time(draft.anchor) else {
        return false
      }
      return Errno.comesFromSignal(failure.errno) && abs(time - killed) < 2_000_000
    }
    if failed.count == 1 {
      draft.device = Device(sysname: failed[0].device)
    } else if let pid = draft.workerPID,
      let started = boot.facts(.eventStarted).last(where: {
        boot.entries[$0.entry].speaker.pid == pid && $0.entry < draft.anchor
      })
    {
      draft.device = started.device
    } else {
      let slow = boot.facts(.workerSlow).filter { $0.entry < draft.anchor }
      if slow.count == 1 {
        draft.device = slow[0].device
        draft.workerPID = slow[0].pid
        draft.seqnum = slow[0].seqnum
        draft.warnedEntry = slow[0].entry
        draft.report.insert(slow[0].entry, at: 0)
      } else if let sysname = spokenOf(around: draft.anchor) {
        draft.device = Device(sysname: sysname)
      }
    }
    return draft
  }

  /// The one device of which a driver spoke in the two minutes before, and in those after: it was
  /// being set up all the time.
  private func spokenOf(around entry: Int) -> String? {
    guard let time = boot.time(entry) else { return nil }
    func devices(_ from: Int64, _ to: Int64) -> Set<String> {
      let start = boot.deviceLines.partition { boot.clock[$0.entry] >= from }
      let lines = boot.deviceLines[start...].prefix { boot.clock[$0.entry] < to }
      return Set(lines.filter { !$0.isBus }.compactMap(\.device))
    }
    let both = devices(time - 120_000_000, time).intersection(devices(time, time + 120_000_000))
    return both.count == 1 ? both.first : nil
  }
}
