internal import Glibc
package import LogModel
internal import MachineFacts
internal import Platform

/// What is known of a machine beside its log, under the names by which it is found on reading back.
package struct MachineFiles {
  /// The kernel's command line, as the bundle calls it.
  static let commandLine = "proc/cmdline"

  package private(set) var files: [BundleMember] = []
  /// What could not be got, each with the reason.
  package private(set) var missing: [String] = []

  /// What stood beside the logs.
  ///
  /// Its state (command line, drivers) holds for one boot: without a boot's id among the files, for
  /// the last one. With several boots in the bundle nobody could tell which that was.
  package init(beside boots: [BootLog]) {
    let places = Dictionary(
      boots.flatMap(\.surroundings).map { ($0.root, $0) }, uniquingKeysWith: { one, _ in one })
    guard let place = places.values.first else { return }
    guard places.count == 1 else {
      missing.append("What stood beside the logs: it is of \(places.count) machines.")
      return
    }
    let namesBoot = place.attachments.contains { $0.path.hasSuffix("random/boot_id") }
    guard namesBoot || boots.count == 1 && boots[0].surroundings[0].isLatestBoot else {
      missing.append("What stood beside the log: it does not say of which boot it is.")
      return
    }
    for file in place.attachments where !Self.isOwnModuleTable(file) {
      files.append(BundleMember(file.path, file.bytes()))
    }
  }

  /// The running kernel's tables are the same for all who have that kernel, and megabytes.
  private static func isOwnModuleTable(_ file: Attachment) -> Bool {
    file.path.hasSuffix("/modules.alias") && file.name == "/\(file.path)"
  }

  /// Adds what the running system knows of itself.
  package mutating func addThisMachine() {
    for path in ["/proc/modules", "/etc/os-release", "/proc/version"] { add(path) }
    addRules()
    files.append(BundleMember("udevadm_info_--export-db", DeviceList().text))
  }

  private mutating func add(_ path: String) {
    guard !files.contains(where: { "/\($0.name)" == path }) else { return }
    guard let bytes = SmallFile.bytes(path) else {
      missing.append("\(path): \(String(cString: strerror(errno)))")
      return
    }
    files.append(BundleMember(String(path.dropFirst()), bytes))
  }

  /// Rules that are not as a package has them: all but those below /usr are somebody's own.
  private mutating func addRules() {
    for folder in ["/etc/udev/rules.d", "/run/udev/rules.d"] {
      for name in SmallFile.names(in: folder) { add("\(folder)/\(name)") }
    }
    let packaged = PackagedRules()
    guard packaged.isKnown else {
      missing.append(
        "Rules below /usr/lib/udev/rules.d: without dpkg's lists nothing tells which were changed.")
      return
    }
    let folder = "/usr/lib/udev/rules.d"
    for name in SmallFile.names(in: folder) {
      let path = "\(folder)/\(name)"
      guard let bytes = SmallFile.bytes(path), !packaged.has(path, bytes) else { continue }
      files.append(BundleMember(String(path.dropFirst()), bytes))
    }
  }
}
