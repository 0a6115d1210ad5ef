import MachineFacts
import Testing

@testable import KillCorrelator

/// The modules that are never blamed for a frame, held against what the kernels' packages say.
@Suite struct HelperModulesTests {
  private let packages = KernelPackages()

  /// Those that serve devices too, or are part of the image: buses and their generic drivers.
  private static let others: Set<String> = [
    "bcma", "devlink", "edac_core", "firmware_class", "hid", "hid_generic", "i2c_core", "libphy",
    "libps2",
    "mfd_core", "parport", "serio", "snd_hda_codec", "snd_hda_codec_generic", "snd_soc_core", "ssb",
    "thunderbolt", "usbcore", "usbserial", "video", "wmi",
  ]

  @Test func thoseListedAreLibraries() {
    let found = HelperModules.names.filter { packages.module(named: $0)?.isLibrary != true }
    #expect(found == Self.others)
  }

  @Test func driversAreNot() {
    for name in ["ahci", "mpt3sas", "nvme", "e1000e", "snd_hda_intel", "xhci_pci", "usb_storage"] {
      #expect(!HelperModules.contains(name))
      #expect(packages.module(named: name)?.isLibrary == false)
    }
  }
}
