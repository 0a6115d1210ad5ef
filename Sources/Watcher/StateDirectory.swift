internal import Glibc
internal import MachineFacts
internal import Platform

/// Where captures and reports are kept, and found again by whoever diagnoses the boot later.
///
/// A capture is written to /run first, which cannot hang and is there from the beginning, and moved
/// from there when /var is: both are looked into.
public struct StateDirectory: Sendable {
  public let path: String
  /// Where files wait until they can be moved; nil if they are written to `path` at once.
  public let waiting: String?

  /// All files together, oldest gone first.
  static let mostBytes = 16 << 20
  static let mostFiles = 200

  /// - Parameter path: nil for the usual one: `$STATE_DIRECTORY`, /var/lib/probe-doctor for root,
  ///   `$XDG_STATE_HOME/probe-doctor` for others.
  public init(path: String? = nil) {
    if let path {
      self.path = path
      waiting = nil
    } else if let given = Self.variable("STATE_DIRECTORY") {
      self.path = String(given.prefix { $0 != ":" })
      waiting = nil
    } else if geteuid() == 0 {
      self.path = Self.systemPath
      waiting = Self.systemWaiting
    } else {
      let home = Self.variable("HOME") ?? "/tmp"
      self.path = (Self.variable("XDG_STATE_HOME") ?? "\(home)/.local/state") + "/probe-doctor"
      waiting = nil
    }
  }

  /// Where a watcher on this machine can have kept what this user may read.
  public static var all: [StateDirectory] {
    let own = StateDirectory()
    let system = StateDirectory(path: systemPath, waiting: systemWaiting)
    return own.path == system.path ? [system] : [system, own]
  }

  private static let systemPath = "/var/lib/probe-doctor"
  private static let systemWaiting = "/run/probe-doctor"

  private init(path: String, waiting: String?) {
    self.path = path
    self.waiting = waiting
  }

  /// The captures of a boot, oldest first; of all boots without one.
  public func captures(ofBoot bootID: String? = nil) -> [String] {
    files("capture-\(bootID ?? "")", ".export")
  }

  /// The diagnoses that were made at kills, as text and as JSON, oldest first.
  public func reports(ofBoot bootID: String? = nil) -> [String] {
    files("kill-\(bootID ?? "")", "")
  }

  private func files(_ prefix: String, _ suffix: String) -> [String] {
    [path, waiting].compactMap { $0 }.flatMap { folder in
      SmallFile.names(in: folder)
        .filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
    }.sorted { Self.name($0) < Self.name($1) }
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
  public static func reportName(_ id: String, _ bootID: String, _ suffix: String) -> String {
    let plain = id.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" }
    return "kill-\(bootID)-\(String(plain)).\(suffix)"
  }

  /// Keeps a file, and drops the oldest ones if there are too many. May wait for the disk.
  /// - Returns: why it could not be kept; nil if it was.
  public func keep(_ bytes: [UInt8], as name: String) -> String? {
    var failure: Int32 = 0
    if let waiting {
      failure = Self.write(bytes, waiting, name)
      if failure == 0 { settle() }
      return failure == 0 ? nil : "\(waiting)/\(name): \(String(cString: strerror(failure)))"
    }
    failure = Self.write(bytes, path, name)
    prune()
    return failure == 0 ? nil : "\(path)/\(name): \(String(cString: strerror(failure)))"
  }

  /// Moves what waits. Before journald has flushed, /var may not be mounted yet.
  func settle() {
    guard let waiting, access("/run/systemd/journal/flushed", F_OK) == 0 else { return }
    for name in SmallFile.names(in: waiting)
    where name.hasPrefix("capture-") || name.hasPrefix("kill-") {
      guard let text = SmallFile.bytes("\(waiting)/\(name)"),
        Self.write(text, path, name) == 0
      else { return }
      unlink("\(waiting)/\(name)")
    }
    prune()
  }

  private func prune() {
    var files: [(path: String, time: Int, size: Int)] = []
    for name in SmallFile.names(in: path)
    where name.hasPrefix("capture-") || name.hasPrefix("kill-") {
      var about = stat()
      guard stat("\(path)/\(name)", &about) == 0 else { continue }
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

  /// Beside it first, so that nobody reads half a file. Gives errno, or 0.
  static func write(
    _ bytes: [UInt8], _ folder: String, _ name: String, mode: mode_t = 0o640
  ) -> Int32 {
    if mkdir(folder, 0o755) != 0, errno == ENOENT {
      _ = folder.lastIndex(of: "/").map { mkdir(String(folder[..<$0]), 0o755) }
      mkdir(folder, 0o755)
    }
    let draft = "\(folder)/.\(name)"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { return errno }
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start)
      }
      if count < 0, errno != EINTR {
        let failure = errno
        close(descriptor)
        unlink(draft)
        return failure
      }
      start += max(count, 0)
    }
    fsync(descriptor)
    close(descriptor)
    return rename(draft, "\(folder)/\(name)") == 0 ? 0 : errno
  }

  static func name(_ path: String) -> Substring {
    path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
