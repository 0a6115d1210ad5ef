internal import Glibc
package import KillCorrelator
internal import LogModel
internal import Platform

/// The udevd that runs here: which limit it has, by what it was started with.
package enum RunningUdev {
  /// Where udevd reads its configuration: the first file of the name counts, then what is dropped in
  /// beside it, by name (`udev_parse_config_full`, and from 256 on `config_parse_standard_file…`).
  private static let folders = ["/etc/udev", "/run/udev", "/usr/local/lib/udev", "/usr/lib/udev"]

  package static func limit() -> WorkerLimit {
    let processes = ProcessTable()
    let words = processes.all().udevd.map { processes.arguments($0.pid) } ?? []
    return WorkerLimit(
      commandLine: ThisMachine.commandLine ?? "", arguments: Array(words.dropFirst()),
      configuration: configuration(), version: version())
  }

  private static func configuration() -> String {
    let main = folders.lazy.compactMap { SmallFile.text("\($0)/udev.conf") }.first ?? ""
    var dropIns: [String: String] = [:]
    for folder in folders.reversed() {
      let names = SmallFile.names(in: "\(folder)/udev.conf.d")
      for name in names where name.hasSuffix(".conf") {
        dropIns[name] = SmallFile.text("\(folder)/udev.conf.d/\(name)")
      }
    }
    return ([main] + dropIns.sorted { $0.key < $1.key }.map(\.value)).joined(separator: "\n")
  }

  /// `252`, from udevadm, which is the same program as udevd.
  private static func version() -> String? {
    guard let output = popen("udevadm --version 2>/dev/null", "re") else { return nil }
    defer { pclose(output) }
    var line = [UInt8](repeating: 0, count: 64)
    let count = fread(&line, 1, line.count, output)
    return String(decoding: line[..<count], as: UTF8.self).split(separator: "\n").first
      .map(String.init)
  }
}
