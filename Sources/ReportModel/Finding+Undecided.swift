extension Report.Finding {
  /// Whether it is a near miss that may have become a kill: it is not seen to end, and what was read of
  /// the log does before the kill would have been due.
  package var isUndecided: Bool {
    guard kind == "warning", outcomeEvidence.isEmpty || outcome == .unknown || outcome == .stuck,
      let rest = secondsBeyondDue
    else { return false }
    return rest < 0
  }

  /// How long the log surely goes on after a kill would have been due; negative where it ends before that, or
  /// may do so by its stamps.
  package var secondsBeyondDue: Double? {
    guard let due = killDue, let ends = logEnds,
      let rest = Report.Time.seconds(from: due, to: ends)
    else { return nil }
    let step = Double(max(due.resolution.microseconds, ends.resolution.microseconds)) / 1e6
    return (0..<2 * step).contains(rest) && step >= 1 ? -step : rest
  }

  /// Whether it is a near miss that may have become a kill, for nothing tells when that would have been
  /// due, nor that it came to its end.
  package var isUntimed: Bool {
    kind == "warning" && outcomeEvidence.isEmpty
      && Report.Time.seconds(from: killDue, to: logEnds) == nil
  }
}
