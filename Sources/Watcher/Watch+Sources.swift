internal import Glibc
internal import Telling
internal import KillCorrelator
internal import LogModel
internal import MachineFacts
internal import Platform
internal import JournalReader

/// What comes in: uevents, exits, and the journal.
extension Watch {
  /// Microseconds that counters of uevents may be late.
  private static let delay: Int64 = 10_000_000
  /// So many µs udevd is taken to be the same.
  private static let managerCheck: Int64 = 2_000_000
  /// Where the next uevents come within twice so many µs, they wait for as long.
  private static let rest: Int64 = 50_000

  func takeUevents() {
    guard let news = monitor?.receive() else { return }
    hasMoreUevents = news.goesOn
    let now = Clock.monotonic()
    if !(news.sent.isEmpty && news.finished.isEmpty) {
      if now - lastUevents < 2 * Self.rest { ueventsRest = now + Self.rest }
      lastUevents = now
    }
    if news.overflowed {
      metrics.overflows += 1
      complain(WatchSentences.ueventsLost)
      udev.lost()
    }
    metrics.uevents += news.sent.count
    if !news.sent.isEmpty, udev.queue.isEmpty, now - lastManagerCheck >= Self.managerCheck {
      lastManagerCheck = now
      _ = findManager()
    }
    if !(news.sent.isEmpty && news.finished.isEmpty), configuration.metricsFile != nil {
      countersDue = countersDue ?? now + Self.delay
    }
    for uevent in news.sent { udev.sent(uevent, at: now) }
    for uevent in news.finished {
      guard let item = udev.finished(uevent, at: now), now - item.since >= 1_000_000 else {
        continue
      }
      note(item, by: uevent.sender, at: now)
    }
  }

  /// An event took long: who has the device is what will be asked for.
  private func note(_ item: UeventQueue.Item, by pid: Int, at time: Int64) {
    // a worker that was started for it cannot have had it before
    let began = max(
      item.since, processes.process(pid).map { started($0.started, at: time) } ?? item.since)
    guard time - began >= 1_000_000 else { return }
    let path = item.uevent.devpath
    let driver = ([path] + UeventQueue.ancestors(of: path)).lazy
      .compactMap { Sysfs().driver(ofDevpath: $0)?.name }.first
    durations.add(
      Double(time - began) / 1_000_000, driver: driver ?? "none", device: item.uevent.sysname,
      limit: limit.kill, at: Clock.realtime())
    areDurationsUnsaved = true
    countersDue = countersDue ?? time + Self.delay
  }

  func takeExits() {
    for exit in exits?.news() ?? [] { udev.exited(exit.pid, signal: exit.signal, at: exit.time) }
  }

  func readJournal() {
    guard let entries = tail?.news(), !entries.isEmpty else { return }
    for entry in entries {
      metrics.lastRead = entry.stamp.realtime ?? metrics.lastRead
      // what the watch says itself is no news
      guard entry.speaker.identifier != WatchWords.identifier,
        let (row, values) = correlator.catalogue.recognise(entry)
      else { continue }
      take(row.meaning, values, entry)
    }
    // how far it was read is saved a little later, with what comes until then
    countersDue = countersDue ?? Clock.monotonic() + Self.delay
  }

  private func take(_ meaning: Meaning, _ values: HoleValues, _ entry: Entry) {
    let said = entry.stamp.monotonic ?? Clock.monotonic()
    let pid: Int? = values[number: .pid]
    let seqnum: UInt64? = values[number: .seqnum]
    switch meaning {
    case .workerSlow:
      if let pid, let seqnum { udev.said(pid: pid, seqnum: seqnum) }
    case .workerKilled:
      udev.saidKilled(
        pid: pid, seqnum: seqnum, sysname: values[.sysname],
        since: said - Int64(limit.kill * 1_000_000), at: said)
    case .programKilled:
      udev.saidKilled(
        .program, pid: entry.speaker.pid, seqnum: nil, sysname: values[.sysname],
        since: said - Int64((limit.timeout.seconds ?? limit.kill) * 1_000_000), at: said)
    case .workerSignalled, .workerExited:
      if let pid { udev.saidGone(pid: pid, at: said) }
    default: break
    }
  }
}
