import Testing

@testable import KillCorrelator
@testable import LogModel

@Suite struct DraftIndexTests {
  /// A draft that names a worker, a device, or both; `report` tells it from others.
  private func draft(_ number: Int, worker: Int? = nil, device: String? = nil) throws -> UeventDraft
  {
    let row = try #require(Catalogue.standard.rows.first)
    return UeventDraft(
      device: device.map { Device(sysname: $0) }, workerPID: worker, row: row, report: [number])
  }

  private func index(_ drafts: [(worker: Int?, device: String?)]) throws -> DraftIndex {
    var index = DraftIndex()
    for (number, names) in drafts.enumerated() {
      index.add(try draft(number, worker: names.worker, device: names.device))
    }
    return index
  }

  @Test func theNewestAndTheOldestAreFound() throws {
    let index = try index([(1, "a"), (2, nil), (nil, "a")])
    #expect(index.last(.device("a")) { _ in true } == 2)
    #expect(index.first(.device("a")) { _ in true } == 0)
    #expect(index.last(.worker(1), .worker(2)) { _ in true } == 1)
    #expect(index.first(.worker(2), .worker(1)) { _ in true } == 0)
    #expect(index.last(nil, .worker(3)) { _ in true } == nil)
    #expect(index.last(.device("a")) { $0.report[0] < 2 } == 0)
  }

  @Test func whatIsTakenOutIsNotFound() throws {
    var drafts = try index([(nil, "a"), (1, "a"), (nil, "b")])
    #expect(drafts.remove(1)?.report == [1])
    #expect(drafts.remove(1) == nil)
    #expect(drafts.last(.device("a")) { _ in true } == 0)
    #expect(drafts.last(.worker(1)) { _ in true } == nil)
    drafts.add(try draft(3, worker: 1))
    #expect(drafts.last(.worker(1)) { _ in true } == 3)
    // an older one is passed over
    drafts = try index([(nil, "a"), (nil, "a")])
    drafts.remove(0)
    #expect(drafts.first(.device("a")) { _ in true } == 1)
    #expect(drafts.all.map(\.report) == [[1]])
  }

  @Test func namesThatCameLaterLeadToIt() throws {
    var drafts = try index([(1, nil)])
    drafts.change(0) { $0.seqnum = 9 }
    #expect(drafts.last(.seqnum(9)) { _ in true } == 0)
    #expect(drafts.allPlaces { $0.keys.count == 2 } == [0])
  }
}
