internal import Telling
internal import KillCorrelator
internal import LogModel
internal import MachineFacts
internal import Platform
internal import JournalReader

/// What comes in: uevents, the journal, and workers that were there before.
extension Watch {
  /// Microseconds that counters of uevents may be late.
  private static let delay: Int64 = 10_000_000

  func takeUevents() {
    guard let news = monitor?.receive() else { return }
    let now = Clock.monotonic()
    if news.overflowed {
      metrics.overflows += 1
      complain(WatchSentences.ueventsLost)
      pending.forget()
      scan()
    }
    metrics.uevents += news.sent.count
    if !news.sent.isEmpty, configuration.metricsFile != nil {
      countersDue = countersDue ?? now + Self.delay
    }
    for uevent in news.sent { pending.sent(uevent, at: now) }
    for seqnum in news.finished {
      pending.finished(seqnum, at: now)
      overdue.end(at: now) { $0.seqnum == seqnum }
    }
  }

  func readJournal() {
    guard let entries = tail?.news(), !entries.isEmpty else { return }
    for entry in entries {
      metrics.lastRead = entry.stamp.realtime ?? metrics.lastRead
      guard let (row, values) = correlator.catalogue.recognise(entry) else { continue }
      take(row.meaning, values, entry)
    }
    isUnsaved = true
  }

  private func take(_ meaning: Meaning, _ values: HoleValues, _ entry: Entry) {
    let now = Clock.monotonic()
    let said = entry.stamp.monotonic ?? now
    var uevent = OverdueUevent(
      pid: values[number: .pid], seqnum: values[number: .seqnum], sysname: values[.sysname],
      since: said)
    uevent.devpath = uevent.seqnum.flatMap { pending[$0] }?.uevent.devpath ?? values[.devpath]
    switch meaning {
    case .workerSlow:
      uevent.since = said - Int64(limit.warning * 1_000_000)
      guard let pid = uevent.pid, let process = processes.process(pid) else { return }
      uevent.start = process.start
      overdue.add(uevent, at: now)
    case .workerKilled:
      uevent.since = said - Int64(limit.kill * 1_000_000)
      overdue.kill(uevent, at: now)
    case .programKilled:
      uevent.pid = entry.speaker.pid
      uevent.since = said - Int64((limit.timeout.seconds ?? limit.kill) * 1_000_000)
      overdue.kill(uevent, at: now)
    case .workerSignalled, .workerExited:
      overdue.end(at: now) { $0.pid == uevent.pid }
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
