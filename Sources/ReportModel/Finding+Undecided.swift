extension Report.Finding {
  /// Whether it is a near miss that may have become a kill: it is not seen to end, and what was read of
  /// the log does before the kill would have been due.
  package var isUndecided: Bool {
    guard kind == "warning", outcomeEvidence.isEmpty || outcome == .unknown || outcome == .stuck,
      let rest = Report.Time.seconds(from: killDue, to: logEnds)
    else { return false }
    return rest < 0
  }

  /// Whether it is a near miss that may have become a kill, for nothing tells when that would have been
  /// due, nor that it came to its end.
  package var isUntimed: Bool {
    kind == "warning" && outcomeEvidence.isEmpty
      && Report.Time.seconds(from: killDue, to: logEnds) == nil
  }
}
