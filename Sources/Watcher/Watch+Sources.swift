internal import JournalReader
internal import LogModel
internal import KillCorrelator
internal import Platform

/// What comes in: uevents, the journal, and workers that were there before.
extension Watch {
  func takeUevents() {
    guard let news = monitor?.receive() else { return }
    let now = Clock.monotonic()
    if news.overflowed {
      metrics.overflows += 1
      assignment.complain("uevents were lost: too many at once; looking at the workers instead")
      ledger.forget()
      scan()
    }
    metrics.uevents += news.sent.count
    if !news.sent.isEmpty, assignment.metricsFile != nil {
      countersDue = countersDue ?? now + Self.delay
    }
    for uevent in news.sent { ledger.sent(uevent, at: now) }
    for seqnum in news.finished {
      ledger.finished(seqnum, at: now)
      book.end(at: now) { $0.seqnum == seqnum }
    }
  }

  func readJournal() {
    guard let entries = tail?.news(), !entries.isEmpty else { return }
    for entry in entries {
      metrics.lastRead = entry.stamp.realtime ?? metrics.lastRead
      guard let (row, values) = assignment.correlator.catalogue.recognise(entry) else { continue }
      take(row.meaning, values, entry)
    }
    isDirty = true
  }

  private func take(_ meaning: Meaning, _ values: HoleValues, _ entry: Entry) {
    let now = Clock.monotonic()
    let said = entry.stamp.monotonic ?? now
    var event = WatchedEvent(
      pid: values[number: .pid], seqnum: values[number: .seqnum], sysname: values[.sysname],
      since: said)
    event.devpath = event.seqnum.flatMap { ledger[$0] }?.uevent.devpath ?? values[.devpath]
    switch meaning {
    case .workerSlow:
      event.since = said - Int64(limit.warning * 1_000_000)
      guard let pid = event.pid, let process = processes.process(pid) else { return }
      event.start = process.start
      book.add(event, at: now)
    case .workerKilled:
      event.since = said - Int64(limit.kill * 1_000_000)
      book.kill(event, at: now)
    case .programKilled:
      event.pid = entry.speaker.pid
      event.since = said - Int64((limit.timeout.seconds ?? limit.kill) * 1_000_000)
      book.kill(event, at: now)
    case .workerSignalled, .workerExited:
      book.end(at: now) { $0.pid == event.pid }
    default: break
    }
  }

  /// Looks for workers that were there before the watcher was, or of which it has lost track.
  func scan() {
    let now = Clock.monotonic()
    let patience = Int64(limit.warning * 1_000_000)
    let workers = processes.all().udevWorkers
    wantsLook = wantsLook || workers.contains { $0.started + patience <= now }
    nextScan = workers.map { $0.started + patience }.filter { $0 > now }.min()
  }
}
