internal import JournalReader
internal import LogModel
internal import KillCorrelator
internal import Platform

/// What comes of it: looks at stuck workers, warnings, and diagnoses of kills.
extension Watch {
  func look() {
    let now = Clock.monotonic()
    let events = book.cases.map(\.event)
    isLooking = true
    wantsLook = false
    lastLook = now
    book.looked(at: now)
    start(within: Patience.capture) { write in
      Capture(
        of: events, limit: self.limit, marks: self.question.marks,
        knowledge: self.assignment.knowledge()
      ).take(write)
    } completion: { bytes, isWhole in
      self.isLooking = false
      self.looked(bytes, isWhole, at: now)
    }
  }

  private func looked(_ bytes: [UInt8], _ isWhole: Bool, at time: Int64) {
    guard !bytes.isEmpty else { return }
    metrics.captures += 1
    if !isWhole { metrics.incompleteCaptures += 1 }
    let name = StateDirectory.captureName(bootID: scribe.bootID, monotonic: time)
    let state = assignment.state
    start(within: Patience.report) { write in
      if let failure = state.keep(bytes, as: name) { write(Array(failure.utf8)) }
    } completion: { failure, _ in
      if !failure.isEmpty {
        self.assignment.complain("a capture is lost: \(String(decoding: failure, as: UTF8.self))")
      }
    }
    var reader = TextReader(name: name, question: question)
    bytes.withUnsafeBytes { reader.feed($0) }
    let sightings = Sighting.all(in: reader.finish())
    for sighting in sightings { take(sighting, at: time) }
    endTheGone(at: time)
    let isNews = sightings.contains { sighting in
      let worker = sighting.worker
      return !sighting.isKilled && !warned.contains(worker: worker.pid, seqnum: worker.seqnum)
    }
    if isNews { judge(bytes) }
    isDirty = true
  }

  private func take(_ sighting: Sighting, at time: Int64) {
    let event = WatchedEvent(
      pid: sighting.worker.pid, start: processes.process(sighting.worker.pid)?.start,
      seqnum: sighting.worker.seqnum, sysname: sighting.worker.sysname,
      since: time - Int64(sighting.seconds) * 1_000_000)
    if sighting.isKilled {
      book.kill(event, at: time)
    } else if book.add(event, at: time) {
      book.looked(at: time)
    }
  }

  /// An idle worker ends by itself, a killed one with it: both are over.
  private func endTheGone(at time: Int64) {
    let processes = processes
    book.end(at: time) { event in
      guard let pid = event.pid else { return false }
      let process = processes.process(pid)
      return process == nil || event.start != nil && process?.start != event.start
    }
  }

  private func judge(_ capture: [UInt8]) {
    let judge = Judge(assignment.correlator, limit: limit)
    start(within: Patience.diagnosis) { write in
      for notice in judge.notices(of: capture) { write(notice.encoded) }
    } completion: { bytes, _ in
      for notice in Notice.decoded(bytes) where self.warned.insert(notice) { self.say(notice) }
    }
  }

  func diagnose() {
    let (diagnose, state) = (assignment.diagnose, assignment.state)
    start(within: Patience.diagnosis) { write in
      for notice in diagnose(state) { write(notice.encoded) }
    } completion: { bytes, isWhole in
      if !isWhole { self.assignment.complain("a diagnosis did not come to an end") }
      for notice in Notice.decoded(bytes) where self.told.insert(notice) { self.say(notice) }
    }
  }

  /// To the kernel's buffer and the caller at once, and to the journal by somebody who can wait.
  func say(_ notice: Notice) {
    metrics.count(notice)
    isDirty = true
    KernelBuffer.say(notice.message, priority: notice.priority, pid: scribe.pid)
    start(within: Patience.report) { _ in
      JournalVoice.say(notice)
    } completion: { _, _ in
    }
    if !assignment.tell(notice) { isDone = true }
  }
}
