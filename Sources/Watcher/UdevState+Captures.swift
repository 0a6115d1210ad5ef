/// What captures say, and who is told of what.
extension UdevState {
  /// What is to be told of a worker that gets nowhere.
  enum News: Sendable {
    /// A third of its time is over.
    case stuck(Verdict)
    /// It is not, but this device never took so long.
    case slow(Verdict, UsualTimes.Usual)
  }

  /// More who are held by nobody knows whom say nothing new.
  private static let mostUnnamed = 4

  /// Takes what a capture says.
  /// - Returns: what somebody is to be told of.
  mutating func captured(_ verdicts: [Verdict]) -> [News] {
    var news: [News] = []
    for verdict in verdicts {
      // it may have ended while the capture was taken
      guard let worker = ledger.workers[verdict.pid], worker.start == verdict.start,
        worker.notBefore <= verdict.since, let place = book.take(verdict)
      else { continue }
      let found = book.cases[place]
      guard found.warned == nil, found.killed == nil, found.ended == nil else { continue }
      guard verdict.time - found.since >= patience - 300_000 else {
        if verdict.hold.isNamed, let usual = usual.take(verdict) {
          news.append(.slow(verdict, usual))
        } else if let limit = usual.limit(of: verdict), limit > verdict.time {
          book.change(place) { $0.nextCapture = min($0.nextCapture ?? limit, limit) }
        }
        continue
      }
      // where nobody is to be seen, soon nothing will be
      guard
        verdict.hold.isNamed
          || !verdict.hold.getsOn && verdict.time - found.since >= limit * 2 / 3
      else { continue }
      let open = book.cases.filter { $0.warned != nil && $0.ended == nil }
      let isTold =
        open.contains { $0.verdict?.hold.isLike(verdict.hold) == true }
        || !verdict.hold.isNamed
          && open.count { $0.isTold && $0.verdict?.hold.isNamed == false } >= Self.mostUnnamed
      book.change(place) {
        $0.warned = verdict.time
        $0.isTold = !isTold
      }
      if !isTold { news.append(.stuck(verdict)) }
    }
    return news
  }

  /// What a watch before this one has said of events that are still under way.
  mutating func recall(_ verdicts: [Verdict]) {
    for verdict in verdicts {
      guard let place = book.take(verdict) else { continue }
      let age = verdict.time - verdict.since
      let isTold =
        verdict.hold.isNamed && age >= patience - 300_000
        || !verdict.hold.getsOn && age >= limit * 2 / 3
      book.change(place) { if isTold { $0.warned = verdict.time } }
      ledger.recall(verdict)
    }
    wantsLook = true
  }
}
