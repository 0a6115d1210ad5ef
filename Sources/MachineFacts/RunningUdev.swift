internal import Glibc
package import KillCorrelator
internal import LogModel
internal import Platform

/// The udevd that runs here: which limit it has, by what it was started with.
package enum RunningUdev {
  /// Where udevd reads its configuration: the first file of the name counts, then what is dropped in
  /// beside it, by name (`udev_parse_config_full`, and from 256 on `config_parse_standard_file…`).
  private static let folders = ["/etc/udev", "/run/udev", "/usr/local/lib/udev", "/usr/lib/udev"]

  /// - Parameters:
  ///   - udevd: its pid, if it is there.
  ///   - version: what ``version()`` gave.
  package static func limit(of udevd: Int?, version: String?) -> WorkerLimit {
    let words = udevd.map { ProcessTable().arguments($0) } ?? []
    return WorkerLimit(
      commandLine: ThisMachine.commandLine ?? "", arguments: Array(words.dropFirst()),
      configuration: configuration(), version: version)
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

  /// Where distributions put udevadm, the oldest ones last.
  private static let programs = [
    "/usr/bin/udevadm", "/bin/udevadm", "/usr/sbin/udevadm", "/sbin/udevadm",
    "/run/current-system/sw/bin/udevadm",
  ]

  /// `252`, from udevadm, which is the same program as udevd: libudev does not tell it. Starts a program.
  package static func version() -> String? {
    programs.first { access($0, X_OK) == 0 }
      .flatMap { Program.output(of: [$0, "--version"], limit: 4096) }
      .flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n").first }
      .map(String.init)
  }
}
