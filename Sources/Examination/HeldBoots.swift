internal import JournalReader
internal import KillCorrelator
internal import LogModel
internal import ReportModel
internal import Telling

/// Boots that wait until others are read that they can be compared with.
struct HeldBoots {
  private struct Held {
    var log: BootLog
    var examination: BootExamination
    var concerns: [Concern]
    var cost: Int
  }

  private var held: [Held] = []
  private var cost = 0
  /// How many boots were seen in all.
  private(set) var count = 0

  /// What the entries of all that are held may take, in bytes, and how many boots in which something was
  /// found they may be: the newest are compared.
  private static let mostCost = 24 << 20
  private static let mostBoots = 8
  /// With how many boots one is compared; with fewer, where the devices are well in enough of those.
  static let mostOthers = 20
  private static let fewOthers = 12
  private static let enough = 4

  /// Whether any of them has something that can be compared.
  var isAny: Bool { held.contains { !$0.concerns.isEmpty } }

  /// Takes the next boot; hands out those that need not wait.
  mutating func take(
    _ log: BootLog, _ examination: BootExamination, _ each: (BootLog, BootExamination) -> Void
  ) {
    count += 1
    let concerns = examination.concerns
    if held.isEmpty, concerns.isEmpty { return each(log, examination) }
    let bytes = log.entries.reduce(0) { $0 + $1.line.count + 200 }
    held.append(Held(log: log, examination: examination, concerns: concerns, cost: bytes))
    cost += bytes
    while held.count > 1,
      cost > Self.mostCost || held.count(where: { !$0.concerns.isEmpty }) > Self.mostBoots
    {
      release(1, each)
      while let first = held.first, first.concerns.isEmpty { release(1, each) }
    }
  }

  private mutating func release(_ count: Int, _ each: (BootLog, BootExamination) -> Void) {
    for one in held.prefix(count) {
      cost -= one.cost
      each(one.log, one.examination)
    }
    held.removeFirst(count)
  }

  /// Hands out the rest as they are.
  mutating func releaseAll(_ each: (BootLog, BootExamination) -> Void) { release(held.count, each) }

  /// The devices that are looked for in other boots: of those that several boots have, as the newest has
  /// them.
  private var concerns: Concerns { Concerns(held.reversed().flatMap(\.concerns)) }

  /// Compares them with the boots of some inputs and hands them out.
  ///
  /// - Parameters:
  ///   - selection: which of those boots count.
  ///   - memory: what is known of the journal files among the inputs.
  ///   - areOthers: whether they are of any machine that somebody chose.
  ///   - each: takes the boots, and for each the logs of the boots in which its devices were last well.
  mutating func compare(
    by correlator: Correlator, with inputs: [Input], selecting selection: Selection,
    memory: JournalMemory?, areOthers: Bool,
    each: (BootLog, BootExamination, [Int: BootLog]) -> Void
  ) throws(ReadError) {
    let concerns = concerns
    let end = held.compactMap(\.examination.end).max() ?? 0
    let question = correlator.courseQuestion(concerns, until: end + 60_000_000)
    let starts = held.filter { !$0.concerns.isEmpty }.compactMap { $0.log.first?.realtime }
    var others: [(log: BootLog, boot: OtherBoot)] = []
    func read(_ selection: Selection) throws(ReadError) {
      others = []
      do throws(ReadError) {
        _ = try Input.read(inputs, selecting: selection, question: question, memory: memory) {
          others.append(($0, correlator.otherBoot($0, concerns)))
          if others.count > Self.mostOthers * 4 { others.removeFirst() }
        }
      } catch {
        // what nobody has asked for may be missing
        if areOthers || selection.boot != .all { throw error }
      }
    }
    if selection.boot == .all, !areOthers, let newest = starts.max() {
      for most in [Self.fewOthers, Self.mostOthers] {
        var selection = selection
        selection.neighbours = Selection.Neighbours(of: newest, most: most + held.count)
        try read(selection)
        let strangers = others.filter { other in !held.contains { $0.log.isSame(as: other.log) } }
        if others.count < most || strangers.map(\.boot).tell(of: concerns, enough: Self.enough) {
          break
        }
      }
    } else {
      try read(selection)
    }
    for var one in held {
      let mine = others.indices.filter {
        !others[$0].log.isSame(as: one.log)
          && (areOthers || others[$0].log.isOfMachine(of: one.log))
      }
      let own = others.firstIndex { $0.log.isSame(as: one.log) }
      let place = mine.count { number in
        if let start = others[number].log.first?.realtime, let own = one.log.first?.realtime {
          return start < own
        }
        return own.map { number < $0 } ?? true
      }
      let from = max(0, min(place - Self.mostOthers, mine.count - Self.mostOthers))
      let chosen = Array(mine[from...].prefix(Self.mostOthers))
      if !one.concerns.isEmpty, !chosen.isEmpty {
        one.examination.compare(
          concerns, with: chosen.map { others[$0].boot }, place: place - from)
      }
      var logs: [Int: BootLog] = [:]
      for (number, other) in chosen.enumerated() { logs[number] = others[other].log }
      each(one.log, one.examination, logs)
    }
    held = []
    cost = 0
  }
}

extension BootLog {
  /// Whether it is the same boot, read in the same place.
  fileprivate func isSame(as other: BootLog) -> Bool {
    if let id, let theirs = other.id { return id == theirs }
    return first == other.first && !Set(sources).isDisjoint(with: other.sources)
  }

  /// Whether nothing says that it is another machine's.
  fileprivate func isOfMachine(of other: BootLog) -> Bool {
    if let machineID, let theirs = other.machineID { return machineID == theirs }
    guard let hostname, let theirs = other.hostname else { return true }
    return hostname == theirs || [hostname, theirs].contains("localhost")
  }
}
