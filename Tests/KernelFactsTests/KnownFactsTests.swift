import KernelFacts
import Testing

/// What any kernel engineer can check by hand, asked of the facts that are part of the program.
@Suite struct KnownFactsTests {
  private let facts = KernelFacts.bundled

  @Test func theKernelsAreThoseOfFourDebianReleases() {
    #expect(facts.kernels.count == 8)
    #expect(Set(facts.kernels.map(\.architecture)) == ["amd64", "arm64"])
    #expect(facts.kernels.first?.version == KernelVersion(major: 5, minor: 10))
    #expect(
      facts.moduleNames == facts.moduleNames.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test(arguments: [
    ("pci:v00001000d00000073*", "megaraid_sas"),
    ("pci:v00001000d00000073sv00001028sd00001F51bc01sc04i00", "megaraid_sas"),
    ("pci:v00008086d00001533sv*sd*bc02sc00i00", "igb"),
    ("pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02", "nvme"),
    ("pci:v00008086d00009D03sv*sd*bc01sc06i01", "ahci"),
    ("pci:v00008086d00009D15sv*sd*bc06sc04i00", "pcieport"),
    ("pci:v00001022d0000790Bsv*sd*bc0Csc05i00", "i2c_piix4"),
    ("pci:v00001002d00006798sv*sd*bc03sc00i00", "radeon"),
    ("pci:v00008086d0000A170sv*sd*bc04sc03i00", "snd_hda_intel"),
    ("pci:v00008086d0000A0C8sv*sd*bc04sc01i00", "snd_sof_pci_intel_tgl"),
    ("pci:v00008086d00000082*", "iwlwifi"),
    ("usb:v0BDAp8153d3000dc00dsc00dp00icFFiscFFip00in00", "r8152"),
    ("usb:v0BDApB812", "rtw88_8822bu"), ("usb:v0BDApB812*", "rtw88_8822bu"),
    ("usb:v174Cp55AAd0100dc00dsc00dp00ic08isc06ip62in00", "uas"),
    ("usb:v0781p5567d0126dc00dsc00dp00ic08isc06ip50in00", "usb_storage"),
    ("usb:v046DpC077d7200dc00dsc00dp00ic03isc01ip02in00", "usbhid"),
    ("acpi*:IFX0102:*", "tpm_tis"),
    ("acpi:IFX0102:PNP0C31:", "tpm_tis"),
    ("acpi:PNP0C0A:", "battery"),
    ("pnp:dPNP0501", "8250"),
    ("hid:b0003g0001v0000046Dp0000C52B", "hid_logitech_dj"),
    ("hid:b0003g0001v00001234p00005678", "hid_generic"),
    ("of:NethernetT(null)Cfsl,imx6q-fecCfsl,imx25-fec", "fec"),
    ("virtio:d00000002v00001AF4", "virtio_blk"),
    ("scsi:t-0x00", "sd_mod"),
    ("sdio:c00v02D0dA9A6", "brcmfmac"),
  ])
  func aModaliasHasItsModule(modalias: String, module: String) {
    #expect(facts.modules(forModalias: modalias).first?.module == module)
  }

  /// A part of a USB modalias is that of any interface of the device, and of no other device: what serves a
  /// class serves nobody who has not told his.
  @Test func ofAClassThatIsNotKnownNobodyIsNamed() {
    #expect(facts.modules(forModalias: "usb:v046DpC077").map(\.module) == [])
  }

  @Test func theDefaultForOldRadeonsChangedIn619() {
    let modalias = "pci:v00001002d00006798sv00001002sd00003000bc03sc00i00"
    #expect(
      facts.modules(forModalias: modalias, kernel: "6.1.0-50-amd64").first?.module == "radeon")
    #expect(
      facts.modules(forModalias: modalias, kernel: "7.2.13+deb14-amd64").first?.module == "amdgpu")
  }

  @Test func nvidiaStandsBehindNouveau() {
    let found = facts.modules(forModalias: "pci:v000010DEd00001C81sv*sd*bc03sc00i00")
    #expect(found.map(\.module) == ["nouveau", "nvidia"])
    #expect(found.last?.kernels == [])
    #expect(facts.module(named: "nvidia")?.isForeign == true)
  }

  @Test(arguments: [
    ("Init cmd return status FAILED for SCSI host 0", "megaraid_sas"),
    ("megaraid_sas 0000:03:00.0: Init cmd return status FAILED for SCSI host 0", "megaraid_sas"),
    ("SRST failed (errno=-16)", "libata"),
    ("ata1: SRST failed (errno=-16)", "libata"),
    ("cannot get freq at ep 0x1", "snd_usb_audio"),
    ("Abort failed to stop command ring: -110", "xhci_hcd"),
    ("mpt3sas_cm0: sending diag reset !!", "mpt3sas"),
    ("nvme nvme0: I/O 23 QID 0 timeout, completion polled", "nvme"),
    ("[drm] Analog VGA only", "ast"),
  ])
  func aLineHasItsSpeaker(line: String, module: String) {
    #expect(facts.speakers(ofLine: line).module == module)
  }

  @Test(arguments: [
    // amdgpu has what radeon had once; five network drivers print the other.
    "fence driver on ring 0 use gpu addr 0x0000000018000c00",
    "NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX",
    // The kernel itself.
    "Direct firmware load for iwlwifi-7260-17.ucode failed with error -2",
    "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.12.0-1 04/01/2014",
    // Programs.
    "systemd[1]: Started Journal Service.",
    "RTNETLINK answers: Network is unreachable",
    "Reached target Local File Systems.",
    "<info>  [1695884237.1885] device (enp0s3): state change: config -> ip-config (reason 'none')",
    "",
  ])
  func aLineThatIsNotOnlyOnesHasNone(line: String) {
    #expect(facts.speakers(ofLine: line).module == nil)
  }

  @Test(arguments: [
    ("_base_wait_for_doorbell_ack", "mpt3sas"), ("megasas_probe_one", "megaraid_sas"),
    ("ext4_fill_super", "ext4"),
  ])
  func aFunctionHasItsModule(function: String, module: String) {
    #expect(facts.modules(havingFunction: function).modules.map(\.module) == [module])
  }

  @Test func aFunctionOfTheKernelItselfHasNone() {
    let found = facts.modules(havingFunction: "pci_device_probe")
    #expect(found.modules == [])
    #expect(facts.span(found.inKernel) == "5.10-7.2")
  }

  @Test(arguments: [
    ("iwlwifi-so-a0-gf-a0-72.ucode", "iwlwifi"), ("iwlwifi-QuZ-a0-jf-b0-99.ucode", "iwlwifi"),
    ("intel/ibt-0040-0041.sfi", "btintel"), ("amdgpu/navi10_pfp.bin", "amdgpu"),
    ("nvidia/gp108/gr/sw_nonctx.bin", "nouveau"), ("i915/adlp_guc_62.0.3.bin", "i915"),
    ("rtl_nic/rtl8168h-2.fw", "r8169"), ("rtl_bt/rtl8821c_fw.bin", "btrtl"),
    ("brcm/brcmfmac43455-sdio.bin", "brcmfmac"), ("qca/rampatch_usb_00000302.bin", "btusb"),
    ("regulatory.db", "cfg80211"), ("bnx2x-e1h-5.2.13.0.fw", "bnx2x"),
    ("ath12k/WCN7850/hw2.0/amss.bin", "ath12k"), ("cxgb4/t5fw.bin", "cxgb4"),
    // whose library asks; whose name the file has; a chip of another number is another driver's
    ("intel/sof/sof-adl.ri", "snd_sof_pci_intel_tgl"), ("intel/ice/ddp/ice-1.3.41.0.pkg", "ice"),
    ("rtw89/rtw8852c_fw.bin", "rtw89_8852c"), ("cypress/cyfmac43455-sdio.bin", "brcmfmac"),
  ])
  func aFirmwareFileHasItsModule(file: String, module: String) {
    #expect(facts.modules(askingForFirmware: file)?.modules.first?.module == module)
  }

  /// Files of no driver that a Debian kernel has, called as another driver's are.
  @Test(arguments: [
    "dabusb/firmware.fw", "mediatek/mt7662u_rom_patch.img", "qcom/nobody/modem.mbn",
  ])
  func aFileOfTheSameNameElsewhereIsNobodys(file: String) {
    #expect(facts.modules(askingForFirmware: file) == nil)
  }

  @Test(arguments: [
    ("piix4_smbus", "i2c_piix4"), ("yenta_cardbus", "yenta_socket"), ("i801_smbus", "i2c_i801"),
    ("NVRM", "nvidia"), ("mpt3sas", "mpt3sas"),
  ])
  func aDriversNameIsItsModules(driver: String, module: String) {
    #expect(facts.modules(ofDriver: driver).first?.module == module)
  }

  @Test func mpt3sasIsKnown() throws {
    let module = try #require(facts.module(named: "mpt3sas"))
    #expect(module.directory == "drivers/scsi/mpt3sas")
    #expect(module.mailingLists.contains("linux-scsi@vger.kernel.org"))
    #expect(module.mailingLists.first?.hasPrefix("MPT-FusionLinux.pdl@") == true)
    #expect(module.dependencies.contains("scsi_transport_sas"))
    #expect(facts.span(module.kernels) == "5.10-7.2")
    #expect(facts.allDependencies(of: "mpt3sas").contains("scsi_mod"))
  }

  @Test func librariesAreTold() {
    for name in [
      "libata", "drm", "mac80211", "snd_pcm", "nvme_core", "libahci", "cfg80211",
      "scsi_transport_sas",
    ] {
      #expect(facts.module(named: name)?.isLibrary == true, "\(name)")
    }
    for name in [
      "ahci", "mpt3sas", "nvme", "usbhid", "i2c_piix4", "xhci_pci", "iwlwifi", "mlx5_core",
    ] {
      #expect(facts.module(named: name)?.isLibrary == false, "\(name)")
    }
  }

  @Test func whatIsBuiltInIsTold() {
    #expect(facts.module(named: "tpm_tis").map { facts.span($0.builtIn) } == "6.1-7.2")
  }

  @Test func devicesHaveTheirNames() {
    #expect(
      facts.deviceName(forModalias: "pci:v00001000d00000073*")?.contains("MegaRAID SAS 2008")
        == true)
    #expect(facts.usbName(vendor: 0x8087, product: 0x0029)?.device == "AX200 Bluetooth")
  }

  @Test func wordsAreTheKernelsOrNot() {
    for word in ["firmware", "timeout", "Doorbell", "megaraid"] {
      #expect(facts.isKernelWord(word), "\(word)")
    }
    for word in ["rumpelstilzchen", "hansel", "klabautermann"] {
      #expect(!facts.isKernelWord(word), "\(word)")
    }
  }
}
