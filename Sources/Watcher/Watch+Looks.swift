internal import Glibc
internal import Telling
internal import KillCorrelator
internal import MachineFacts
internal import Platform
internal import LogModel

/// Looks at udevd's workers, and captures of those that are stuck.
extension Watch {
  /// Workers that a look is taken at.
  private static let mostWorkers = 512
  /// udevd's own mark that it has something to do.
  private static let queueFile = "/run/udev/queue"

  /// Looks at all workers: a few small files of /proc each, that wait for nobody.
  func look() {
    let now = Clock.monotonic()
    let before = Self.processorTime()
    let manager = findManager()
    let workers = (manager.flatMap { processes.children(of: $0.pid) } ?? []).prefix(
      Self.mostWorkers)
    // those of a udevd that is gone have another parent now
    let orphans = udev.ledger.workers.keys.filter { !workers.contains($0) }
    let sightings = (workers + orphans).compactMap { pid -> TaskSighting? in
      guard var task = processes.sighting(of: pid),
        udev.ledger.workers[pid].map({ $0.start == task.start }) ?? workers.contains(pid)
      else { return nil }
      task.started = started(task.started, at: now)
      return task
    }
    let due = udev.looked(
      sightings,
      of: manager.map { UdevState.Manager(pid: $0.pid, started: started($0.started, at: now)) },
      isQueueThere: access(Self.queueFile, F_OK) == 0, at: now)
    metrics.looks += 1
    looks.spend(Self.processorTime() - before, at: now)
    if udev.usual.isEmpty, lessons < Self.mostLessons { learn() }
    if !due.isEmpty || !udev.over.isEmpty { capture(sightings.filter { !$0.isIdle }, due, at: now) }
  }

  /// udevd, which may have been started anew since: with another limit, or of another version.
  func findManager() -> ProcessTable.Process? {
    if let known = manager, processes.process(known.pid)?.start == known.start { return known }
    guard let found = processes.all().udevd else { return nil }
    manager = found
    delegate(within: Patience.recall) { write in
      if let version = RunningUdev.version() { write(Array(version.utf8)) }
    } completion: { bytes, _ in
      self.limit = RunningUdev.limit(
        of: found.pid, version: bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self))
      self.udev.setLimit(self.limit.killTime, patience: self.limit.warningTime)
    }
    return found
  }

  /// A process' start on CLOCK_MONOTONIC.
  func started(_ boottime: Int64, at now: Int64) -> Int64 {
    slept.monotonic(ofBoottime: boottime, now: now)
  }

  private static func processorTime(_ clock: clockid_t = CLOCK_PROCESS_CPUTIME_ID) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  /// µs that helpers have had of a processor.
  private static func helpersTime() -> Int64 {
    var usage = rusage()
    getrusage(RUSAGE_CHILDREN.rawValue, &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Int64($1.tv_sec) * 1_000_000 + Int64($1.tv_usec)
    }
  }

  private func capture(_ workers: [TaskSighting], _ stuck: Set<Int>, at time: Int64) {
    isCapturing = true
    let before = Self.helpersTime()
    let over = udev.takeOver()
    var isRead = false
    delegate(within: Patience.capture) { write in
      let udev = self.udev
      Capture(
        workers: workers, stuck: stuck, events: udev.queue.front(256), said: udev.said,
        since: { udev.ledger.since($0, $1) },
        firstSeen: { udev.ledger.workers[$0]?.firstSeen ?? .max },
        isHeld: { udev.ledger.workers[$0]?.heldSince != nil }, over: over,
        limit: self.limit, marks: self.correlator.question.marks,
        knowledge: { Machine().here },
        lacks: self.exits == nil ? ["exits by a signal (no process connector)"] : []
      ).take(write)
    } progress: { bytes in
      // what is to be told need not wait for the rest of the capture
      guard !isRead, bytes.firstRange(of: Array(Capture.mark.utf8)) != nil else { return }
      isRead = true
      self.tell(Verdict.read(bytes))
    } completion: { bytes, isWhole in
      self.isCapturing = false
      self.looks.spend(Self.helpersTime() - before, at: time)
      guard !bytes.isEmpty else { return }
      self.metrics.captures += 1
      if !isWhole { self.metrics.incompleteCaptures += 1 }
      self.isUnsaved = true
      self.keep(bytes, at: time)
      if !isRead { self.tell(Verdict.read(bytes)) }
    }
  }

  private func tell(_ verdicts: [Verdict]) {
    for news in udev.captured(verdicts) {
      switch news {
      case .stuck(var verdict):
        // the capture may have taken its time
        verdict.time = Clock.monotonic()
        give(Notice(verdict, limit: limit))
      case .slow(let verdict, let usual): give(Notice(slow: verdict, usual, limit: limit))
      }
    }
  }

  private func keep(_ capture: [UInt8], at time: Int64) {
    let name = StateDirectory.captureName(bootID: origin.bootID, monotonic: time)
    delegate(within: Patience.report) { write in
      if let failure = self.configuration.state.keep(capture, as: name) {
        write(Array(failure.utf8))
      }
    } completion: { failure, _ in
      if !failure.isEmpty {
        self.complain(WatchSentences.captureLost(String(decoding: failure, as: UTF8.self)))
      }
    }
  }

  /// How long events took in the boots before. /var may not be there yet: then it is tried again.
  func learn() {
    lessons += 1
    delegate(within: Patience.recall) { write in
      let own = self.origin.bootID
      for kept in EventDurations.kept(in: self.configuration.state) where kept.boot != own {
        write(Array("\(kept.durations.text)\n".utf8))
      }
    } completion: { bytes, _ in
      // an empty line ends a boot
      let boots = String(decoding: bytes, as: UTF8.self).split(separator: "\n\n")
      self.udev.learn(boots.map { EventDurations(text: String($0)) })
    }
  }

  private static let mostLessons = 4

  /// What a watch before this one has captured of workers that are still at the same event.
  func recall() {
    delegate(within: Patience.recall) { write in
      for path in self.configuration.state.captures(ofBoot: self.origin.bootID).suffix(24) {
        for verdict in SmallFile.bytes(path).map({ Verdict.read($0) }) ?? [] {
          guard self.processes.process(verdict.pid)?.start == verdict.start else { continue }
          write(self.origin.record("recalled", fields: verdict.fields))
        }
      }
    } completion: { bytes, _ in
      let verdicts = Verdict.read(bytes)
      if !verdicts.isEmpty { self.udev.recall(verdicts) }
    }
  }
}
