import LogModel
import MachineFacts
import Testing

@testable import KillCorrelator

/// Who printed a kernel line.
@Suite struct SpeakersTests {
  private func annotated(
    _ log: String, caller: String? = nil
  ) -> [KillCorrelator.AnnotatedLine] {
    let entries = log.split(separator: "\n").enumerated().map { number, line in
      var stamp = Stamp.none
      stamp.monotonic = Int64(number) * 1000
      return Entry(
        place: Place(source: "log.txt", position: .line(number + 1)), stamp: stamp,
        speaker: Speaker(kind: .kernel, identifier: "kernel", caller: caller),
        line: Array(line.utf8))
    }
    var lines: [KillCorrelator.AnnotatedLine] = []
    Correlator(knowledge: anyMachine).annotations(of: BootLog(entries: entries)).forEach {
      lines.append($0)
    }
    return lines
  }

  @Test(arguments: [
    ("mpt3sas_cm0: sending diag reset !!", "mpt3sas", LineSpeaker.How.prefix),
    ("e1000e 0000:00:19.0 eth0: whatever it says", "e1000e", .prefix),
    ("piix4_smbus 0000:00:07.0: SMBus Host Controller at 0x700", "i2c_piix4", .prefix),
    ("acme_daq 0000:00:05.0: ready", "acme_daq", .prefix),
    ("NVRM: loading NVIDIA UNIX x86_64 Kernel Module", "nvidia", .prefix),
    ("ata3.00: some words", "libata", .instance),
    ("md/raid:md126: some words", "raid456", .instance),
    ("md/raid1:md0: some words", "raid1", .instance),
    ("EXT4-fs (sda1): some words", "ext4", .prefix),
    ("[drm:some_function [radeon]] *ERROR* some words", "radeon", .prefix),
    ("usb 1-7: 2:1: cannot get min/max values for control 2 (id 2)", "snd_usb_audio", .text),
    ("Init cmd return status FAILED for SCSI host 0", "megaraid_sas", .text),
    ("usb 1-2: Product: Generic Platform OHCI controller", "usbcore", .prefix),
    ("sd 0:0:0:0: [sda] Attached SCSI disk", "sd_mod", .prefix),
    ("thermal LNXTHERM:00: registered as thermal_zone0", "thermal", .prefix),
    ("em28xx #0: some words about it", "em28xx", .prefix),
    ("[fglrx:firegl_unlock] *ERROR* some words", "fglrx", .prefix),
    ("usb 1-8: New USB device found, idVendor=0ccd, idProduct=0096", "usbcore", .prefix),
    (
      "vbg_heartbeat_init: Setting up heartbeat to trigger every 2000 milliseconds", "vboxguest",
      .text
    ),
    ("wlp3s0: authenticated", "mac80211", .text),
  ])
  func aLineHasItsSpeaker(line: String, module: String, how: LineSpeaker.How) {
    let speaker = annotated(line).first?.speaker
    #expect(speaker?.module == module, "\(line)")
    if line.hasPrefix("mpt3sas_cm0") || line.hasPrefix("NVRM") { return }
    #expect(speaker?.how == how, "\(line)")
  }

  @Test(arguments: [
    "NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX",
    "pci 0000:00:01.0: setting latency timer to 64",
    "input: Some Mouse as /devices/a/b/input/input4",
    " mmcblk0: p1 p2 p3", " sda: sda1 sda2 < sda5 >", "rtc rtc0: some words", "fixed: some words",
    "spurious 8259A interrupt: IRQ7.", "reserve setup_data: [mem 0x0]", "eth0: some words",
    "vcodec_service: init success", "acpi PNP0A08:00: some words", "Bluetooth: some words",
    "power_supply BAT0: some words",
  ])
  func whatIsNobodysHasNone(line: String) {
    #expect(annotated(line).first?.speaker.module == nil, "\(line)")
  }

  @Test func ofSeveralTheOneThatHasTheDeviceSpoke() {
    let lines = annotated(
      """
      pci 0000:00:19.0: [8086:1502] type 00 class 0x020000
      e1000e 0000:00:19.0 eth0: registered PHC clock
      eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX
      """)
    #expect(lines.last?.speaker.module == "e1000e")
    #expect(lines.last?.device?.sysname == "0000:00:19.0")
    #expect(lines.last?.device?.description?.hasPrefix("Intel Corporation 82579LM") == true)
  }

  @Test func whatATaskSaysBetweenAModulesLinesIsTheModules() {
    let log = "acme_daq 0000:00:05.0: one\nnobody knows this\nacme_daq 0000:00:05.0: two"
    #expect(annotated(log)[1].speaker.module == nil)
    #expect(annotated(log, caller: "T214")[1].speaker.module == "acme_daq")
    #expect(annotated(log, caller: "T214")[1].speaker.how == .caller)
    let other = log.replacing(
      "acme_daq 0000:00:05.0: two", with: "e1000e 0000:00:19.0: two")
    #expect(annotated(other, caller: "T214")[1].speaker.module == nil)
  }

  @Test(arguments: [
    ("sd 0:0:0:0: [sda] Attached SCSI disk", "0:0:0:0"), ("usb 1-7: some words", "1-7"),
    ("ata3.00: some words", "ata3"), ("EXT4-fs (sda1): some words", "sda1"),
    ("BTRFS info (device sda2): some words", "sda2"), ("mmc0: some words", "mmc0"),
    ("something on PCI [0000:00:05.0] using ADMA", "0000:00:05.0"),
    ("input: A Mouse as /devices/pci0000:00/0000:00:14.0/usb1/input/input4", "input4"),
    ("  [0:      swapper/0:    1] usb 1-7: some words", "1-7"),
  ])
  func aLineSpeaksOfADevice(line: String, device: String) {
    #expect(annotated(line).first?.device?.sysname == device, "\(line)")
  }

  @Test(arguments: [
    "e820: some words", "x86/fpu: some words", "type=1400 audit(1.2:3): some words",
  ])
  func othersSpeakOfNone(line: String) {
    #expect(annotated(line).first?.device == nil, "\(line)")
  }

  @Test(arguments: [
    ("1000:0073", LookedUp.Kind.modalias, "megaraid_sas"), ("IFX0102", .modalias, "tpm_tis"),
    ("\\_SB.PCI0.LPCB.TPM", .modalias, "tpm_tis"), ("acpi*:IFX0102:*", .modalias, "tpm_tis"),
    ("0003:046D:C52B.0001", .modalias, "hid_logitech_dj"),
    ("intel/ibt-0040-0041.sfi", .firmware, "btintel"), ("piix4_smbus", .module, "i2c_piix4"),
    ("xhci-pci", .module, "xhci_pci"), ("xhci-pci.ko", .module, "xhci_pci"),
    ("megasas_probe_one", .function, "megaraid_sas"),
    ("SRST failed (errno=-16)", .message, "libata"),
  ])
  func aWordIsLookedUp(word: String, kind: LookedUp.Kind, module: String) {
    let found = LookedUp(word, in: KernelPackages())
    #expect(found?.kind == kind)
    #expect(found?.modules.first == module)
  }

  @Test(arguments: ["nonsuch", "acme_daq", "hello world", "", "::"])
  func anUnknownWordIsNot(word: String) {
    #expect(LookedUp(word, in: KernelPackages()) == nil)
  }
}
