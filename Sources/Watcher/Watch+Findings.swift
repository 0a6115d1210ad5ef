internal import Telling
internal import KillCorrelator
internal import Platform

/// What is said: notices of warnings and of kills.
extension Watch {
  func diagnoseKills() {
    delegate(within: Patience.diagnosis) { write in
      for notice in self.diagnose(self.configuration.state) { write(notice.encoded) }
    } completion: { bytes, isWhole in
      if !isWhole { self.complain(WatchSentences.diagnosisGivenUp) }
      for notice in KillTelling(self.udev.book, limit: self.limit)
        .notices(diagnosed: Notice.decoded(bytes)) where self.told.insert(notice)
      {
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
