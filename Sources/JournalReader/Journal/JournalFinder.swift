import Glibc
import Platform
internal import Platform

/// Which journals of a machine are meant, named as journalctl names them.
public struct LiveOptions: Sendable, Hashable {
  /// `--merge`: also those received from other machines.
  public var merge = false
  /// `--namespace`: a name, `+name` (with the default one), or `*`; nil is the default namespace.
  public var namespace: String?
  /// `--root`: the machine whose file system is mounted there.
  public var root: String?
  /// `--directory`: instead of /var/log/journal and /run/log/journal.
  public var directory: String?

  public init(
    merge: Bool = false, namespace: String? = nil, root: String? = nil, directory: String? = nil
  ) {
    self.merge = merge
    self.namespace = namespace
    self.root = root
    self.directory = directory
  }

  /// How the report calls it.
  var name: String {
    directory ?? root.map { "the journal below \($0)" } ?? "this machine's journal"
  }

  /// Whether "the current boot" is the one that the kernel tells.
  var isThisMachine: Bool { directory == nil && root == nil }
}

/// Finds journal files where libsystemd would (sd_journal_open(3), file-hierarchy), but tells what
/// it may not look into: libsystemd passes over that without a word.
struct JournalFinder {
  private(set) var files: [String] = []
  private(set) var failures: [(path: String, failure: JournalFailure)] = []

  /// A directory's own journals, and those of its subdirectories that are named by a machine id,
  /// as `journalctl --directory` reads them, but of all namespaces.
  init(directory: String) {
    search(directory) { _ in true }
  }

  init(_ options: LiveOptions) {
    if let directory = options.directory {
      if access(directory, F_OK) != 0 {
        failures.append((directory, JournalFailure(code: errno)))
        return
      }
      search(directory) { Self.isWanted($0, options) }
      return
    }
    let ownID = options.merge ? nil : Self.machineID(below: options.root)
    search(options, of: ownID)
    // The disk may have been given another id since, or be a copy of one that had it.
    if files.isEmpty, options.root != nil, ownID != nil { search(options, of: nil) }
  }

  /// Searches where journald keeps the journal of one machine, or those of all.
  private mutating func search(_ options: LiveOptions, of ownID: BootID?) {
    for place in ["/run/log/journal", "/var/log/journal"] {
      let place = (options.root ?? "") + place
      // Where systemd-journal-remote puts what it receives.
      if options.merge { files += journals(in: "\(place)/remote") }
      search(place) { name in
        // A volatile journal may still be named by the id that the initrd made up.
        let isOwn = ownID == nil || place.hasSuffix("/run/log/journal") || name.machineID == ownID
        return isOwn && Self.isWanted(name, options)
      }
    }
  }

  /// A subdirectory's name: `<machine id>` or `<machine id>.<namespace>`.
  private struct Name {
    var machineID: BootID
    var namespace: String?

    init?(_ name: String) {
      let parts = name.split(separator: ".", maxSplits: 1)
      guard let first = parts.first, let id = BootID(first) else { return nil }
      machineID = id
      namespace = parts.count > 1 ? String(parts[1]) : nil
    }
  }

  private static func isWanted(_ name: Name, _ options: LiveOptions) -> Bool {
    switch options.namespace {
    case nil: return name.namespace == nil
    case "*": return true
    case let wanted?:
      guard wanted.hasPrefix("+") else { return name.namespace == wanted }
      return name.namespace == nil || name.namespace == String(wanted.dropFirst())
    }
  }

  /// The machine's id (machine-id(5)); nil where it has none yet, and all journals count.
  private static func machineID(below root: String?) -> BootID? {
    SmallFile.line("\(root ?? "")/etc/machine-id").flatMap { BootID($0.prefix(32)) }
  }

  private mutating func search(_ directory: String, where isWanted: (Name) -> Bool) {
    for name in list(directory) {
      if Self.isJournal(name) {
        files.append("\(directory)/\(name)")
      } else if let id = Name(name), isWanted(id) {
        files += journals(in: "\(directory)/\(name)")
      }
    }
  }

  private mutating func journals(in directory: String) -> [String] {
    list(directory).filter { Self.isJournal($0) }.map { "\(directory)/\($0)" }
  }

  /// `.journal~` is what journald makes of a file that was not closed properly.
  static func isJournal(_ name: some StringProtocol) -> Bool {
    name.hasSuffix(".journal") || name.hasSuffix(".journal~")
  }

  private mutating func list(_ directory: String) -> [String] {
    do {
      return try Directory.names(in: directory)
    } catch {
      if error.code != ENOENT, error.code != ENOTDIR {
        failures.append((directory, JournalFailure(code: error.code)))
      }
      return []
    }
  }
}
