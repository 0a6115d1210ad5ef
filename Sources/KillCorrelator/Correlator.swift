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
    let listings = catalogue.needles(of: .listing) + HardwareID.marks
    var question = Question(
      identifiers: ExpectedSpeaker.udevIdentifiers
        + [WatchWords.identifier, "dracut-initqueue", "multipathd", "systemd-shutdown"],
      units: [
        "systemd-udevd.service", "systemd-udev-settle.service", "emergency.target",
        "emergency.service", "dracut-emergency.service",
      ],
      triggers: catalogue.needles(of: .trigger),
      marks: catalogue.needles(of: .mark) + listings,
      span: 900_000_000, attachments: knowledge.attachments)
    question.stems = CutLine.stems
    question.spelled = CutLine.spelled
    question.tally = { [catalogue] entry in
      switch catalogue.recognise(entry)?.row.meaning {
      case .workerKilled: Tally(kills: 1)
      case .workerSlow: Tally(warnings: 1)
      default: Tally()
      }
    }
    question.listings = listings
    question.firstProcess = wordsOfFirstProcess
    question.triggerIDs = [Self.unitFailed]
    question.formerIdentifiers = Set(ExpectedSpeaker.formerUdevIdentifiers)
    return question
  }

  /// Literals, one of which each line of PID 1 has that may mean something: what is its own or anyone's,
  /// what may be udevd's in it, and which unit it gives up.
  private var wordsOfFirstProcess: [String] {
    let rows = catalogue.list.headers.filter {
      $0.isUnmistakable || $0.speaker == .pid1 || $0.speaker == .anyone
    }
    let words = rows.map { String(decoding: $0.needle, as: UTF8.self) }
    let seen = catalogue.issues.flatMap(\.seen).map(\.needle)
    return Set(words + seen + ["udev", ".service: "]).filter { !$0.isEmpty }.sorted()
  }

  /// SD_MESSAGE_UNIT_FAILED: a job failed, timed out, or depended on one that did.
  private static let unitFailed = "be02cf6855d2428ba40df7e9d022f03d"

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
    var coverage = budget.told(in: answer.coverage)
    var read = ReadMessages()
    let boots = answer.boots.map { log in
      let examination = examination(of: log, within: budget)
      examination.cutLines.tell(in: &coverage)
      read.add(examination.spelled, of: log.sources)
      return examination.diagnosis
    }
    coverage.take(read)
    return Diagnosis(boots: boots, coverage: budget.told(in: coverage))
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

/// Lines of which what is left does not tell whether they told of a kill.
public struct CutLines: Sendable {
  private var count = 0
  private var first: Place?

  var isEmpty: Bool { first == nil }

  mutating func add(_ place: Place) {
    count += 1
    first = first ?? place
  }

  /// Adds the gap that they are.
  public func tell(in coverage: inout Coverage) {
    guard let first else { return }
    coverage.gaps.append(
      Coverage.Gap(
        kind: "cut-line", count: count,
        detail: "\(first.source) has lines that are cut, or changed, where a kill may stand "
          + "(\(first.position) first): copy whole lines, as journalctl -o short-monotonic "
          + "--no-pager -l shows them"))
  }
}
