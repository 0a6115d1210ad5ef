internal import LogModel

extension JournalCollection {
  /// What of a source could not be read at all.
  private func failures(of source: Int) -> [(path: String, failure: JournalFailure)] {
    sources[source].failures
      + files.compactMap { file in
        guard file.source == source, let failure = file.survey?.refusal else { return nil }
        return (file.path, failure)
      }
  }

  /// Why nothing of a source could be read; nil if something could.
  func refusal(of source: Int) -> ReadError? {
    guard !files.contains(where: { $0.source == source && $0.success != nil }) else { return nil }
    let name = sources[source].name
    if let (path, failure) = failures(of: source).first {
      let error = failure.readError(name)
      guard path != name else { return error }
      return ReadError(name: name, reason: "\(path): \(error.reason)", cure: error.cure)
    }
    return ReadError(
      name: name, reason: "holds no journal files",
      cure: sources[source].isThisMachine
        ? "name a log file or a directory, or see `systemctl status systemd-journald`"
        : "name a directory with *.journal files; log texts and compressed journals are read where their "
          + "directory is named without an option")
  }

  /// What was read of all files.
  var coverage: Coverage {
    var coverage = Coverage()
    for number in sources.indices where refusal(of: number) == nil {
      let boots = boots.filter { $0.parts.contains { files[$0.file].source == number } }
      var source = Coverage.Source(name: sources[number].name, kind: .journal, boots: boots.count)
      var others = failures(of: number)
      for file in files where file.source == number {
        guard let survey = file.success else { continue }
        source.entries += survey.steps
        if let cut = survey.cut { coverage.gaps.append(.init(cut, of: file.path)) }
        let isShort = survey.lacksEnd && survey.cut == nil
        guard let failure = survey.damage ?? (isShort ? .droppedOnTheWay : nil) else {
          continue
        }
        if file.path == source.name {
          source.skipped = failure.sentence
        } else {
          others.append((file.path, failure))
        }
      }
      coverage.sources.append(source)
      coverage.sources += others.map { path, failure in
        Coverage.Source(name: path, kind: .journal, skipped: failure.sentence)
      }
    }
    return coverage
  }
}

extension Coverage.Gap {
  fileprivate init(_ cut: (size: Int, missing: Int), of path: String) {
    self.init(
      kind: "truncated",
      detail: "\(path) is cut off: \(cut.missing) of its \(cut.size) bytes are missing; "
        + "the entries in the others were read")
  }

  /// That nothing of a boot's begin is there, where udevd does most of its work.
  init(missingStartOf boot: JournalCollection.Boot) {
    self.init(
      kind: "rotated",
      detail: "the journal of boot \(boot.id) begins \(boot.first.monotonic / 60_000_000) min "
        + "after the kernel's start: what was said before has been rotated away, or was never "
        + "written to it")
  }
}
