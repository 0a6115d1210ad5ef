import ArgumentParser
import JournalReader
import KillCorrelator
import LogModel
import ReportModel
import Reports
import Telling

/// `--list-boots`: which boots a log has, numbered as `--boot` takes them.
struct ListBoots {
  let logs: InputChoice
  let output: OutputChoice

  /// Gives what the exit status should be: not all boots may be in the list.
  func run() throws -> ExitStatus {
    let (boots, coverage) = try ProgressLine.during(quiet: output.quiet) {
      try Input.boots(logs.all, asking: Correlator().question, progress: $0)
    }
    switch output.format {
    case .text:
      try output.write { outlet in
        output.rendering.write(Self.document(boots, Report.Coverage(coverage)), to: outlet)
      }
    case .json:
      try output.write { JSONWriter(to: $0).document(boots.map(ListedBoot.init)) }
    case .ndjson:
      try output.write { outlet in
        for boot in boots {
          JSONWriter(to: outlet, isIndented: false).document(ListedBoot(boot))
        }
      }
    case .markdown, .html, .svg:
      throw ValidationError("--list-boots can be shown as text, json or ndjson")
    }
    return coverage.isComplete ? .clean : .incomplete
  }

  static func document(_ boots: [BootListing], _ coverage: Report.Coverage) -> Document {
    let rows = boots.map { boot -> [SafeText] in
      ["\(boot.index)", boot.id.map { SafeText($0) } ?? "", date(boot.first), date(boot.last)]
    }
    var table = Table(["boot", "id", "first entry", "last entry"], rows)
    table.numbers = [0]
    return Document([.table(table)] + Block.missing(coverage))
  }

  private static func date(_ stamp: Stamp?) -> SafeText { SafeText(stamp?.text ?? "") }
}
