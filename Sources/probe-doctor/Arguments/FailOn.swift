import ArgumentParser
import ReportModel

/// From what on the exit status is 1: each includes those before it.
enum FailOn: String, CaseIterable, ExpressibleByArgument {
  case kill, stuck, warning, harm

  /// Whether there is such a thing in a boot.
  func isMet(by boot: Report.Boot) -> Bool {
    if !boot.kills.isEmpty { return true }
    if self >= .stuck, boot.hasStuckWorker { return true }
    if self >= .warning, !boot.warnings.isEmpty { return true }
    return self >= .harm && !boot.harm.isEmpty
  }
}

extension FailOn: Comparable {
  static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
