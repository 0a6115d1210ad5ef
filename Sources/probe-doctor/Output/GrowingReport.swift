import JournalReader
import LogModel
import KillCorrelator

/// A report that takes the findings one by one, as they are made: that of a storm of kills need not
/// have all of them in memory.
protocol GrowingReport {
  /// What follows is of this boot, which is given without its findings.
  mutating func begin(_ boot: ToldBoot)
  /// Kills come first, then warnings and other deaths.
  mutating func add(_ finding: BootFinding)
  /// Nothing more will come.
  mutating func finish(_ coverage: Coverage)
}

extension GrowingReport {
  /// Tells a diagnosis that is known whole.
  mutating func tell(_ diagnosis: ToldDiagnosis) {
    for boot in diagnosis.boots {
      begin(boot.withoutFindings)
      for finding in boot.findings { add(finding) }
    }
    finish(diagnosis.coverage)
  }
}

/// The text report: written at the end, for what is found last may stand first.
struct GrowingText: GrowingReport {
  let quiet: Bool
  var page: Page
  let outlet: Outlet
  private var digest = Digest()

  init(quiet: Bool, page: Page, to outlet: Outlet) {
    self.quiet = quiet
    self.page = page
    self.outlet = outlet
  }

  mutating func begin(_ boot: ToldBoot) { digest.begin(boot) }

  mutating func add(_ finding: BootFinding) { digest.add(finding) }

  mutating func finish(_ coverage: Coverage) {
    digest.coverage = coverage
    TextReport(digest: digest, quiet: quiet).write(to: &page)
    outlet.write(page.text)
  }
}

/// A report that needs all findings at once.
struct WholeReport: GrowingReport {
  let write: (ToldDiagnosis) -> Void
  private var boots: [ToldBoot] = []

  init(_ write: @escaping (ToldDiagnosis) -> Void) { self.write = write }

  mutating func begin(_ boot: ToldBoot) { boots.append(boot) }

  mutating func add(_ finding: BootFinding) { boots[boots.count - 1].add(finding) }

  mutating func finish(_ coverage: Coverage) {
    write(ToldDiagnosis(boots: boots, coverage: coverage))
  }
}
