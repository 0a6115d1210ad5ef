internal import KillCorrelator

extension Remedy.OperatingSystem {
  /// Where the kernel command line is set.
  var inBootLoader: String {
    switch self {
    case .debian, .suse, .arch:
      " (GRUB_CMDLINE_LINUX in /etc/default/grub, then as root what is below)"
    case .raspberry: " (its one line in /boot/firmware/cmdline.txt, or /boot/cmdline.txt, as root)"
    case .fedora: " (as root)"
    case .board:
      " (where the board's boot loader has it: U-Boot's bootargs, an extlinux.conf, or a file below /boot)"
    case .unknown:
      " (with GRUB: GRUB_CMDLINE_LINUX in /etc/default/grub, then as root update-grub, or grub-mkconfig -o and the path of grub.cfg)"
    }
  }

  /// How an initrd is rebuilt where the log does not tell the distribution.
  var initrdIfUnknown: String {
    self == .unknown || self == .board
      ? " (update-initramfs -u, dracut -f or mkinitcpio -P, as the distribution has it)" : ""
  }

  /// What is copied for a new option.
  func commands(adding option: String) -> [String] {
    switch self {
    case .fedora: ["grubby --update-kernel=ALL --args=\(option)"]
    default: [option] + [writesBootLoader].compactMap { $0 }
    }
  }

  func commands(removing option: String) -> [String] {
    switch self {
    case .fedora: ["grubby --update-kernel=ALL --remove-args=\(option)"]
    default: [writesBootLoader].compactMap { $0 }
    }
  }

  private var writesBootLoader: String? {
    switch self {
    case .debian: "update-grub"
    case .suse: "grub2-mkconfig -o /boot/grub2/grub.cfg"
    case .arch: "grub-mkconfig -o /boot/grub/grub.cfg"
    case .raspberry, .board, .fedora, .unknown: nil
    }
  }

  var rebuildsInitrd: String? {
    switch self {
    case .debian, .raspberry: "update-initramfs -u"
    case .fedora, .suse: "dracut -f"
    case .arch: "mkinitcpio -P"
    case .board, .unknown: nil
    }
  }
}
