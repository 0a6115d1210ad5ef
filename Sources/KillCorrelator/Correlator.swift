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
  ///   - wantsQuietBoots: whether it matters which kernel a boot ran in which nothing happened.
  ///   - progress: is told how far reading is, where it takes long.
  /// - Throws: `ReadError` if none of the inputs can be read, or if the selection names a boot that
  ///   none of them has.
  public func diagnose(
    _ inputs: [Input], selecting selection: Selection = Selection(), wantsQuietBoots: Bool = false,
    progress: ReadingProgress? = nil
  ) throws(ReadError) -> Diagnosis {
    var question = question
    question.wantsQuietBoots = wantsQuietBoots
    var boots: [BootDiagnosis] = []
    let coverage = try diagnose(
      inputs, asking: question, selecting: selection, progress: progress
    ) {
      boots.append($1)
    }
    return Diagnosis(boots: boots, coverage: coverage)
  }

  /// The same, boot by boot for whoever needs not keep them.
  ///
  /// - Parameters:
  ///   - question: ``question``, or what was made of it.
  ///   - each: takes the boots, oldest first, with what was read of each.
  /// - Returns: What was read.
  public func diagnose(
    _ inputs: [Input], asking question: Question, selecting selection: Selection = Selection(),
    progress: ReadingProgress? = nil, each: @escaping (BootLog, BootDiagnosis) -> Void
  ) throws(ReadError) -> Coverage {
    try Input.read(
      inputs, selecting: selection, question: question, progress: progress
    ) { log in
      each(log, diagnose(log))
    }
  }

  /// Diagnoses every boot of an answer.
  ///
  /// - Complexity: linear in the entries of a boot, times the number of its kills.
  public func diagnose(_ answer: Answer) -> Diagnosis {
    Diagnosis(boots: answer.boots.map(diagnose), coverage: answer.coverage)
  }

  func diagnose(_ log: BootLog) -> BootDiagnosis {
    let scene = Scene(log, catalogue, knowledge.knowledge(of: log))
    let drafts = KillLedger(scene).drafts
    let limits = EventLimit(scene, drafts.kills, drafts.warnings)
    let inspector = Inspector(scene: scene, limits: limits, bootID: log.id)
    let kills = inspector.kills(drafts.kills)
    var diagnosis = BootDiagnosis(
      bootID: log.id, machineID: log.machineID, hostname: log.hostname, first: log.first,
      last: log.last, kernel: scene.facts.kernelRelease, udev: scene.facts.udevVersion,
      eventTimeout: limits.timeout, kills: kills,
      warnings: inspector.nearMisses(drafts.warnings, besides: kills),
      otherDeaths: inspector.deaths(drafts.deaths, besides: kills))
    diagnosis.alignments = log.alignments
    return diagnosis
  }
}
