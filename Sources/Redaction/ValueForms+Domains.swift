/// Names of machines in the Internet that nothing announces.
extension ValueForms {
  /// `web01.intern.example.org`: by the suffixes that machines' names have. Of two labels only those
  /// of private networks: `ext4.org` could be anything.
  func domain(_ start: Int) -> PrivateMatch? {
    guard mayHoldDomain, self[start].isASCIILetter, self[start - 1] != UInt8(ascii: "."),
      self[start - 1] != UInt8(ascii: "@"), self[start - 1] != UInt8(ascii: "/") || isServer(start)
    else { return nil }
    var at = start
    while at - start < 255,
      self[at].isDecimal || self[at].isASCIILetter || self[at] == UInt8(ascii: "-")
        || isInnerDot(at)
    {
      at += 1
    }
    guard at > start, !self[at].isWordByte, self[at] != UInt8(ascii: "_"),
      bytes[start..<at].contains(UInt8(ascii: "."))
    else { return nil }
    let name = String(decoding: bytes[start..<at], as: UTF8.self).lowercased()
    let labels = name.split(separator: ".")
    guard labels.count >= 2, let last = labels.last.map(String.init) else { return nil }
    let isPrivate =
      labels.count > 2 && Self.publicSuffixes.contains(last)
      || Self.privateSuffixes.contains(last)
    let isKnown =
      Self.isProject(name) || Self.sysctls.contains(String(labels[0])) || name == "rc.local"
    return isPrivate && !isKnown ? PrivateMatch(range: start..<at, kind: .domain) : nil
  }

  /// Of two labels or more; nobody's who publishes what logs speak of.
  static func isPublicDomain(_ name: ArraySlice<UInt8>) -> Bool {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    return publicSuffixes.contains(name.split(separator: ".").last.map(String.init) ?? "")
      && !isProject(name)
  }

  /// Whether a machine is one of those who publish what logs speak of.
  static func isProject(_ name: String) -> Bool {
    projects.contains(name.split(separator: ".").suffix(2).joined(separator: "."))
  }

  func isInnerDot(_ at: Int) -> Bool {
    self[at] == UInt8(ascii: ".") && self[at + 1].isWordByte
  }

  /// Behind `://`.
  private func isServer(_ start: Int) -> Bool {
    self[start - 2] == UInt8(ascii: "/") && self[start - 3] == UInt8(ascii: ":")
  }

  private static let privateSuffixes: Set<String> = [
    "lan", "intern", "internal", "intranet", "corp", "home", "localnet", "fritz", "local", "box",
    "dmz", "private", "priv", "example",
  ]
  /// The first words of the names of sysctls: `dev.cdrom.info`.
  private static let sysctls: Set<String> = ["dev", "net", "kernel", "vm", "fs", "user", "abi"]
  private static let publicSuffixes: Set<String> = [
    "com", "org", "net", "edu", "gov", "mil", "info", "biz", "cloud", "dev", "io",
    "eu", "de", "fr", "uk", "nl", "be", "ch", "at", "it", "es", "pt", "pl", "cz", "dk", "se", "no",
    "fi", "hu", "ro", "gr", "ie", "ru", "ua", "us", "ca", "mx", "br", "ar", "cl", "au", "nz", "jp",
    "cn", "kr", "tw", "in", "sg", "za", "tr", "il",
  ]
  /// Of those who publish what logs speak of.
  private static let projects: Set<String> = [
    "kernel.org", "debian.org", "ubuntu.com", "launchpad.net", "redhat.com", "fedoraproject.org",
    "centos.org", "opensuse.org", "suse.com", "suse.de", "archlinux.org", "gentoo.org",
    "freedesktop.org", "systemd.io", "gnu.org", "github.com", "gitlab.com", "sourceforge.net",
    "linuxfoundation.org", "linux.org", "linux.com", "infradead.org",
    "intel.com", "amd.com", "nvidia.com", "broadcom.com", "qemu.org", "xen.org", "kde.org",
    "gnome.org", "netfilter.org", "samba.org", "postfix.org", "apache.org", "alsa-project.org",
    "bluez.org", "linuxtv.org", "linuxwireless.org", "lkml.org", "marc.info", "spinics.net",
    "w3.org", "wireguard.com", "ntp.org", "rsyslog.com",
  ]
}
