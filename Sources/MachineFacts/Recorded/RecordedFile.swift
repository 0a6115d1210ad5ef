internal import LogModel

/// The files beside a log from which something can be learned.
enum RecordedFile: String, CaseIterable {
  case bootID
  case commandLine
  case udevConfiguration
  case kernelName
  case systemdVersion
  case packages
  /// udev's database (`udevadm info --export-db`).
  case devices
  case pciDevices
  case moduleAliases
  /// What lsmod printed, or /proc/modules.
  case loadedModules
  /// A text in which supportconfig puts many files and commands.
  case sections

  /// Where they stand: in a root file system, in a sos report (its plugins kernel, devices, pci,
  /// systemd, dpkg and rpm, since version 3), in a supportconfig (its supportconfig.rc), or as people
  /// save them. What a name matches first counts, so that a report's own folders are no roots.
  private var paths: [String] {
    switch self {
    case .bootID: ["proc/sys/kernel/random/boot_id"]
    case .commandLine: ["proc/cmdline", "cmdline.txt"]
    case .udevConfiguration:
      ["etc", "run", "usr/lib"].flatMap {
        ["\($0)/udev/udev.conf", "\($0)/udev/udev.conf.d/*.conf"]
      }
    case .kernelName:
      ["sos_commands/kernel/uname_-a", "uname", "uname_-*", "uname-*.txt", "uname.txt"]
    case .systemdVersion:
      [
        "sos_commands/systemd/systemctl_--version", "systemctl_--version",
        "systemctl-version.txt",
      ]
    case .packages:
      [
        "sos_commands/dpkg/dpkg_-l", "sos_commands/rpm/sh_-c_rpm*", "installed-debs",
        "installed-rpms", "dpkg_-l", "dpkg-l.txt", "rpm_-qa*", "rpm-qa*.txt",
      ]
    case .devices:
      [
        "sos_commands/devices/udevadm_info_--export-db", "udevadm_info_--export-db",
        "udevadm_info_-e", "udevadm-info*.txt", "udevadm-export-db*", "udev-db.txt",
      ]
    case .pciDevices:
      [
        "sos_commands/pci/lspci_-nnvv", "sos_commands/hardware/lspci", "lspci_-nn*", "lspci",
        "lspci.txt", "lspci-nn*.txt",
      ]
    case .moduleAliases: ["usr/lib/modules/*/modules.alias", "lib/modules/*/modules.alias"]
    case .loadedModules: ["sos_commands/kernel/lsmod", "proc/modules", "lsmod", "lsmod.txt"]
    case .sections:
      ["basic-environment.txt", "hardware.txt", "modules.txt", "proc.txt", "rpm.txt", "udev.txt"]
    }
  }

  /// Bytes. The database of a machine with a thousand disks has some 30 MB.
  private var limit: Int {
    switch self {
    case .bootID, .commandLine, .udevConfiguration, .kernelName, .systemdVersion: 64 << 10
    case .packages, .pciDevices, .loadedModules: 4 << 20
    case .moduleAliases: 16 << 20
    case .devices, .sections: 48 << 20
    }
  }

  static let patterns = allCases.flatMap { file in
    file.paths.map { AttachmentPattern(kind: file.rawValue, path: $0, limit: file.limit) }
  }

  /// What a section is, by its title: a path, or a command with its path.
  init?(section title: String) {
    let words = title.split(separator: " ")
    guard let first = words.first else { return nil }
    let command = first.split(separator: "/").last ?? first
    switch command {
    case "uname": self = .kernelName
    case "udevadm" where words.contains { $0 == "--export-db" || $0 == "-e" }: self = .devices
    case "lspci" where words.contains { $0.hasPrefix("-nn") || $0.hasPrefix("-k") }:
      self = .pciDevices
    case "systemctl" where words.contains("--version"): self = .systemdVersion
    case "rpm" where words.contains { $0.hasPrefix("-qa") }: self = .packages
    case "cat" where words.last == "/proc/cmdline", "cmdline" where first == "/proc/cmdline":
      self = .commandLine
    case "lsmod": self = .loadedModules
    case "udev.conf" where first == "/etc/udev/udev.conf": self = .udevConfiguration
    case "boot_id": self = .bootID
    default: return nil
    }
  }
}
