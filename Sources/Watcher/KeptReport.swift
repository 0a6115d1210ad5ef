internal import Examination
internal import Glibc
internal import JournalReader
internal import KillCorrelator
internal import MachineFacts
internal import Platform
package import ReportModel

/// A diagnosis that lies about: one that `watch` made at a kill, a saved one, or a bundle.
package struct KeptReport {
  package let path: String
  package let report: Report
  /// When the file was written, in seconds since 1970.
  let written: Int

  /// Those of the files and folders that are named; without any, those of watch and the bundles in the
  /// current folder. The newest first.
  package static func all(among named: [String], keptBy folders: [StateDirectory]) -> [KeptReport] {
    let paths =
      named.isEmpty
      ? folders.flatMap { $0.reports() }.filter { $0.hasSuffix(".json") } + bundles(in: ".")
      : named.flatMap { path in
        if case .folder? = try? FileKind(of: path) { return bundles(in: path) + saved(in: path) }
        return [path]
      }
    return paths.compactMap { KeptReport(path: $0) }
      .sorted { ($1.written, $0.path) < ($0.written, $1.path) }
  }

  /// Nil where the file is no diagnosis.
  private init?(path: String) {
    var about = stat()
    guard path.withFileName({ stat($0, &about) }) == 0 else { return nil }
    self.path = path
    written = about.st_mtim.tv_sec
    if let start = SmallFile.bytes(path, limit: 4096), Report.begins(start) {
      guard let report = SmallFile.bytes(path, limit: .max).flatMap({ try? Report(json: $0) })
      else {
        return nil
      }
      self.report = report
    } else if Self.isBundle(path) {
      // a bundle is a log, and says the same again
      let examiner = Examiner(Correlator(knowledge: Machine()))
      guard let report = try? examiner.report(on: [.path(path)], version: Report.Tool.current)
      else { return nil }
      self.report = report
    } else {
      return nil
    }
  }

  private static func bundles(in folder: String) -> [String] {
    SmallFile.names(in: folder).filter(isBundle).map { folder == "." ? $0 : "\(folder)/\($0)" }
  }

  private static func saved(in folder: String) -> [String] {
    SmallFile.names(in: folder).filter { $0.hasSuffix(".json") }.map { "\(folder)/\($0)" }
  }

  /// As `bundle` names them.
  private static func isBundle(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasPrefix("probe-doctor-") && name.contains(".tar.")
  }

  /// One kill of a kept diagnosis.
  package struct Row: Encodable, Sendable {
    /// What `info` takes; nil for what was named, which it takes by its file.
    package let number: Int?
    package let file: String
    package let killed: String?
    package let device: String?
    package let culprit: String?
    package let confidence: String
    package let outcome: String?
    package let title: String?
  }

  /// The kills of diagnoses, each with the number of its file where `info` finds it by that.
  package static func rows(of kept: [KeptReport], areNumbered: Bool) -> [Row] {
    zip(1..., kept).flatMap { number, kept in
      kept.report.boots.flatMap(\.kills).map { kill in
        Row(
          number: areNumbered ? number : nil, file: kept.path,
          killed: kill.killed?.realtime ?? kill.killed?.local,
          device: kill.device?.sysname, culprit: kill.culprit.name,
          confidence: kill.culprit.confidence.rawValue, outcome: kill.outcome?.rawValue,
          title: kill.title)
      }
    }
  }
}
