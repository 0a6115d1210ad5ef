public import JournalReader

/// Finds the kills in what was read and names what is behind them.
public struct Correlator: Sendable {
  private let catalogue: Catalogue
  private let knowledge: any MachineKnowledge

  /// - Parameter knowledge: what is known of machines beyond their logs.
  public init(
    _ catalogue: Catalogue = .standard, knowledge: any MachineKnowledge = NoKnowledge()
  ) {
    self.catalogue = catalogue
    self.knowledge = knowledge
  }

  /// What to ask a reader for: the lines in which a kill, a warning or a death can be, and all
  /// that stands around them.
  public var question: Question {
    var question = Question(
      identifiers: Voice.udevIdentifiers + [WatchWords.identifier],
      units: ["systemd-udevd.service"],
      triggers: catalogue.needles([
        .workerKilled, .workerSlow, .workerSignalled, .workerStatus, .workerFailed, .eventAge,
        .workerRefused, .programKilled, .programSlow, .programSignalled, .programPipeTimedOut,
        .stopTimedOut, .watchdogFired, .settleTimedOut, .oomKilled, .taskBlocked, .processKilled,
        .workerBusy,
      ]),
      marks: catalogue.needles([
        .kernelVersion, .commandLine, .udevVersion, .inInitrd, .switchingRoot, .messagesLost,
      ]) + HardwareID.marks,
      span: 900_000_000, attachments: knowledge.attachments)
    question.formerIdentifiers = Set(Voice.formerUdevIdentifiers)
    return question
  }

  /// Reads inputs and examines every boot as soon as it is read, so that no more than one has to be
  /// in memory.
  ///
  /// - Parameters:
  ///   - question: ``question``, or what was made of it.
  ///   - progress: is told how far reading is, where it takes long.
  ///   - each: takes the boots, oldest first: what was kept of one, and what that means.
  /// - Returns: What was read.
  /// - Throws: `ReadError` if none of the inputs can be read, or if the selection names a boot that
  ///   none of them has.
  public func examine(
    _ inputs: [Input], asking question: Question? = nil,
    selecting selection: Selection = Selection(), progress: ReadingProgress? = nil,
    each: @escaping (BootLog, BootExamination) -> Void
  ) throws(ReadError) -> Coverage {
    try Input.read(
      inputs, selecting: selection, question: question ?? self.question, progress: progress
    ) { log in
      each(log, BootExamination(log, catalogue, knowledge))
    }
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

  /// Diagnoses every boot of an answer.
  ///
  /// - Complexity: linear in the entries of a boot, times the number of its kills.
  public func diagnose(_ answer: Answer) -> Diagnosis {
    Diagnosis(boots: answer.boots.map(diagnose), coverage: answer.coverage)
  }

  func diagnose(_ log: BootLog) -> BootDiagnosis {
    BootExamination(log, catalogue, knowledge).diagnosis
  }
}
