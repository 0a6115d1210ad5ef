public import LogModel

/// Finds the kills in what was read and names what is behind them.
public struct Correlator: Sendable {
  /// The messages that it knows.
  public let catalogue: Catalogue
  let knowledge: any MachineKnowledge

  /// - Parameter knowledge: what is known of machines beyond their logs.
  public init(_ catalogue: Catalogue = .standard, knowledge: any MachineKnowledge = NoKnowledge()) {
    self.catalogue = catalogue
    self.knowledge = knowledge
  }

  /// What to ask a reader for: the lines in which a kill, a warning or a death can be, and all
  /// that stands around them.
  public var question: Question {
    var question = Question(
      identifiers: ExpectedSpeaker.udevIdentifiers + [WatchWords.identifier, "multipathd"],
      units: ["systemd-udevd.service"],
      triggers: catalogue.needles(of: .trigger),
      marks: catalogue.needles(of: .mark) + HardwareID.marks,
      span: 900_000_000, attachments: knowledge.attachments)
    question.formerIdentifiers = Set(ExpectedSpeaker.formerUdevIdentifiers)
    return question
  }

  /// Examines one boot.
  ///
  /// - Parameter budget: of the run, how many findings may be worked out.
  public func examination(
    of log: BootLog, within budget: FindingBudget = FindingBudget()
  ) -> BootExamination {
    BootExamination(log, catalogue, knowledge, within: budget)
  }

  /// Diagnoses every boot of an answer.
  ///
  /// - Complexity: linear in the entries of a boot, times the number of its kills.
  public func diagnose(_ answer: Answer) -> Diagnosis {
    let budget = FindingBudget()
    let boots = answer.boots.map { examination(of: $0, within: budget).diagnosis }
    return Diagnosis(boots: boots, coverage: budget.told(in: answer.coverage))
  }
}

extension FindingBudget {
  /// What was read, and how much of what was found is only counted.
  public func told(in coverage: Coverage) -> Coverage {
    var coverage = coverage
    coverage.omittedKills = kills.omitted
    coverage.omittedWarnings = warnings.omitted
    return coverage
  }
}
