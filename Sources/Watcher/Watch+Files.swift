internal import Glibc
internal import JournalReader
internal import Platform
internal import Telling

/// What is kept in files from one run to the next.
extension Watch {
  /// Cursor and metrics, one at a time, so that no older state overwrites a newer one.
  func saveFiles() {
    guard !isSaving else { return }
    isUnsaved = false
    countersDue = nil
    let omitted = udev.book.takeOmitted()
    if omitted > 0, metrics.omitted == 0 { complain(WatchSentences.casesOmitted(CaseBook.most)) }
    metrics.omitted += omitted
    var files: [(path: String, text: String)] = []
    if let path = configuration.cursorFile, let cursor = tail?.cursor {
      files.append((path, "\(cursor)\n"))
    }
    if let path = configuration.metricsFile {
      files.append(
        (path, metrics.text(udev.gauges(at: Clock.monotonic(), longest: durations.longest))))
    }
    let table = areDurationsUnsaved ? durations.text : nil
    areDurationsUnsaved = false
    guard !files.isEmpty || table != nil else { return }
    isSaving = true
    delegate(within: Patience.report) { write in
      for (path, text) in files {
        // the node exporter's user reads it, whatever this service's umask is
        umask(0o022)
        let failure = StateDirectory.write(Array(text.utf8), to: path, mode: 0o644)
        if let failure { write(Array("\(failure)\n".utf8)) }
      }
      if let table {
        umask(0o077)
        let name = EventDurations.name(bootID: self.origin.bootID)
        if let failure = self.configuration.state.keep(Array(table.utf8), as: name) {
          write(Array("\(failure)\n".utf8))
        }
      }
    } completion: { failure, _ in
      self.isSaving = false
      if !failure.isEmpty { self.complain(String(decoding: failure, as: UTF8.self)) }
    }
  }
}
