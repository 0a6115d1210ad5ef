internal import Examination
internal import Glibc
internal import JournalReader
internal import KillCorrelator
package import LogModel
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
  ///
  /// - Throws: `ReadError` if a file that is named cannot be read.
  package static func all(
    among named: [String], keptBy folders: [StateDirectory]
  ) throws(ReadError) -> [KeptReport] {
    var found: [KeptReport?] = []
    for path in named {
      if case .folder? = try? FileKind(of: path) {
        found += (bundles(in: path) + saved(in: path)).map { try? KeptReport(path: $0) }
      } else {
        found.append(try KeptReport(path: path))
      }
    }
    if named.isEmpty {
      let kept = folders.flatMap { $0.reports() }.filter { $0.hasSuffix(".json") }
      found = (kept + bundles(in: ".")).map { try? KeptReport(path: $0) }
    }
    return found.compactMap(\.self).sorted { ($1.written, $0.path) < ($0.written, $1.path) }
  }

  private init(path: String) throws(ReadError) {
    var about = stat()
    self.path = path
    written = path.withFileName { stat($0, &about) } == 0 ? about.st_mtim.tv_sec : 0
    if let start = SmallFile.bytes(path, limit: 4096), Report.begins(start) {
      guard let report = SmallFile.bytes(path, limit: .max).flatMap({ try? Report(json: $0) })
      else {
        throw ReadError(name: path, reason: "is a report that is cut or damaged")
      }
      self.report = report
    } else {
      // a bundle is a log, and says the same again
      let examiner = Examiner(Correlator(knowledge: Machine()))
      report = try examiner.report(on: [.path(path)], version: Report.Tool.current)
    }
  }

  private static func bundles(in folder: String) -> [String] {
    paths(in: folder) { $0.contains(".tar") || $0.hasSuffix(".tgz") }.filter(isBundle)
  }

  private static func saved(in folder: String) -> [String] {
    paths(in: folder) { $0.hasSuffix(".json") }.filter { path in
      SmallFile.bytes(path, limit: 4096).map(Report.begins) ?? false
    }
  }

  private static func paths(in folder: String, _ isWanted: (String) -> Bool) -> [String] {
    SmallFile.names(in: folder).filter(isWanted).map { folder == "." ? $0 : "\(folder)/\($0)" }
  }

  /// By what `bundle` packs first: what the file is called, its maker chose.
  private static func isBundle(_ path: String) -> Bool {
    let name = PlainBytes.head(of: path, 100).prefix { $0 != 0 }
    return name.starts(with: "probe-doctor-".utf8)
      && name.suffix(11).elementsEqual("/README.txt".utf8)
  }

  /// One kill of a kept diagnosis.
  package struct Row: Encodable, Sendable {
    /// What `info` takes; nil for what was named, which it takes by its file.
    package let number: Int?
    package let file: String
    package let killed: String?
    /// The same for people; it is not written.
    package let when: String?
    package let device: String?
    package let culprit: String?
    package let confidence: String
    package let outcome: String?
    package let title: String?

    private enum CodingKeys: String, CodingKey {
      case number, file, killed, device, culprit, confidence, outcome, title
    }
  }

  /// The kills of diagnoses, each with the number of its file where `info` finds it by that.
  package static func rows(of kept: [KeptReport], areNumbered: Bool) -> [Row] {
    zip(1..., kept).flatMap { number, kept in
      kept.report.boots.flatMap(\.kills).map { kill in
        Row(
          number: areNumbered ? number : nil, file: kept.path,
          killed: kill.killed?.realtime ?? kill.killed?.local, when: kill.killed?.dateText,
          device: kill.device?.sysname, culprit: kill.culprit.name,
          confidence: kill.culprit.confidence.rawValue, outcome: kill.outcome?.rawValue,
          title: kill.title)
      }
    }
  }
}
