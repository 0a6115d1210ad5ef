internal import Telling
internal import KillCorrelator
internal import Platform

/// What is said: notices of warnings and of kills.
extension Watch {
  /// µs between two diagnoses, at most.
  private static let longestRest: Int64 = 15_000_000

  func diagnoseKills() {
    isDiagnosing = true
    let begun = Clock.monotonic()
    delegate(within: Patience.diagnosis) { write in
      for notice in KillReport(self.configuration.catalogue).notices(
        keepingIn: self.configuration.state)
      { write(notice.encoded) }
    } completion: { bytes, isWhole in
      if !isWhole { self.complain(WatchSentences.diagnosisGivenUp) }
      let now = Clock.monotonic()
      self.isDiagnosing = false
      self.diagnosisRest = now + min((now - begun) * 4, Self.longestRest)
      let telling = KillTelling(self.udev.book, limit: self.limit)
      let diagnosed = Notice.decoded(bytes)
      let postponed = telling.postponed(diagnosed: diagnosed, at: now)
      for place in postponed {
        self.udev.book.change(place) { $0.nextDiagnosis = now + 15_000_000 }
      }
      for notice in telling.notices(diagnosed: diagnosed, besides: postponed)
      where self.told.insert(notice) {
        self.give(notice)
      }
    }
  }

  /// To the kernel's buffer and the caller at once, and to the journal by somebody who can wait.
  func give(_ notice: Notice) {
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
