import Foundation
import KernelFacts
import Testing

/// What the maker writes, and what is read out of it, on kernels small enough to know by heart.
@Suite struct SyntheticFactsTests {
  private static func made(seed: String) throws -> [UInt8] {
    let output = FileManager.default.temporaryDirectory.appending(
      path: "facts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "synthetic-facts.py")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path, output.path]
    process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONHASHSEED": seed]) {
      $1
    }
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return [UInt8](try Data(contentsOf: output))
  }

  private let facts: KernelFacts
  private static let content = Result { try made(seed: "1") }

  init() throws { facts = try KernelFacts(content: try Self.content.get()) }

  @Test func theSameInputGivesTheSameBytes() throws {
    #expect(try Self.content.get() == Self.made(seed: "2"))
  }

  @Test func theKernelsAreTold() {
    #expect(facts.kernels.map(\.release) == ["5.10.0-1-amd64", "6.1.0-1-amd64"])
    #expect(facts.span([]) == "")
    #expect(facts.span(KernelSet(rawValue: 3)) == "5.10-6.1")
    #expect(facts.nearest(to: "5.4.0-90-generic") == KernelSet(rawValue: 1))
    #expect(facts.nearest(to: nil) == KernelSet(rawValue: 2))
  }

  @Test func aModuleIsWhatItsKernelsSay() throws {
    let core = try #require(facts.module(named: "acme-core"))
    #expect(core.directory == "drivers/acme")
    #expect(core.isLibrary)
    #expect(core.kernels == KernelSet(rawValue: 3))
    #expect(core.builtIn == KernelSet(rawValue: 2))
    let daq = try #require(facts.module(named: "daq_main"))
    #expect(daq.dependencies == ["acme_core"])
    #expect(daq.driverNames == ["acme-daq"])
    #expect(!daq.isLibrary)
    #expect(facts.module(named: "daq") == nil)
    let outsider = try #require(facts.module(named: "outsider"))
    #expect(outsider.isForeign && outsider.kernels.isEmpty)
  }

  @Test func theNarrowestEntryOfMaintainersComesFirst() {
    #expect(
      facts.module(named: "daq_main")?.mailingLists == [
        "acme-daq@lists.example.org", "acme@lists.example.org",
      ])
    #expect(facts.mailingLists(forDirectory: "drivers/acme/") == ["acme@lists.example.org"])
    #expect(facts.mailingLists(forDirectory: "drivers/acme/old") == [])
    #expect(facts.mailingLists(forDirectory: "drivers/acme/new") == ["acme@lists.example.org"])
    #expect(facts.mailingLists(forDirectory: "nowhere") == [])
  }

  @Test func theNarrowerPatternWins() {
    let names = facts.modules(forModalias: "pci:v00001234d00000001sv00000000sd00000000bc01sc00i00")
      .map(
        \.module)
    #expect(names.first == "daq_main")
    #expect(Set(names) == ["daq_main", "card_a", "card_b"])
    #expect(facts.modules(forPCIVendor: 0x1234, device: 1).first?.module == "daq_main")
    #expect(facts.modules(forACPI: "acme0001").map(\.module) == ["daq_main"])
    #expect(facts.modules(forModalias: "pci:v00005678d*").map(\.module) == ["outsider"])
    #expect(facts.modules(forModalias: "pci:v00004321d00000001sv*") == [])
    #expect(facts.modules(forModalias: "") == [])
  }

  @Test func theKernelThatRanIsAskedFirst() {
    let modalias = "pci:v00001234d00000002sv00000000sd00000000bc01sc00i00"
    #expect(
      facts.modules(forModalias: modalias, kernel: "6.1.0-1-amd64").map(\.module) == [
        "card_a", "card_b",
      ])
  }

  @Test func aLineIsItsOnlySpeakers() {
    let found = facts.speakers(
      ofLine: "acme-daq 0000:01:00.0: calibration of channel 3 failed: -110")
    #expect(found.module == "daq_main")
    #expect(found.sureness == .whole)
  }

  @Test func aLineThatStandsInAnotherIsNobodys() {
    let line = "systemd[1]: Started calibration of channel 3 failed: -110 for the third time today."
    #expect(facts.speakers(ofLine: line).module == nil)
  }

  @Test func whatSeveralPrintIsTheirHelpersOrNobodys() {
    let helper = facts.speakers(ofLine: "link lost after 3 tries, shelf A")
    #expect(helper.module == "acme_core")
    #expect(helper.claims.map(\.module) == ["acme_core", "daq_main"])
    let nobody = facts.speakers(ofLine: "both cards print this sentence")
    #expect(nobody.module == nil)
    #expect(nobody.claims.map(\.module) == ["card_a", "card_b"])
  }

  @Test func theKernelItselfIsNoModule() {
    let found = facts.speakers(ofLine: "booting the shelf now")
    #expect(found.module == nil)
    #expect(found.inKernel == KernelSet(rawValue: 1))
  }

  @Test func aFunctionIsFoundWithoutWhatTheCompilerAdds() {
    #expect(facts.modules(havingFunction: "daq_probe").modules.map(\.module) == ["daq_main"])
    #expect(
      facts.modules(havingFunction: "acme_common.constprop.0").modules.map(\.module) == [
        "acme_core", "daq_main",
      ])
    #expect(facts.modules(havingFunction: "start_kernel").inKernel == KernelSet(rawValue: 2))
    #expect(facts.modules(havingFunction: "no_such_function").modules == [])
  }

  @Test(arguments: [
    ("acme/daq-3.fw", KernelFacts.FirmwareMatch.named),
    ("/lib/firmware/acme/daq-3.fw.xz", .named),
    ("daq-3.fw", .named),
    ("acme/daq-shelf.bin", .built),
    ("acme/daq-4.fw", .otherVersion),
    ("acme/else.fw", .neighbour),
  ])
  func aFirmwareFileIsAskedFor(file: String, how: KernelFacts.FirmwareMatch) throws {
    let found = try #require(facts.modules(askingForFirmware: file))
    #expect(found.modules.map(\.module) == ["daq_main"])
    #expect(found.how == how)
  }

  @Test func aForeignFirmwareFileIsNobodys() {
    #expect(facts.modules(askingForFirmware: "other/daq.fw") == nil)
  }

  @Test func aDriversNameIsItsModules() {
    #expect(facts.modules(ofDriver: "acme-daq").map(\.module) == ["daq_main"])
    #expect(facts.modules(ofDriver: "daq_main").map(\.module) == ["daq_main"])
    #expect(facts.modules(ofDriver: "OUTS").map(\.module) == ["outsider"])
    #expect(facts.modules(ofDriver: "acme") == [])
  }

  @Test func devicesHaveTheirNames() throws {
    #expect(
      facts.deviceName(forModalias: "pci:v00001234d00000001sv*")
        == "Acme Corporation Data Acquisition Board")
    #expect(facts.deviceName(forModalias: "pci:v00001234d00000009sv*") == "Acme Corporation")
    #expect(facts.deviceName(forModalias: "usb:v0ABCp0002d0100") == "Acme Corporation Émetteur")
    #expect(facts.deviceName(forModalias: "usb:v0ABDp0002d0100") == nil)
    #expect(facts.pciName(vendor: 0x1234, device: 0xffff)?.device == nil)
  }

  @Test func aWordIsTheKernelsOrNot() {
    #expect(facts.isKernelWord("Calibration"))
    #expect(facts.isKernelWord("daq"))
    #expect(!facts.isKernelWord("Rumpelstilzchen"))
  }
}
