import Glibc
internal import LogModel
internal import Platform

/// Something that may be a log: where it was found, and what its name lets expect where its content
/// does not tell.
struct LogCandidate {
  /// A path, `-`, or `ARCHIVE:MEMBER`. It is only ever shown.
  var name: String
  /// Where it is on a disk as it stands; nil on a pipe or in an archive.
  var path: String?
  /// Whether the user named it. Of what was found in an archive or a directory, all that is no
  /// log is passed over without a word.
  var isNamed: Bool
  var isCompressed = false
  /// What comes before its own name: `ARCHIVE:`.
  var container = ""
  /// Behind how many others it stands in its file.
  var rests = 0
  /// In how many archives it lies.
  var archives = 0

  /// The name without the ending that its compression has given it.
  var uncompressedName: Substring {
    guard isCompressed, let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else {
      return name[...]
    }
    return name[..<dot]
  }

  /// The last part of that.
  private var baseName: Substring {
    let name = uncompressedName.dropFirst(container.count)
    return name.lastIndex(of: "/").map { name[name.index(after: $0)...] } ?? name
  }

  var claimsJournal: Bool { JournalFinder.isJournal(baseName) }

  /// Whether it has a name that logs have, so that not being able to read it is worth a word.
  var claimsLog: Bool {
    let name = baseName.lowercased()
    return claimsJournal || name.hasSuffix(".log")
      || ["dmesg", "messages", "syslog", "kern", "journal", "console", "boot.log", "udev"]
        .contains { name.hasPrefix($0) }
  }

  /// What helps where we do not look into something.
  var cure: String { "unpack it and name the logs in it" }

  /// Why nothing at all can be unpacked here.
  var lackOfLibrary: ReadError? {
    ArchiveLibrary.absence.map {
      ReadError(name: name, reason: "cannot be unpacked: \($0.reason)", cure: $0.cure)
    }
  }

  func hasNoRoom(_ failure: StreamFailure) -> ReadError {
    ReadError(
      name: name, reason: "cannot be unpacked: \(failure.reason)",
      cure: "set TMPDIR to a directory with room for it")
  }

  func refusal(_ failure: StreamFailure) -> ReadError {
    if case .system(let code) = failure { return .opening(name, code) }
    return ReadError(name: name, reason: "cannot be unpacked: \(failure.reason)")
  }
}

extension ReadError {
  static func nothing(in name: String) -> ReadError {
    ReadError(name: name, reason: "holds neither journal files nor log texts")
  }

  /// Why a file cannot be opened, by its errno value.
  static func opening(_ name: String, _ code: Int32) -> ReadError {
    switch code {
    case ENOENT, ENOTDIR:
      return ReadError(name: name, reason: "is not there", cure: "check the path")
    case EACCES, EPERM:
      return ReadError(
        name: name, reason: "permission denied",
        cure: "run with sudo, or make a copy that you may read")
    default:
      return ReadError(name: name, reason: "cannot be read: \(SystemError(code: code))")
    }
  }
}
