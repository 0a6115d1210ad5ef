internal import LogModel

/// What the rules find about the events of a boot, and what each of them has to do with the others.
extension FindingBuilder {
  /// Weighs what the rules find about each of the cases, which are made when they are looked at: of
  /// a storm, neither they nor what is found have to be in memory together.
  ///
  /// - Parameter spared: from when until when at the latest those were at work that udevd only warned of.
  func weigh(
    _ cases: some RandomAccessCollection<KillCase>, spared: [Range<Int64>] = [], most: Int,
    each: (_ number: Int, KillCase, SuspectRanking) -> Void
  ) {
    let group = KillNeighbours(cases, spared: spared, party: boot.party, seen: boot.seen)
    /// What other boots say of the devices of the kills that were looked at.
    var compared: [Int: Comparison?] = [:]
    func comparison(_ number: Int, of kill: KillCase) -> Comparison? {
      if let known = compared[number] { return known }
      let found = comparer?.comparison(of: kill)
      compared[number] = .some(found)
      return found
    }
    /// How many of those that hung with one had said all that they usually say; 0 where another hangs.
    func finished(beside number: Int, _ kill: KillCase) -> Int {
      guard let own = kill.comparison, own.verdict == .hang, own.stoppedAfter != nil,
        let waited = own.waited, waited * 2 >= kill.limit ?? 0
      else { return 0 }
      var count = 0
      for other in group.neighbours(of: kill).prefix(Self.fewEnough) where other != number {
        let place = cases.index(cases.startIndex, offsetBy: other)
        guard let theirs = comparison(other, of: cases[place]) else { continue }
        if theirs.verdict == .hang, theirs.stoppedAfter != nil { return 0 }
        if theirs.hasSaidAll { count += 1 }
      }
      return count
    }
    /// Whether one that said nothing at all may only have waited: for one that stopped halfway.
    func mayWait(_ number: Int, _ kill: KillCase) -> Bool {
      guard kill.comparison?.verdict == .hang, kill.comparison?.stoppedAfter == nil else {
        return false
      }
      return group.neighbours(of: kill).prefix(Self.fewEnough).contains { other in
        let place = cases.index(cases.startIndex, offsetBy: other)
        guard other != number, let theirs = comparison(other, of: cases[place]) else {
          return false
        }
        return theirs.verdict == .hang && theirs.stoppedAfter != nil
      }
    }
    /// The drivers that are named for a kill, by its number; each driver has a number, too.
    var named = [[Int]?](repeating: nil, count: cases.count)
    var numbers = group.numbers
    func examine(
      _ number: Int, alike: KillCase.Alike? = nil
    ) -> (kill: KillCase, found: [SuspectRanking.Found]) {
      var kill = cases[cases.index(cases.startIndex, offsetBy: number)]
      kill.neighbours = group
      kill.alike = alike
      kill.heard = kill.spoken(in: boot)
      kill.comparison = comparison(number, of: kill)
      if !kill.isWarning, group.company(of: kill) == 0 { kill.comparison?.hangsAtItsEnd() }
      kill.finishedBeside = finished(beside: number, kill)
      if mayWait(number, kill) { kill.comparison?.verdict = nil }
      let found = Rules.all.flatMap { rule in rule.examine(kill, boot).map { (rule, $0) } }
      // who only reads the device stands for the device, and names no driver; nor do several that
      // could serve it
      named[number] = found.lazy.map(\.1).filter {
        $0.kind == .driver && !ModaliasNamesDriver.isUndecided($0)
      }.compactMap(\.name?.moduleName).map { numbers.number(of: $0) }
      return (kill, found)
    }
    func rank(_ number: Int, alike: KillCase.Alike? = nil) -> (KillCase, SuspectRanking) {
      let (kill, found) = examine(number, alike: alike)
      let crowd = group.crowd(around: kill) { other in
        if named[other] == nil { _ = examine(other) }
        return named[other] ?? []
      }
      let hasCompany = group.company(of: kill) > 0
      let ranking = SuspectRanking(
        found, crowd: crowd, hasCompany: hasCompany,
        wasSlow: kill.comparison?.verdict == .slowMachine, isDoubtful: kill.draft.isFromProbe,
        in: boot)
      return (kill, ranking)
    }
    let count = min(most, cases.count)
    guard count > 1, count <= Self.fewEnough else {
      for number in 0..<count {
        let (kill, ranking) = rank(number)
        each(number, kill, ranking)
      }
      return
    }
    var ranked = (0..<count).map { rank($0) }
    let parties = ranked.map { boot.party(of: $0.0) }
    for number in ranked.indices where !ranked[number].1.isProved {
      let (kill, ranking) = ranked[number]
      let near = group.neighbours(of: kill).prefix(Self.fewEnough)
      let alike = near.first { other in
        guard other != number, other < count,
          let theirs = ranked[other].1.chain[.activity], theirs.kind == .driver,
          theirs.confidence.isProved, let driver = theirs.name
        else { return false }
        return parties[other] == parties[number]
          || ranking.suspects.contains { $0.kind == .driver && boot.isSame($0.name, driver) }
      }
      guard let alike, let link = ranked[alike].1.chain[.activity], let driver = link.name else {
        continue
      }
      let (other, _) = ranked[alike]
      ranked[number] = rank(
        number,
        alike: KillCase.Alike(
          driver: driver, worker: other.workerPID, entries: Array(other.draft.report.prefix(1))))
    }
    for (number, (kill, ranking)) in ranked.enumerated() {
      var ranking = ranking
      // a wait for what another of these events did goes on in that one's chain
      if let link = ranking.chain.links.firstIndex(where: {
        $0.place == .wait && $0.kind == .driver
      }),
        let name = ranking.chain.links[link].name,
        let other = ranked.indices.first(where: { other in
          let activity = ranked[other].1.chain[.activity]
          return other != number && activity?.kind == .driver
            && activity?.name.map { boot.isSame($0, name) } == true
        })
      {
        ranking.chain.links[link].of = id(ranked[other].0.draft, number: other)
      }
      each(number, kill, ranking)
    }
  }

  /// Of more events nobody asks what each has to do with each other.
  static let fewEnough = 128
}
