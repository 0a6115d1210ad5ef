/// How it stands, told to whoever asks.
extension UdevState {
  /// How it stands, for the metrics.
  ///
  /// - Parameter longest: seconds of the longest event, by driver.
  func gauges(at time: Int64, longest: [String: Double] = [:]) -> Metrics.Gauges {
    Metrics.Gauges(
      pending: queue.count, oldest: queue.oldest.map { Double(time - $0) / 1_000_000 } ?? 0,
      busy: ledger.workers.values.count(where: \.isBusy),
      stuck: book.cases.count { $0.ended == nil && $0.warned != nil },
      longest: longest, limit: Double(limit) / 1_000_000)
  }

  /// Those that are stuck now.
  var stuckNow: [Verdict] {
    book.cases.compactMap { $0.ended == nil && $0.warned != nil ? $0.verdict : nil }
  }
}
