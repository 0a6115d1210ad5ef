internal import Telling
internal import KillCorrelator
internal import MachineFacts
internal import Platform
internal import LogModel

/// What comes of it: captures of stuck workers, and notices of warnings and of kills.
extension Watch {
  /// Takes a capture of all that is overdue.
  func look() {
    let now = Clock.monotonic()
    isLooking = true
    wantsLook = false
    lastLook = now
    overdue.looked(at: now)
    delegate(within: Patience.capture) { write in
      Capture(
        uevents: self.overdue.uevents, limit: self.limit, marks: self.correlator.question.marks,
        knowledge: Machine().here
      ).take(write)
    } completion: { bytes, isWhole in
      self.isLooking = false
      self.take(capture: bytes, isWhole, at: now)
    }
  }

  private func take(capture: [UInt8], _ isWhole: Bool, at time: Int64) {
    guard !capture.isEmpty else { return }
    metrics.captures += 1
    if !isWhole { metrics.incompleteCaptures += 1 }
    isUnsaved = true
    keep(capture, at: time)
    let reading = CaptureReading(capture, by: correlator)
    for observation in reading.workers { take(observation, at: time) }
    endTheGone(at: time)
    let isNews = reading.workers.contains { observation in
      let worker = observation.worker
      return !observation.isKilled && !warned.contains(worker: worker.pid, seqnum: worker.seqnum)
    }
    guard isNews else { return }
    delegate(within: Patience.diagnosis) { write in
      for notice in reading.notices(by: self.correlator, limit: self.limit) {
        write(notice.encoded)
      }
    } completion: { bytes, _ in
      for notice in Notice.decoded(bytes) where self.warned.insert(notice) { self.give(notice) }
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

  private func take(_ observation: WorkerObservation, at time: Int64) {
    let worker = observation.worker
    let uevent = OverdueUevent(
      pid: worker.pid, start: processes.process(worker.pid)?.start, seqnum: worker.seqnum,
      sysname: worker.sysname, since: time - Int64(observation.seconds) * 1_000_000)
    if observation.isKilled {
      overdue.kill(uevent, at: time)
    } else if overdue.add(uevent, at: time) {
      overdue.looked(at: time)
    }
  }

  /// An idle worker ends by itself, a killed one with it: both are over.
  private func endTheGone(at time: Int64) {
    overdue.end(at: time) { [processes] uevent in
      guard let pid = uevent.pid else { return false }
      let process = processes.process(pid)
      return process == nil || uevent.start != nil && process?.start != uevent.start
    }
  }

  func diagnoseKills() {
    delegate(within: Patience.diagnosis) { write in
      for notice in self.diagnose(self.configuration.state) { write(notice.encoded) }
    } completion: { bytes, isWhole in
      if !isWhole { self.complain(WatchSentences.diagnosisGivenUp) }
      for notice in Notice.decoded(bytes) where self.told.insert(notice) { self.give(notice) }
    }
  }

  /// To the kernel's buffer and the caller at once, and to the journal by somebody who can wait.
  private func give(_ notice: Notice) {
    metrics.count(notice)
    isUnsaved = true
    KernelBuffer.write(notice.message, priority: notice.priority, pid: origin.pid)
    delegate(within: Patience.report) { _ in
      notice.sendToJournal()
    } completion: { _, _ in
    }
    if !show(notice) { isDone = true }
  }
}
