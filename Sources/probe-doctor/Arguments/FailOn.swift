import ArgumentParser
import ReportModel

/// From what on the exit status is 1: each includes those before it.
enum FailOn: String, CaseIterable, ExpressibleByArgument {
  case kill, stuck, warning, harm

  /// Whether there is such a thing in a boot.
  func isMet(by boot: Report.Boot) -> Bool {
    !boot.kills.isEmpty || includes(.stuck) && boot.hasStuckWorker
      || includes(.warning) && !boot.warnings.isEmpty || includes(.harm) && !boot.harm.isEmpty
  }

  private func includes(_ other: FailOn) -> Bool {
    Self.allCases.drop { $0 != other }.contains(self)
  }
}
