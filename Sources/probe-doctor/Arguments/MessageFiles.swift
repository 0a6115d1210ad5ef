import Glibc
import KillCorrelator
import Platform
import Telling

/// The messages that a user has written down, beside those that the program knows.
struct MessageFiles: Equatable {
  /// Files that the command line names.
  var named: [String] = []

  private static let suffix = ".messages"
  private static let limit = 1 << 20

  /// All messages.
  ///
  /// - Throws: `Complaint` for a file that cannot be read or has something wrong in it: nobody would
  ///   know what was not looked for.
  func catalogue() throws -> Catalogue {
    var rows: [Row] = []
    for path in Self.installed() + named {
      let table = try Self.read(path)
      guard let fault = table.faults.first else {
        rows += table.rows
        continue
      }
      throw Complaint(
        name: "\(path):\(fault.line)", reason: fault.sentence,
        cure: "`probe-doctor check-messages \(path)` shows all that is wrong in it")
    }
    return rows.isEmpty ? .standard : Catalogue.standard.adding(rows)
  }

  static func read(_ path: String) throws -> MessageTable {
    guard let bytes = SmallFile.bytes(path, limit: limit) else {
      throw Complaint(name: path, reason: String(cString: strerror(errno)))
    }
    guard bytes.count < limit else {
      throw Complaint(name: path, reason: "is larger than a file of messages can be")
    }
    return MessageTable(bytes)
  }

  /// Those in the folders for all users and for this one.
  private static func installed() -> [String] {
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    let own = variable("XDG_CONFIG_HOME") ?? variable("HOME").map { "\($0)/.config" }
    return (["/etc"] + [own].compactMap { $0 }).flatMap { folder in
      let folder = "\(folder)/probe-doctor/messages.d"
      return SmallFile.names(in: folder).filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
    }
  }
}
