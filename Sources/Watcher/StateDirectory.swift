internal import Glibc
internal import Platform

/// Where captures and reports are kept, and found again by whoever diagnoses the boot later.
///
/// A capture is written to /run first, which cannot hang and is there from the beginning, and moved
/// from there when /var is: both are looked into.
package struct StateDirectory: Sendable {
  package let path: String
  /// Where files wait until they can be moved; nil if they are written to `path` at once.
  package let waiting: String?

  /// All files together, oldest gone first.
  static let mostBytes = 16 << 20
  static let mostFiles = 200

  /// - Parameter path: nil for the usual one: `$STATE_DIRECTORY`, /var/lib/probe-doctor for root,
  ///   `$XDG_STATE_HOME/probe-doctor` for others.
  package init(path: String? = nil) {
    let given = path ?? Self.variable("STATE_DIRECTORY").map { String($0.prefix { $0 != ":" }) }
    if let given {
      self.init(path: given, waiting: nil)
    } else if geteuid() == 0 {
      self = Self.system
    } else {
      let home =
        Self.folder("XDG_STATE_HOME") ?? "\(Self.folder("HOME") ?? Self.ownHome)/.local/state"
      self.init(path: "\(home)/probe-doctor", waiting: nil)
    }
  }

  private init(path: String, waiting: String?) {
    self.path = path
    self.waiting = waiting
  }

  private static let system = StateDirectory(
    path: "/var/lib/probe-doctor", waiting: "/run/probe-doctor")

  /// Where a watcher on this machine can have kept what this user may read.
  package static var all: [StateDirectory] {
    let own = StateDirectory()
    return own.path == system.path ? [system] : [system, own]
  }

  /// The captures of a boot, oldest first; of all boots without one.
  package func captures(ofBoot bootID: String? = nil) -> [String] {
    files("capture-\(bootID ?? "")", ".export")
  }

  /// The diagnoses that were made at kills, as text and as JSON, oldest first.
  package func reports(ofBoot bootID: String? = nil) -> [String] {
    files("kill-\(bootID ?? "")", "")
  }

  /// The tables of how long events took, a boot each: path and text.
  func durations() -> [(path: String, text: String)] {
    files("durations-", ".tsv").compactMap { path in SmallFile.text(path).map { (path, $0) } }
  }

  private func files(_ prefix: String, _ suffix: String) -> [String] {
    [path, waiting].compactMap { $0 }.flatMap { folder in
      SmallFile.names(in: folder)
        .filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
    }.sorted { Self.name(ofPath: $0) < Self.name(ofPath: $1) }
  }

  /// A capture's name tells its boot and its time.
  static func captureName(bootID: String, monotonic: Int64) -> String {
    let digits = String(monotonic)
    let padded = String(repeating: "0", count: max(0, 14 - digits.count)) + digits
    return "capture-\(bootID)-\(padded).export"
  }

  /// A report's name tells its boot and its kill.
  ///
  /// - Parameter id: as in ``Kill/id``, which begins with some digits of the boot's.
  package static func reportName(_ id: String, _ bootID: String, _ suffix: String) -> String {
    let plain = id.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" }
    return "kill-\(bootID)-\(String(plain)).\(suffix)"
  }

  /// Keeps a file, and drops the oldest ones if there are too many. May wait for the disk. The folder
  /// is made, but none above it.
  /// - Returns: why it could not be kept; nil if it was.
  package func keep(_ bytes: [UInt8], as name: String) -> String? {
    mkdir(waiting ?? path, 0o755)
    let failure = Self.write(bytes, to: "\(waiting ?? path)/\(name)")
    if waiting == nil { prune() } else if failure == nil { settle() }
    return failure
  }

  /// Moves what waits. Before journald has flushed, /var may not be mounted yet.
  private func settle() {
    guard let waiting, access("/run/systemd/journal/flushed", F_OK) == 0 else { return }
    mkdir(path, 0o755)
    for name in Self.names(in: waiting) {
      guard let bytes = SmallFile.bytes("\(waiting)/\(name)"),
        Self.write(bytes, to: "\(path)/\(name)") == nil
      else { return }
      unlink("\(waiting)/\(name)")
    }
    prune()
  }

  private func prune() {
    var files: [(path: String, time: Int, size: Int)] = []
    for name in Self.names(in: path) {
      var about = stat()
      guard lstat("\(path)/\(name)", &about) == 0 else { continue }
      files.append(("\(path)/\(name)", about.st_mtim.tv_sec, Int(about.st_size)))
    }
    files.sort { ($0.time, $0.path) < ($1.time, $1.path) }
    var bytes = files.reduce(0) { $0 + $1.size }
    while bytes > Self.mostBytes || files.count > Self.mostFiles, let oldest = files.first {
      unlink(oldest.path)
      bytes -= oldest.size
      files.removeFirst()
    }
  }

  /// What is kept in a folder, and not what somebody else has put there.
  private static func names(in folder: String) -> [String] {
    SmallFile.names(in: folder).filter {
      $0.hasPrefix("capture-") || $0.hasPrefix("kill-") || $0.hasPrefix("durations-")
    }
  }

  /// Writes a file as a whole.
  /// - Returns: why it could not be written; nil if it was.
  static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o640) -> String? {
    do {
      // who is given up while it waits for the disk leaves its draft behind
      try AtomicFile.write(to: path, mode: mode, draft: ".\(name(ofPath: path))") { descriptor in
        let failure = AtomicFile.put(bytes, on: descriptor)
        if failure != 0 { throw SystemError(code: failure) }
      }
      return nil
    } catch {
      return "\(path): \(error)"
    }
  }

  static func name(ofPath path: String) -> Substring {
    path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A relative one is the fault of who set it.
  private static func folder(_ name: String) -> String? {
    variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  /// Where the user is at home; nowhere, if nobody says.
  private static var ownHome: String {
    guard let home = getpwuid(geteuid())?.pointee.pw_dir else { return "/nonexistent" }
    return String(cString: home)
  }
}
