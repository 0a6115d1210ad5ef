internal import FleetSurvey
internal import Glibc
internal import JournalReader
internal import LogModel
internal import ReportModel

/// Divides what the user named into what can be read apart, told by its content where content
/// tells: it is read on all cores, and never more of it at a time than there are cores.
///
/// - A journal is taken together with its rotated files (`NAME.journal`, `NAME@….journal`), and all
///   journals of a directory that is one machine's: one named by a machine id, or with a
///   `system.journal`.
/// - An archive and a file of findings stand alone.
/// - An unpacked report, and a directory in the named one with loose logs in it, are one machine's.
package struct FleetPlan {
  private(set) var inputs: [FleetInput] = []
  private(set) var unread: [FleetReport.Unread] = []

  private static let mostDepth = 32

  package init(_ inputs: [String]) {
    for input in inputs { add(input) }
  }

  private mutating func add(_ input: String) {
    guard input != "-" else {
      return inputs.append(FleetInput(name: "-", paths: ["-"], isNamed: true))
    }
    if Folder.names(in: input) != nil {
      let before = inputs.count
      add(directory: input, depth: 0)
      if inputs.count == before {
        unread.append(FleetReport.Unread(input: input, reason: "holds nothing that could be read"))
      }
    } else {
      inputs.append(FleetInput(name: input, paths: [input], isNamed: true))
    }
  }

  /// What lies in one directory.
  private struct Contents {
    var journals: [String] = []
    var alone: [String] = []
    var loose: [String] = []
    var directories: [String] = []

    init(_ names: [String], in path: String) {
      for name in names {
        switch Folder.type(of: Folder.join(path, name)) {
        case .directory: directories.append(name)
        case .file: sort(name, in: path)
        case .link, .other: break
        }
      }
    }

    private mutating func sort(_ name: String, in path: String) {
      let file = Folder.join(path, name)
      let content = InputContent(ofFile: file)
      if content == .journal || name.hasSuffix(".journal") || name.hasSuffix(".journal~") {
        journals.append(name)
      } else if content.isArchive || Self.isArchive(name) || Self.hasFindings(file) {
        alone.append(name)
      } else {
        loose.append(name)
      }
    }

    private static func hasFindings(_ path: String) -> Bool {
      FindingReader.canRead(PlainBytes.head(of: path, FleetReader.head))
    }

    /// What a compressed file holds shows only in its name without unpacking it.
    private static func isArchive(_ name: String) -> Bool {
      name.contains(".tar") || [".tgz", ".txz", ".tbz"].contains { name.hasSuffix($0) }
    }

    /// Whether it is all of one machine.
    func isMachine(depth: Int) -> Bool {
      let isReport = directories.contains { ["sos_commands", "sos_logs"].contains($0) }
      return isReport || depth > 0 && !loose.isEmpty && alone.isEmpty && !isCollection
    }

    /// Whether the journals are of several machines, as systemd-journal-remote writes them.
    private var isCollection: Bool { journals.contains { $0.hasPrefix("remote") } }
  }

  private mutating func add(directory path: String, depth: Int) {
    guard depth < Self.mostDepth, let names = Folder.names(in: path) else {
      return unread.append(
        FleetReport.Unread(input: path, reason: "this directory cannot be listed"))
    }
    let contents = Contents(names, in: path)
    guard !contents.isMachine(depth: depth) else {
      return inputs.append(FleetInput(name: path, paths: [path]))
    }
    add(journals: contents.journals, in: path)
    for name in contents.alone + contents.loose {
      let path = Folder.join(path, name)
      inputs.append(FleetInput(name: path, paths: [path]))
    }
    for name in contents.directories { add(directory: Folder.join(path, name), depth: depth + 1) }
  }

  private mutating func add(journals names: [String], in path: String) {
    let directory = path.split(separator: "/").last ?? ""
    let id = directory.prefix { $0 != "." }
    let isMachine =
      id.count == 32 && id.allSatisfy(\.isHexDigit)
      || names.contains { $0 == "system.journal" || $0.hasPrefix("system@") }
    let groups = Dictionary(grouping: names) { name -> String in
      if isMachine { return "" }
      let end = name.firstIndex(of: "@") ?? name.range(ofJournalEnding: ())
      return String(name[..<end])
    }
    for (base, names) in groups.sorted(by: { $0.key < $1.key }) {
      inputs.append(
        FleetInput(
          name: base.isEmpty ? path : Folder.join(path, base),
          paths: names.map { Folder.join(path, $0) }, isJournal: true))
    }
  }
}

extension String {
  /// Where `.journal` or `.journal~` begins.
  fileprivate func range(ofJournalEnding: Void) -> Index {
    for ending in [".journal", ".journal~"] where hasSuffix(ending) {
      return index(endIndex, offsetBy: -ending.count)
    }
    return endIndex
  }
}

extension InputContent {
  fileprivate var isArchive: Bool {
    if case .packed(.container) = self { true } else { false }
  }
}
