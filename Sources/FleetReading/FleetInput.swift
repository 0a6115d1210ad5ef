internal import Glibc
internal import Platform

/// What is read in one go, apart from all else: the journal of a machine with its rotated files, a
/// report, a file of findings.
struct FleetInput {
  /// What it is called; the same at the next run.
  var name: String
  /// Files, or one directory.
  var paths: [String]
  /// Whether the user named it. What was found in a directory and is no log is passed over.
  var isNamed = false
  /// Whether it is journal files and nothing else: those tell which boots have gone on.
  var isJournal = false

  var isStandardInput: Bool { paths == ["-"] }

  /// The state of everything in it, told without reading it.
  var versions: [FileVersion] {
    paths.flatMap { FileVersion.all(below: $0) }.sorted { $0.key < $1.key }
  }
}

/// Which file this is and whether it has changed, whatever its name is by now: a rotated journal
/// has a new name and is the same file.
struct FileVersion: Codable, Hashable {
  var device: UInt64
  var inode: UInt64
  var size: Int64
  /// Of the last change, in ns since 1970.
  var changed: Int64
  /// A sum over the first bytes: the header of a journal counts its entries, also where the file
  /// system's clock did not move on.
  var head: UInt64

  /// In an order that does not depend on names.
  fileprivate var key: (UInt64, UInt64) { (device, inode) }

  init?(_ path: String) {
    guard case .file? = try? FileKind(of: path) else { return nil }
    let descriptor = path.withFileName {
      open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    // FNV-1a
    head = bytes[..<max(count, 0)].reduce(0xcbf2_9ce4_8422_2325) { sum, byte in
      (sum ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    changed = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  static func all(below path: String) -> [FileVersion] {
    guard let names = Folder.names(in: path) else { return FileVersion(path).map { [$0] } ?? [] }
    return names.flatMap { name -> [FileVersion] in
      let path = Folder.join(path, name)
      return Folder.type(of: path) == .link ? [] : all(below: path)
    }
  }
}

/// Looks at directories.
enum Folder {
  enum EntryType {
    case file, directory, link, other
  }

  /// Sorted; nil if it is no directory or may not be read.
  static func names(in path: String) -> [String]? { try? Directory.names(in: path) }

  static func type(of path: String) -> EntryType {
    var status = stat()
    guard path.withFileName({ lstat($0, &status) }) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    case S_IFLNK: return .link
    default: return .other
    }
  }

  static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
  }
}
