import Glibc
internal import LogModel
internal import Platform

/// The files below a directory that the user named: a heap of logs, an unpacked sos report, the
/// journals of many machines.
///
/// Symbolic links in it are not followed: what they lead to is found where it stands, or is not in
/// the directory.
struct DirectoryTree {
  private(set) var journals: [JournalCollection.Source] = []
  private(set) var files: [String] = []
  private(set) var gaps: [Coverage.Gap] = []
  private(set) var refusals: [(error: ReadError, kind: Coverage.Source.Kind)] = []
  private let limits: ArchiveLimits
  let root: String
  private var seen = 0
  /// Journals that stand in `journals` already, together with others.
  private var taken: Set<String> = []

  /// - Throws: If the directory itself cannot be listed.
  init(_ path: String, limits: ArchiveLimits = ArchiveLimits()) throws(ReadError) {
    self.limits = limits
    root = path
    do throws(SystemError) {
      try search(path, depth: 0)
    } catch {
      throw .opening(path, error.code)
    }
  }

  /// Journals of one directory, and of those in it that are named by a machine, belong together.
  private mutating func search(_ path: String, depth: Int) throws(SystemError) {
    let names = try Directory.names(in: path)
    let finder = JournalFinder(directory: path)
    let found = finder.files.filter {
      !taken.contains($0) && isReached($0, from: path) && Self.isFile($0)
    }
    if !found.isEmpty {
      taken.formUnion(found)
      journals.append(
        JournalCollection.Source(name: path, paths: found, failures: finder.failures))
    }
    for name in names {
      let path = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      guard !taken.contains(path) else { continue }
      guard seen < limits.members else { return exceed("more than \(limits.members) files") }
      seen += 1
      switch Self.type(of: path) {
      case S_IFREG where Self.isFile(path): files.append(path)
      case S_IFDIR where depth < limits.depth:
        do throws(SystemError) {
          try search(path, depth: depth + 1)
        } catch {
          refusals.append((.opening(path, error.code), .text))
        }
      case S_IFDIR: exceed("more than \(limits.depth) directories in each other")
      case S_IFLNK: pass(link: path)
      default: break
      }
    }
  }

  private static func type(of path: String) -> mode_t {
    var status = stat()
    return path.withFileName { lstat($0, &status) } == 0 ? status.st_mode & S_IFMT : 0
  }

  /// Neither a device nor a pipe, nor what takes the kernel's messages away. What is not there any more
  /// is said where it is read.
  private static func isFile(_ path: String) -> Bool {
    do { return try FileKind(of: path) == .file } catch { return true }
  }

  /// Whether no link lies on the way.
  private func isReached(_ file: String, from directory: String) -> Bool {
    guard Self.type(of: file) != S_IFLNK else { return false }
    guard let slash = file.lastIndex(of: "/") else { return true }
    let parent = String(file[..<slash])
    return parent == directory || Self.type(of: parent) != S_IFLNK
  }

  /// A log that is only linked to from here is not read, which must be said.
  private mutating func pass(link path: String) {
    guard LogCandidate(name: path, isNamed: false).claimsLog, Self.target(of: path) != nil,
      !isInside(path)
    else { return }
    refusals.append(
      (
        ReadError(
          name: path, reason: "is a link to a place outside of \(root)",
          cure: "name what it leads to"), .text
      ))
  }

  private func isInside(_ path: String) -> Bool {
    guard let target = Self.target(of: path), let root = Self.target(of: root) else { return true }
    return target.hasPrefix(root == "/" ? root : root + "/")
  }

  private static func target(of path: String) -> String? {
    guard let real = path.withFileName({ realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return String(fileName: real)
  }

  private mutating func exceed(_ what: String) {
    guard !gaps.contains(where: { $0.kind == "archive-limit" }) else { return }
    gaps.note(
      "archive-limit", "\(root) was read only in part: it has \(what); name the parts that matter")
  }
}
