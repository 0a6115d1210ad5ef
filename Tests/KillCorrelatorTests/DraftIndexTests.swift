import Testing

@testable import KillCorrelator
@testable import LogModel

@Suite struct DraftIndexTests {
  private struct Paper: Draft {
    var number: Int
    var keys: [DraftKey]
  }

  private func index(_ papers: [[DraftKey]]) -> DraftIndex<Paper> {
    var index = DraftIndex<Paper>()
    for (number, keys) in papers.enumerated() { index.add(Paper(number: number, keys: keys)) }
    return index
  }

  @Test func theNewestAndTheOldestAreFound() {
    let papers = index([[.worker(1), .device("a")], [.worker(2)], [.device("a")]])
    #expect(papers.last(.device("a")) { _ in true } == 2)
    #expect(papers.first(.device("a")) { _ in true } == 0)
    #expect(papers.last(.worker(1), .worker(2)) { _ in true } == 1)
    #expect(papers.first(.worker(2), .worker(1)) { _ in true } == 0)
    #expect(papers.last(nil, .worker(3)) { _ in true } == nil)
    #expect(papers.last(.device("a")) { $0.number < 2 } == 0)
  }

  @Test func whatIsTakenOutIsNotFound() {
    var papers = index([[.device("a")], [.device("a"), .worker(1)], [.device("b")]])
    #expect(papers.remove(1)?.number == 1)
    #expect(papers.remove(1) == nil)
    #expect(papers.last(.device("a")) { _ in true } == 0)
    #expect(papers.last(.worker(1)) { _ in true } == nil)
    papers.add(Paper(number: 3, keys: [.worker(1)]))
    #expect(papers.last(.worker(1)) { _ in true } == 3)
    // an older one is passed over
    papers = index([[.device("a")], [.device("a")]])
    papers.remove(0)
    #expect(papers.first(.device("a")) { _ in true } == 1)
    #expect(papers.all.map(\.number) == [1])
  }

  @Test func namesThatCameLaterLeadToIt() {
    var papers = index([[.worker(1)]])
    papers.change(0) { $0.keys.append(.seqnum(9)) }
    #expect(papers.last(.seqnum(9)) { _ in true } == 0)
    #expect(papers.allPlaces { $0.keys.count == 2 } == [0])
  }
}
