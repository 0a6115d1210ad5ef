/// Which machine each log of an archive is of: an archive of several folders with logs in them is as
/// many reports, like a folder of them.
struct ArchiveFolders {
  private let archive: String
  /// Before what tells the machines apart.
  private let depth: Int
  private let areMachines: Bool

  /// What stands at the top of one machine's files, be it a report's or the system's own.
  private static let parts: Set = [
    "boot", "dev", "etc", "home", "lib", "log", "logs", "opt", "proc", "root", "run",
    "sos_commands",
    "sos_logs", "sys", "tmp", "usr", "var",
  ]

  /// - Parameter sources: the logs in it, as ``isPacked(_:in:)`` has them.
  init(_ sources: [String], in archive: String) {
    self.archive = archive
    let folders = Set(sources).map { Self.folders(of: $0, in: archive) }
    var depth = 0
    while let first = folders.first, depth < first.count,
      folders.allSatisfy({ depth < $0.count && $0[depth] == first[depth] })
    { depth += 1 }
    self.depth = depth
    // a log beside the folders is of the same machine as what is in them
    areMachines =
      folders.count > 1
      && folders.allSatisfy { folders in
        depth < folders.count && !Self.parts.contains(folders[depth])
      }
  }

  /// Whether a log lies in an archive: `reports.tar:host/dmesg.txt`.
  static func isPacked(_ source: String, in archive: String) -> Bool {
    source.hasPrefix(archive + ":")
  }

  /// What stands for the machine: the archive, or a folder in it.
  func machine(of source: String) -> String {
    guard areMachines else { return archive }
    let folders = Self.folders(of: source, in: archive).prefix(depth + 1)
    return "\(archive):\(folders.joined(separator: "/"))"
  }

  private static func folders(of source: String, in archive: String) -> [String] {
    source.dropFirst(archive.count + 1).split(separator: "/").dropLast().map(String.init)
  }
}
