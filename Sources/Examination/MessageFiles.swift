internal import Glibc
package import KillCorrelator
internal import LogModel
internal import Platform
internal import Telling

/// The messages that a user has written down, beside those that the program knows.
package struct MessageFiles: Equatable {
  /// Files that the command line names.
  private let named: [String]

  private static let suffix = ".messages"
  private static let limit = 1 << 20

  package init(named: [String] = []) { self.named = named }

  /// All messages.
  ///
  /// - Throws: `Complaint` for a file that cannot be read or has something wrong in it: nobody would
  ///   know what was not looked for.
  package func catalogue() throws -> Catalogue {
    var rows: [Row] = []
    var issues: [KnownIssue] = []
    for path in Self.installed() + named {
      let table = try Self.read(path)
      guard let fault = table.faults.first else {
        rows += table.rows
        issues += table.issues
        continue
      }
      throw Complaint(
        name: "\(path):\(fault.line)", reason: fault.sentence,
        cure: "`probe-doctor check-messages \(path)` shows all that is wrong in it")
    }
    return rows.isEmpty && issues.isEmpty
      ? .standard : Catalogue.standard.adding(rows, issues: issues)
  }

  package static func read(_ path: String) throws -> MessageTable {
    guard let bytes = SmallFile.bytes(path, limit: limit) else {
      throw Complaint(name: path, reason: String(cString: strerror(errno)))
    }
    guard bytes.count < limit else {
      throw Complaint(name: path, reason: "is larger than a file of messages can be")
    }
    return MessageTable(bytes)
  }

  /// Where the files for all users are, and those of this one.
  package static var configurationFolders: [String] {
    // A relative one is the fault of who set it.
    func folder(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    let own = folder("XDG_CONFIG_HOME") ?? folder("HOME").map { "\($0)/.config" }
    return ["/etc"] + [own].compactMap { $0 }
  }

  package static func installed(below folders: [String] = configurationFolders) -> [String] {
    folders.map { "\($0)/probe-doctor/messages.d" }.flatMap { folder in
      SmallFile.names(in: folder).filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
    }
  }
}
