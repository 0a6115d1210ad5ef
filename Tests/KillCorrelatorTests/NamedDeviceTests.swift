import MachineFacts
import Telling
import Testing

@testable import KillCorrelator

@Suite struct NamedDeviceTests {
  @Test(arguments: [
    ("0003:046D:C52B.0001", "hid:b0003g*v0000046Dp0000C52B"), ("IFX0102:00", "acpi:IFX0102:"),
    ("PNP0C31:00", "acpi:PNP0C31:"), ("i2c-ELAN0501:00", "acpi:ELAN0501:"),
    ("LNXPWRBN:00", "acpi:LNXPWRBN:"), ("mlx5_core.rdma.0", "auxiliary:mlx5_core.rdma"),
    ("spi-RTLK1011:00", "acpi:RTLK1011:"), ("i2c-10EC5682:00", "acpi:10EC5682:"),
    ("vif-0", "xen:vif"), ("vbd-51712", "xen:vbd"), ("vif-3-0", "xen-backend:vif"),
  ])
  func aNameTellsTheModalias(name: String, modalias: String) {
    #expect(NamedDevice.modalias(of: name) == modalias)
  }

  @Test(arguments: [
    "0000:00:05.0", "1-8:1.0", "8:0:0:0", "sda", "eth0", "serial8250.0.auto", "ff8a0000.crypto",
    "device:1f", "00:05", "vif-a", "vif-1-2-3", "12345678", "dm-0", "nvme0n1", "card0-HDMI-A-1",
  ])
  func otherNamesDoNot(name: String) {
    #expect(NamedDevice.modalias(of: name) == nil)
  }

  @Test func aPlatformDeviceIsCalledAfterItsDriver() {
    #expect(
      NamedDevice.modalias(of: "coretemp.0", at: "/devices/platform/coretemp.0")
        == "platform:coretemp")
    #expect(NamedDevice.modalias(of: "coretemp.0") == nil)
  }
}

extension RuleTests {
  /// One driver was renamed to the other in 6.14.
  @Test(arguments: [("6.1.0-50-amd64", "cirrus_qemu"), ("7.2.13+deb14-amd64", "cirrus")])
  func aKernelHasNoDriverOfAnothers(kernel: String, other: String) {
    let modalias = "pci:v00001013d000000B8sv00001AF4sd00001100bc03sc00i00"
    let modules = KernelPackages().modules(forModalias: modalias, kernel: kernel).modules
    #expect(!modules.isEmpty && !modules.contains(other), "\(modules)")
  }

  /// hid-generic has the device until then.
  @Test(arguments: [
    ("wacom", "0003:056A:0010.0001", false), ("e1000e", "0000:00:05.0", true),
  ])
  func whatIsTakenFromHidGenericCannotProbeInTheBackground(
    driver: String, device: String, isAdvised: Bool
  ) throws {
    let kill = try #require(
      diagnose(
        """
        [    0.000000] Linux version 6.12.43+deb13-amd64 (debian-kernel@lists.debian.org)
        [  120.000000] systemd-udevd[223]: \(device): Worker [374] processing SEQNUM=1587 is taking a long time
        [  190.000000] systemd-udevd[223]: \(device): Worker [374] processing SEQNUM=1587 killed
        [  190.100000] \(driver) \(device): probe with driver \(driver) failed with error -4
        """)?.kills.first)
    #expect(kill.culprit.name == driver)
    #expect(kill.remedies.contains { $0.id == "async-probe" } == isAdvised)
  }

  /// modprobe tells capitals from small letters.
  @Test func adviceSpellsTheModuleAsItIs() throws {
    let kill = try #require(
      diagnose(
        """
        [    0.000000] Linux version 6.12.43+deb13-amd64 (debian-kernel@lists.debian.org)
        [   12.000000] iTCO_wdt iTCO_wdt.1.auto: unable to reset NO_REBOOT flag, device disabled by hardware
        [  190.000000] systemd-udevd[223]: iTCO_wdt.1.auto: Worker [374] processing SEQNUM=1587 killed
        [  190.100000] iTCO_wdt iTCO_wdt.1.auto: probe with driver iTCO_wdt failed with error -4
        """)?.kills.first)
    let commands = kill.remedies.flatMap(\.commands)
    #expect(
      commands.contains { $0.contains("iTCO_wdt") }
        && !commands.contains { $0.contains("itco_wdt") })
  }

  @Test(arguments: [
    ("00:05", "[    0.3] pnp 00:05: Plug and Play ACPI device, IDs IFX0102 PNP0c31 (active)"),
    ("IFX0102:00", ""),
    ("1-4:1.0", "[    0.3] usb 1-4: New USB device found, idVendor=0bda, idProduct=8153"),
  ])
  func whatADeviceIsNamesItsDriver(device: String, line: String) throws {
    let kill = try #require(
      diagnose(
        "\(line)\n[  190.000000] systemd-udevd[223]: \(device): Worker [374] processing SEQNUM=1587 killed"
      )?.kills.first)
    #expect(kill.suspects.first?.name == (device == "1-4:1.0" ? "r8152" : "tpm_tis"))
    #expect(kill.rules.contains("modalias-names-driver"))
  }

  @Test func aDriverThatSpeaksOfTheCompanionSpeaksOfTheDevice() throws {
    let kill = try #require(
      diagnose(
        """
        [    0.300000] pnp 00:05: Plug and Play ACPI device, IDs IFX0102 PNP0c31 (active)
        [   12.000000] tpm_tis 00:05: 1.2 TPM (device-id 0xB, rev-id 16)
        [  190.000000] systemd-udevd[223]: IFX0102:00: Worker [374] processing SEQNUM=1587 killed
        """)?.kills.first)
    #expect(kill.culprit.name == "tpm_tis")
    #expect(kill.rules.isSuperset(of: ["modalias-names-driver", "driver-spoke-of-device"]))
  }

  @Test func ofSeveralTheOneThatWasLoadedCounts() throws {
    func suspects(_ line: String) throws -> [String: Double] {
      let kill = try #require(
        diagnose(
          """
          [    0.300000] pci 0000:01:00.0: [10de:1c81] type 00 class 0x030000
          \(line)
          [  190.000000] systemd-udevd[223]: 0000:01:00.0: Worker [374] processing SEQNUM=1587 killed
          """)?.kills.first)
      return Dictionary(uniqueKeysWithValues: kill.suspects.map { ($0.name, $0.score) })
    }
    let unloaded = try suspects("")
    #expect((unloaded["nouveau"] ?? 0) > (unloaded["nvidia"] ?? 9))
    let loaded = try suspects("[   12.000000] nvidia: loading out-of-tree module taints kernel.")
    #expect((loaded["nvidia"] ?? 0) > (loaded["nouveau"] ?? 9))
  }
}
