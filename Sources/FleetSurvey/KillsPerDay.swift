/// Kills by the day (UTC) and the culprit: whether it is getting worse.
public struct KillsPerDay: Sendable {
  /// What stands for a culprit whom no log shows.
  public static let unknown = "unknown"

  /// The culprits with the most kills, and what is left of the others under `nil`.
  public let culprits: [String?]
  /// Days since 1970, all from the first to the last with a kill.
  public let days: ClosedRange<Int>?
  private let counts: [Int: [String?: Int]]

  /// - Parameter most: so many culprits are told apart.
  public init(_ census: Census, most: Int) {
    let kills = census.cases.lazy.filter { $0.finding.kind == .kill }
    var totals: [String: Int] = [:]
    for kill in kills where kill.finding.time != nil {
      totals[kill.finding.culprit.title ?? Self.unknown, default: 0] += 1
    }
    let ordered = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let shown = ordered.count <= most ? ordered : Array(ordered.prefix(most - 1))
    var counts: [Int: [String?: Int]] = [:]
    for kill in kills {
      guard let time = kill.finding.time else { continue }
      let day = Int((Double(time) / 86_400e6).rounded(.down))
      let title = kill.finding.culprit.title ?? Self.unknown
      counts[day, default: [:]][shown.contains(title) ? title : nil, default: 0] += 1
    }
    self.counts = counts
    culprits = shown.map { $0 } + (shown.count < ordered.count ? [nil] : [])
    let all = counts.keys
    days = all.min().flatMap { first in all.max().map { first...$0 } }
  }

  public func count(of culprit: String?, on days: Range<Int>) -> Int {
    days.reduce(0) { $0 + (counts[$1]?[culprit] ?? 0) }
  }
}
