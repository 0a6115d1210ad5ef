package import LogModel
package import Redaction
package import ReportModel
internal import Reports

/// A file of a bundle.
package struct BundleMember {
  package var name: String
  package var bytes: [UInt8]
  /// All of them that may hold something of a log; see ``Outlet/content``.
  fileprivate var content: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    content = bytes
  }

  /// - Parameter note: a comment for what reads files, to stand at a place of it.
  fileprivate init(_ name: String, _ written: Outlet, note: [UInt8] = [], at place: Int = 0) {
    self.name = name
    bytes = written.bytes
    content = written.content
    bytes.insert(contentsOf: note, at: place)
    content.insert(contentsOf: note, at: place)
  }

  init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
}

/// All that a maintainer asks for, in one archive: the reports, the log that they are made from,
/// and what is known of the machine beyond it.
package struct ReportBundle {
  /// The folder that all of it lies in.
  package let name: String
  package private(set) var members: [BundleMember] = []

  /// - Parameters:
  ///   - boots: the logs of the boots that belong in it.
  ///   - lastGood: of those in which devices were last well, the lines about those devices.
  ///   - redactor: nil to keep everything as it is.
  /// - Throws: `Complaint` if something private would be left.
  package init(
    name: String, _ report: Report, _ boots: [BootLog], lastGood: [BootLog] = [],
    machine: MachineFiles, redactor: Redactor?
  ) throws(Complaint) {
    self.name = name
    var redactor = redactor
    members += Self.reports(redactor?.redacted(report) ?? report)
    for (index, boot) in (lastGood + boots).enumerated() {
      let isGood = index < lastGood.count
      members +=
        LogMembers(
          boot: redactor?.redacted(boot) ?? boot,
          number: isGood ? index + 1 : index - lastGood.count + 1, isGood: isGood
        ).members
    }
    for file in machine.files {
      let bytes = redactor?.redacted(file.bytes, isOptions: file.name == MachineFiles.commandLine)
      members.append(BundleMember(redactor?.redacted(file.name) ?? file.name, bytes ?? file.bytes))
    }
    let readme = Readme(
      version: report.tool.version, missing: machine.missing, hasMachine: !machine.files.isEmpty,
      counts: redactor?.counts)
    members.insert(BundleMember("README.txt", readme.text), at: 0)
    guard let redactor else { return }
    let check = LeakCheck(redactor, spellings: OutputFormat.spellings)
    for member in members {
      try check.prove(Array(member.name.utf8), name: member.name)
      try check.prove(member.content, name: member.name)
    }
  }

  /// The archive's bytes.
  package func archive(_ compression: ArchiveWriter.Compression) throws(Complaint) -> [UInt8] {
    let writer = try ArchiveWriter(compression)
    for member in members { try writer.add("\(name)/\(member.name)", member.bytes) }
    return try writer.finish()
  }

  private static func reports(_ report: Report) -> [BundleMember] {
    let written = { (format: OutputFormat) in Rendering(format).written(report) }
    let note = Array("<!-- \(LogMembers.note) -->".utf8)
    let page = written(.html)
    // behind the document's type, which must stand first
    let start = page.bytes.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? 0
    return [
      BundleMember("report.md", written(.markdown), note: note + [0x0a]),
      BundleMember("report.html", page, note: note, at: start),
      BundleMember("report.json", written(.json)),
    ]
  }
}
