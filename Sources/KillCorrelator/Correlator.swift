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
    Question(
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
  }

  /// Reads inputs and diagnoses every boot as soon as it is read, so that no more than one has to
  /// be in memory.
  ///
  /// - Parameters:
  ///   - progress: is told how far reading is, where it takes long.
  ///   - each: gets what was kept of a boot, and what that means, before the former is forgotten.
  /// - Throws: `ReadError` if none of the inputs can be read, or if the selection names a boot that
  ///   none of them has.
  public func diagnose(
    _ inputs: [Input], selecting selection: Selection = Selection(),
    progress: ReadingProgress? = nil,
    each: (BootLog, BootDiagnosis) -> Void = { _, _ in }
  ) throws(ReadError) -> Diagnosis {
    var boots: [BootDiagnosis] = []
    let coverage = try withoutActuallyEscaping(each) { each throws(ReadError) in
      try Input.read(inputs, selecting: selection, question: question, progress: progress) { log in
        let boot = diagnose(log)
        each(log, boot)
        boots.append(boot)
      }
    }
    return Diagnosis(boots: boots, coverage: coverage)
  }

  /// The same, finding by finding, for a report that is written while it is made: of a storm of
  /// kills no more than one is then in memory.
  ///
  /// - Parameter finding: takes each finding and its boot, which comes without any; the oldest boot
  ///   first, and of a boot kills, warnings and other deaths.
  /// - Returns: What was read.
  public func diagnose(
    _ inputs: [Input], selecting selection: Selection = Selection(),
    progress: ReadingProgress? = nil, finding: @escaping (BootFinding, BootDiagnosis) -> Void
  ) throws(ReadError) -> Coverage {
    try Input.read(
      inputs, selecting: selection, question: question, progress: progress
    ) { log in
      let examination = BootExamination(log, catalogue, knowledge)
      examination.findings { finding($0, examination.boot) }
    }
  }

  /// Diagnoses every boot of an answer.
  ///
  /// - Complexity: linear in the entries of a boot, times the number of its kills.
  public func diagnose(_ answer: Answer) -> Diagnosis {
    Diagnosis(boots: answer.boots.map(diagnose), coverage: answer.coverage)
  }

  func diagnose(_ log: BootLog) -> BootDiagnosis {
    let examination = BootExamination(log, catalogue, knowledge)
    var boot = examination.boot
    examination.findings { boot.add($0) }
    return boot
  }
}
