public import LogModel

extension Stamp {
  /// When a journal record was said, out of its time fields (systemd.journal-fields(7)), in µs.
  ///
  /// journald files a record late when it is blocked, by minutes on kernels where reading a
  /// device's `uevent` waits for a probe. The record still tells when it was sent: the kernel's by
  /// `_SOURCE_MONOTONIC_TIMESTAMP`, a program's by `_SOURCE_REALTIME_TIMESTAMP`, whose distance to
  /// `__REALTIME_TIMESTAMP` is by how much it is late. A lateness of less than nothing or more than
  /// an hour means that the clock was set in between; then only the time of filing is any good.
  ///
  /// - Parameters:
  ///   - monotonic: `__MONOTONIC_TIMESTAMP`
  ///   - realtime: `__REALTIME_TIMESTAMP`
  ///   - sourceMonotonic: `_SOURCE_MONOTONIC_TIMESTAMP`
  ///   - sourceRealtime: `_SOURCE_REALTIME_TIMESTAMP`
  ///   - isKernel: whether `_TRANSPORT` is `kernel`, whoever wrote to the kernel's buffer
  /// - Returns: When it was said, as far as the record knows; `.reception` if it does not.
  public static func journal(
    monotonic: Int64?, realtime: Int64?, sourceMonotonic: Int64?, sourceRealtime: Int64?,
    isKernel: Bool
  ) -> Stamp {
    if isKernel {
      guard let sourceMonotonic else {
        return Stamp(monotonic: monotonic, realtime: realtime, clock: .reception)
      }
      var said = realtime
      if let realtime, let monotonic {
        let (late, overflow) = monotonic.subtractingReportingOverflow(sourceMonotonic)
        if !overflow, longestDelay.contains(late) { said = realtime &- late }
      }
      return Stamp(monotonic: sourceMonotonic, realtime: said, clock: .source)
    }
    if let sourceRealtime, let realtime {
      let (late, overflow) = realtime.subtractingReportingOverflow(sourceRealtime)
      if !overflow, longestDelay.contains(late) {
        return Stamp(
          monotonic: monotonic.map { max($0 &- late, 0) }, realtime: sourceRealtime,
          clock: .source)
      }
    }
    return Stamp(monotonic: monotonic, realtime: realtime, clock: .reception)
  }

  /// How late journald can credibly be.
  static let longestDelay: ClosedRange<Int64> = 0...3_600_000_000
}
