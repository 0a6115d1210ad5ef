internal import ReportModel

/// How a machine goes on without another boot, once the device is there: what the boot lost is started again.
struct Recovery {
  let finding: Report.Finding
  let boot: Report.Boot

  static let id = "go-on"

  /// Nil where nothing was lost that can be started, or where the device will not come before a reboot.
  var remedy: Report.Remedy? {
    guard finding.kind == "kill", finding.during != .shutdown, finding.outcome != .stuck,
      finding.outcome != .halfInitialised
    else { return nil }
    let lost = boot.harm.filter { $0.findings.contains(finding.id) }
    // from the initrd's shell one goes on by leaving it
    guard !lost.contains(where: { $0.kind == "root" }) else { return nil }
    var commands = lost.compactMap(Self.command)
    if lost.contains(where: { $0.kind == "emergency" }) { commands.append("systemctl default") }
    guard !commands.isEmpty else { return nil }
    var seen: Set<String> = []
    return Report.Remedy(
      id: Self.id, scope: .now,
      text: "Once the device is there, start as root what the boot went on without; `nofail` in "
        + "/etc/fstab lets the next one go on as well.",
      commands: commands.filter { seen.insert($0).inserted })
  }

  /// What is started again has to be a unit's name as systemd writes it, and nothing else.
  private static func command(_ harm: Report.Harm) -> String? {
    switch harm.kind {
    case "file-system" where isUnit(harm.what, ".mount"): "systemctl start \(harm.what ?? "")"
    case "file-system": "mount -a"
    case "swap" where isUnit(harm.what, ".swap"): "systemctl start \(harm.what ?? "")"
    case "swap": "swapon -a"
    default: nil
    }
  }

  private static func isUnit(_ name: String?, _ suffix: String) -> Bool {
    guard let name, name.hasSuffix(suffix) else { return false }
    return name.utf8.allSatisfy { byte in
      (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        || "-_.:@".utf8.contains(byte)
    }
  }
}
