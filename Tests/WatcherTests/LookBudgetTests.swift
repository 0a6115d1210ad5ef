import Testing

@testable import Watcher

@Suite struct LookBudgetTests {
  private static let second: Int64 = 1_000_000

  @Test("several dear looks may come in a row, then none for a while")
  func bursts() {
    var budget = LookBudget()
    var times: [Int64] = []
    var now = 100 * Self.second
    while now < 220 * Self.second {
      budget.spend(200_000, at: now)
      times.append(now)
      now = max(budget.next, now + 1)
    }
    // 1.2 s at once, and a fiftieth of the time: 2.4 s in two minutes
    #expect(times.count <= 19)
    #expect(times.prefix(5).last.map { $0 < 103 * Self.second } == true)
  }

  @Test("however dear one was, the next comes before the kill")
  func dear() {
    var budget = LookBudget()
    budget.spend(60 * Self.second, at: 100 * Self.second)
    #expect(budget.next == 110 * Self.second)
  }

  @Test("cheap looks are never put off")
  func cheap() {
    var budget = LookBudget()
    for number in 0..<1000 {
      let now = Int64(number) * Self.second
      budget.spend(10_000, at: now)
      #expect(budget.next == now + 500_000)
    }
  }
}
