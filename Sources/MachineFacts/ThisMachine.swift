internal import Platform

/// What the machine that this runs on says of itself.
package enum ThisMachine {
  /// The kernel's id of this boot, 32 hexadecimal digits.
  package static var bootID: String? { digits("/proc/sys/kernel/random/boot_id") }

  /// machine-id(5), 32 hexadecimal digits.
  package static var machineID: String? { digits("/etc/machine-id") }

  package static var hostname: String? { SmallFile.line("/proc/sys/kernel/hostname") }

  /// The kernel's release (`6.1.0-50-amd64`).
  package static var kernel: String? { SmallFile.line("/proc/sys/kernel/osrelease") }

  package static var commandLine: String? { SmallFile.line("/proc/cmdline") }

  private static func digits(_ path: String) -> String? {
    guard let digits = SmallFile.line(path)?.filter({ $0 != "-" }), digits.utf8.count == 32,
      digits.allSatisfy(\.isHexDigit)
    else { return nil }
    return digits
  }
}
