package import LogModel
package import Redaction
package import ReportModel
internal import Reports

/// A file of a bundle.
package struct BundleMember {
  package var name: String
  package var bytes: [UInt8]

  init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    // all members wait for the last: an array that grew may be twice as large as what is in it
    let isTight = bytes.capacity - bytes.count < bytes.count / 8
    self.bytes = isTight ? bytes : bytes.withUnsafeBytes { Array($0) }
  }

  init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
}

/// All that a maintainer asks for, in one archive: the reports, the log that they are made from,
/// and what is known of the machine beyond it.
package struct ReportBundle {
  /// The folder that all of it lies in.
  package let name: String
  package private(set) var members: [BundleMember] = []

  private var check: LeakCheck?

  /// - Parameters:
  ///   - report: is gone afterwards, as the logs are: of all that is in it there is room for one copy.
  ///   - boots: the logs of the boots that belong in it.
  ///   - lastGood: of those in which devices were last well, the lines about those devices.
  ///   - redactor: nil to keep everything as it is.
  /// - Throws: `Complaint` if something private would be left.
  package init(
    name: String, _ report: consuming Report, _ boots: consuming [BootLog],
    lastGood: [BootLog] = [],
    machine: MachineFiles, redactor: Redactor?
  ) throws(Complaint) {
    self.name = name
    var redactor = redactor
    check = redactor.map { LeakCheck($0, spellings: OutputFormat.spellings) }
    let version = report.tool.version
    if var changing = redactor {
      report = changing.redacted(report)
      redactor = changing
    }
    try add(consume report)
    for (logs, isGood) in [(lastGood, true), (consume boots, false)] {
      for (index, boot) in logs.enumerated() {
        let log = LogMembers(
          boot: redactor?.redacted(boot) ?? boot, number: index + 1, isGood: isGood)
        for member in log.members { try add(member.name, member.bytes) }
      }
    }
    for file in machine.files {
      let bytes = redactor?.redacted(file.bytes, isOptions: file.name == MachineFiles.commandLine)
      try add(redactor?.redacted(file.name) ?? file.name, bytes ?? file.bytes)
    }
    let readme = Readme(
      version: version, missing: machine.missing, hasMachine: !machine.files.isEmpty,
      counts: redactor?.counts)
    try add("README.txt", Array(readme.text.utf8))
    members.insert(members.removeLast(), at: 0)
  }

  /// - Parameter content: what of it may hold something of a log, if not all; see ``Outlet/content``.
  private mutating func add(
    _ name: String, _ bytes: [UInt8], content: @autoclosure () -> [UInt8]? = nil
  ) throws(Complaint) {
    if let check {
      try check.prove(Array(name.utf8), name: name)
      try check.prove(content() ?? bytes, name: name)
    }
    members.append(BundleMember(name, bytes))
  }

  /// The archive's bytes.
  package func archive(_ compression: ArchiveWriter.Compression) throws(Complaint) -> [UInt8] {
    let writer = try ArchiveWriter(compression)
    for member in members { try writer.add("\(name)/\(member.name)", member.bytes) }
    return try writer.finish()
  }

  private mutating func add(_ report: consuming Report) throws(Complaint) {
    for (name, format) in [
      ("report.md", .markdown), ("report.html", .html), ("report.json", .json),
    ] as [(String, OutputFormat)] {
      let written = Rendering(format).written(report)
      var bytes = written.bytes
      switch format {
      case .markdown: bytes.insert(contentsOf: Self.note + [0x0a], at: 0)
      case .html:
        // behind the document's type, which must stand first
        let start = bytes.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? 0
        bytes.insert(contentsOf: Self.note, at: start)
      default: break
      }
      try add(name, bytes, content: written.content)
    }
  }

  private static let note = Array("<!-- \(LogMembers.note) -->".utf8)
}
