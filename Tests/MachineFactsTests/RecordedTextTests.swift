import JournalReader
import LogModel
import KillCorrelator
import Testing

@testable import MachineFacts

/// The forms in which reports print what they collect.
@Suite struct RecordedTextTests {
  private func machine(_ files: (String, String)...) -> RecordedMachine {
    RecordedMachine(
      Surroundings(root: "r/", attachments: files.compactMap(attachment), isLatestBoot: true))
  }

  private func attachment(_ path: String, _ text: String) -> LogModel.Attachment? {
    match(path).map { match in LogModel.Attachment(match, name: "r/\(path)") { Array(text.utf8) } }
  }

  /// Asked of the same patterns as a reader asks.
  private func match(_ path: String) -> AttachmentPattern.Match? {
    RecordedFile.patterns.lazy.compactMap { $0.match(path[...], in: "r/") }.first
  }

  private func kind(of path: String) -> String? { match(path)?.kind }

  @Test(arguments: [
    ("uname", "Linux host 6.1.0-50-amd64 #1 SMP x86_64 GNU/Linux\n", "6.1.0-50-amd64"),
    ("uname-r.txt", "6.12.117+deb13-amd64\n", "6.12.117+deb13-amd64"),
  ])
  func kernels(path: String, text: String, release: String) {
    #expect(machine((path, text)).record.kernel?.value == release)
  }

  @Test(arguments: [
    ("systemctl_--version", "systemd 252 (252.39-1~deb12u2)\n+PAM\n", "252.39-1~deb12u2"),
    ("systemctl_--version", "systemd 219\n+PAM\n", "219"),
    (
      "sos_commands/dpkg/dpkg_-l",
      "ii  systemd 247.3-7 amd64 manager\nii  udev:amd64 247.3-7+deb11u5 amd64 daemon\n",
      "247.3-7+deb11u5"
    ),
    ("installed-debs", "ii  eudev 3.2.12-4 amd64 daemon\n", "eudev-3.2.12-4"),
    ("installed-debs", "rc  udev 204-1 amd64 removed\n", nil),
    (
      "installed-rpms",
      "systemd-libs-252-14.el9.x86_64 Mon\nsystemd-udev-252-14.el9.x86_64 Mon\nsystemd-252-14.el9.x86_64\n",
      "252-14.el9.x86_64"
    ),
  ])
  func versions(path: String, text: String, version: String?) {
    #expect(machine((path, text)).record.udev?.value == version)
  }

  @Test func driversOfADatabase() throws {
    let text = try SupportReport.recorded("sos/bookworm-a-uninterruptible/udev-db.txt.zst")
    let machine = machine(("sos_commands/devices/udevadm_info_--export-db", text))
    let device = try #require(machine.device("0000:00:05.0", at: nil))
    #expect(device.driver?.value == "acme_daq")
    #expect(device.driver?.entry.text == "E: DRIVER=acme_daq")
    #expect(device.modalias?.value.hasPrefix("pci:v00001234d000011E8") == true)
    #expect(device.driverless == nil && device.subsystem == "pci")
    // a device at another place has only the name in common
    #expect(machine.device("0000:00:05.0", at: "/devices/pci0001:00/0000:00:05.0")?.driver == nil)
    #expect(machine.device("0000:00:1f.0", at: nil) == nil)
    let idle = try #require(
      machine.device("0000:00:06.0", at: nil) ?? machine.device("0000:00:00.0", at: nil))
    #expect(idle.driver == nil && idle.driverless?.text.hasPrefix("P: /devices/pci") == true)
  }

  @Test func devicesOfLspci() {
    let machine = machine(("lspci", RecordedTexts.pciDevices))
    #expect(machine.device("0000:00:05.0", at: nil)?.driver?.value == "e1000e")
    let device = machine.device("0000:00:06.0", at: nil)
    #expect(device?.modules?.value == ["vortex_fc", "other_fc"])
    #expect(device?.driver == nil)
    #expect(device?.driverless?.place.position == .line(6))
    #expect(
      machine.description(of: "pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00")
        == "Intel Corporation 82574L Gigabit")
    #expect(machine.description(of: "pci:v00008086d0000FFFFsv00008086sd00000000bc02sc00i00") == nil)
    // without -v or -k it says nothing of drivers
    let plain = self.machine(("lspci.txt", "00:06.0 Network controller: Maker Thing (rev 01)\n"))
    #expect(plain.device("0000:00:06.0", at: nil)?.driverless == nil)
    #expect(plain.device("0000:00:06.0", at: nil)?.description == "Maker Thing")
  }

  /// libkmod's rules: fnmatch, and `-` is `_` outside of brackets.
  @Test func patternsOfModules() {
    let aliases = """
      alias pci:v00001B36d*sv*sd*bc*sc*i* whole_vendor
      alias usb:v046DpC52Bd*dc*dsc*dp*ic03isc01ip0[1-2]in* hid_logitech_dj
      alias platform:sable-codec snd_sable
      alias pci:v00001B36d00000005sv*sd*bc*sc*i* vortex_fc
      alias broken
      """
    let machine = machine(("lib/modules/6.1.0/modules.alias", aliases))
    func modules(_ modalias: String) -> [String]? {
      machine.modules(for: modalias, kernel: "6.1.0")?.modules
    }
    #expect(
      modules("pci:v00001B36d00000005sv00001AF4sd00001100bc00scFFi00")
        == ["whole_vendor", "vortex_fc"])
    #expect(modules("usb:v046DpC52Bd1203dc00dsc00dp00ic03isc01ip01in00") == ["hid_logitech_dj"])
    #expect(modules("usb:v046DpC52Bd1203dc00dsc00dp00ic03isc01ip03in00") == [])
    #expect(modules("platform:sable_codec") == ["snd_sable"])
    #expect(machine.modules(for: "platform:sable-codec", kernel: "6.2.0") == nil)
    #expect(machine.modules(for: "platform:sable-codec")?.isExact == false)
  }

  /// supportconfig puts all into a few texts (supportconfig.rc: `conf_files`, `_log_cmd`).
  @Test func sectionsOfASupportconfig() {
    let environment = """
      #==[ Command ]======================================#
      # /bin/date
      Mon Nov 23 18:00:00 UTC 2026

      #==[ Command ]======================================#
      # /bin/uname -a
      Linux sles15 5.14.21-150500.55.19-default #1 SMP x86_64 GNU/Linux

      #==[ Configuration File ]===========================#
      # /etc/udev/udev.conf
      event_timeout=60

      #==[ Configuration File ]===========================#
      # /etc/other.conf - File not found

      """
    let machine = machine(("basic-environment.txt", environment))
    #expect(machine.record.kernel?.value == "5.14.21-150500.55.19-default")
    #expect(machine.record.kernel?.entry.place.position == .line(7))
    #expect(machine.record.eventTimeout?.value == "60")
    #expect(machine.record.eventTimeout?.entry.place.position == .line(11))
  }

  @Test func garbageTellsNothing() {
    for text in [
      "", "\n\n", "\u{0}\u{1}\u{2}", "P: \nE: \nE: =\nalias \n",
      String(repeating: "[", count: 5000),
    ] {
      for path in [
        "proc/cmdline", "uname", "systemctl_--version", "lspci", "udev-db.txt", "installed-debs",
        "etc/udev/udev.conf", "lib/modules/1/modules.alias", "hardware.txt",
      ] {
        let machine = machine((path, text))
        _ = machine.record
        #expect(machine.device("0000:00:05.0", at: nil)?.driver == nil)
        #expect(machine.modules(for: "pci:v0", kernel: "1")?.modules.isEmpty ?? true)
      }
    }
  }
}
