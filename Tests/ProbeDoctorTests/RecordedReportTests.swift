import Foundation
import ReportModel
import Reports
import Testing

@testable import probe_doctor

/// What the program says of every recorded case, as it is written: a change of a rule, a wording or a
/// key shows here, case by case. UPDATE_GOLDEN=1 writes the files anew.
@Suite struct RecordedReportTests {
  @Test(arguments: Recorded.cases)
  func theJSONOfACaseIsAsItWas(_ name: String) throws {
    try check(name, .json)
  }

  /// One of each kind: what was killed, by whom, and what became of it.
  @Test(arguments: [
    "lab/bookworm-a-uninterruptible", "lab/bookworm-b-killable", "lab/bookworm-c-kthread-sysfs",
    "lab/bookworm-f-warning-only", "lab/bookworm-g-crowd", "lab/bookworm-h-program",
    "lab/bookworm-k-shutdown", "lab/bookworm-p-clean", "lab/trixie-l-hung-task",
    "real/27-sas-expander-blkid-storm",
  ])
  func theTextOfACaseIsAsItWas(_ name: String) throws {
    try check(name, .text)
  }

  private func check(_ name: String, _ format: OutputFormat) throws {
    let report = try Recorded.report(of: name)
    let shown = String(decoding: Rendering(format).bytes(of: report), as: UTF8.self)
      .replacing(Recorded.root.path + "/", with: "")
    let file = name.replacing("/", with: "-") + (format == .json ? ".json" : ".txt")
    try Golden.check(Array(shown.utf8), against: "recorded/\(file)")
  }
}
