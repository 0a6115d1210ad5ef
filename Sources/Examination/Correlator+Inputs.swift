public import JournalReader
public import KillCorrelator
public import LogModel

extension Correlator {
  /// Reads inputs and examines every boot as soon as it is read, so that no more than one has to be
  /// in memory.
  ///
  /// - Parameters:
  ///   - question: ``question``, or what was made of it.
  ///   - memory: what is known of journal files, and will be.
  ///   - progress: is told how far reading is, where it takes long.
  ///   - each: takes the boots, oldest first: what was kept of one, and what that means.
  /// - Returns: What was read.
  /// - Throws: `ReadError` if none of the inputs can be read, or if the selection names a boot that
  ///   none of them has.
  public func examine(
    _ inputs: [Input], asking question: Question? = nil,
    selecting selection: Selection = Selection(), memory: JournalMemory? = nil,
    progress: ReadingProgress? = nil, each: @escaping (BootLog, BootExamination) -> Void
  ) throws(ReadError) -> Coverage {
    let budget = FindingBudget()
    var cutLines: [CutLines] = []
    var read = ReadMessages()
    var coverage = try Input.read(
      inputs, selecting: selection, question: question ?? self.question, memory: memory,
      progress: progress
    ) { log in
      let examination = examination(of: log, within: budget)
      cutLines.append(examination.cutLines)
      read.add(examination.spelled, of: log.sources)
      each(log, examination)
    }
    for lines in cutLines { lines.tell(in: &coverage) }
    coverage.take(read)
    return budget.told(in: coverage)
  }

  /// The same, with all that was found in memory.
  ///
  /// - Parameter each: gets what was kept of a boot, and what that means, before the former is
  ///   forgotten.
  public func diagnose(
    _ inputs: [Input], asking question: Question? = nil,
    selecting selection: Selection = Selection(), progress: ReadingProgress? = nil,
    each: (BootLog, BootDiagnosis) -> Void = { _, _ in }
  ) throws(ReadError) -> Diagnosis {
    var boots: [BootDiagnosis] = []
    let coverage = try withoutActuallyEscaping(each) { each throws(ReadError) in
      try examine(inputs, asking: question, selecting: selection, progress: progress) {
        boots.append($1.diagnosis)
        each($0, boots[boots.count - 1])
      }
    }
    return Diagnosis(boots: boots, coverage: coverage)
  }
}
