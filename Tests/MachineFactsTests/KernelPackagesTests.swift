import Examination
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator
@testable import MachineFacts

/// What any kernel's packages say, and that the log's own machine goes before it.
@Suite struct KernelPackagesTests {
  private let packages = KernelPackages()
  private let machine = KnownMachine(
    recorded: [], state: nil, sysfs: nil, tables: nil, names: nil)

  @Test func theKernelThatRanIsToldFromTheNearest() {
    let modalias = "pci:v00001000d00000073sv00000000sd00000000bc01sc04i00"
    let exact = machine.modules(for: modalias, kernel: "6.1.0-50-amd64")
    #expect(
      exact
        == ModuleLookup(
          modules: ["megaraid_sas"], kernel: "6.1", isExact: true, owner: .packages))
    let near = machine.modules(for: modalias, kernel: "4.19.0-6-amd64")
    #expect(near?.kernel == "5.10")
    #expect(near?.isExact == false)
    #expect(machine.modules(for: "pci:v0000FFFFd00000073*", kernel: nil) == nil)
  }

  @Test(arguments: [
    ("acpi:IFX0102:PNP0C31:", "tpm_tis"), ("acpi:IFX0102:", "tpm_tis"),
    ("pnp:dIFX0102", "tpm_tis"), ("hid:b0003g*v0000046Dp0000C52B", "hid_logitech_dj"),
    ("auxiliary:mlx5_core.rdma", "mlx5_ib"),
    ("usb:v0BDAp8153d0000dc00dsc00dp00ic00isc00ip00in00", "r8152"),
  ])
  func aDeviceIsKnownByAsMuchAsALogTells(modalias: String, module: String) {
    #expect(packages.modules(forModalias: modalias, kernel: nil).modules.first == module)
  }

  @Test func namesAreTheSameOnEveryMachine() {
    #expect(
      machine.description(of: "pci:v00008086d00001533sv00000000sd00000000bc02sc00i00")
        == "Intel Corporation I210 Gigabit Network Connection")
  }

  @Test func aTableThatListsAnInstalledDriverPutsItFirst() {
    #expect(packages.module(named: "nvidia")?.isForeign == true)
    #expect(packages.module(named: "i2c-piix4")?.drivers.contains("piix4_smbus") == true)
    #expect(packages.module(named: "acme_daq") == nil)
  }
}
