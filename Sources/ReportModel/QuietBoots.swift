/// Says which boots have room in what holds all of them at once: each in which something was found, and
/// the first of the others.
package struct QuietBoots {
  /// Nobody looks through more of them; a log of hundreds of thousands is in memory then, too.
  package static let most = 1_000

  private var told = 0
  private var omitted = 0

  package init() {}

  /// Whether the next boot is told; if not, it is counted.
  package mutating func tells(_ boot: Report.Boot) -> Bool {
    guard boot.isUneventful else { return true }
    guard told < Self.most else {
      omitted += 1
      return false
    }
    told += 1
    return true
  }

  /// Says in what was read how many are not told.
  package func counted(in coverage: Report.Coverage) -> Report.Coverage {
    guard omitted > 0 else { return coverage }
    var coverage = coverage
    coverage.omitted.boots = omitted
    return coverage
  }
}
