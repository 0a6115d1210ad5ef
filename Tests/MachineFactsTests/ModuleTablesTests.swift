import Foundation
import JournalReader
import LogModel
import KillCorrelator
import Testing

@testable import MachineFacts

/// Module tables of two kernels, as depmod writes them.
@Suite final class ModuleTablesTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "probe-doctor-tables-\(UUID().uuidString)")
  private let modalias = "pci:v000010B7d00009200sv000010B7sd00001000bc02sc00i00"

  init() throws {
    for (release, module) in [("5.10.0-32-amd64", "older_nic"), ("6.1.0-50-amd64", "3c59x")] {
      let tables = folder.appending(path: release)
      try FileManager.default.createDirectory(at: tables, withIntermediateDirectories: true)
      try index(of: module).write(to: tables.appending(path: "modules.alias.bin"))
    }
  }

  /// depmod's index of the one alias `pci:v000010B7d00009200sv*sd*bc*sc*i*`: a root with the text up
  /// to the first wildcard, and behind that a node with the rest and the module's name (libkmod-index.h).
  private func index(of module: String) -> Data {
    func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    let star = UInt8(ascii: "*")
    let root = Array("pci:v000010B7d00009200sv".utf8) + [0, star, star]
    let header = 12
    let leafPlace = UInt32(header + root.count + 4)
    let prefixed: UInt32 = 0x8000_0000
    let leaf = Array("sd*bc*sc*i*".utf8) + [0] + number(1) + number(0) + Array(module.utf8) + [0]
    return Data(
      number(0xB007_F457) + number(0x0002_0001) + number(UInt32(header) | prefixed | 0x2000_0000)
        + root + number(leafPlace | prefixed | 0x4000_0000) + leaf)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test func theKernelThatRanIsAsked() {
    let tables = ModuleTables(directory: folder.path)
    let lookup = tables.lookup(modalias, kernel: "6.1.0-50-amd64")
    #expect(
      lookup
        == ModuleLookup(modules: ["3c59x"], kernel: "6.1.0-50-amd64", isExact: true, owner: .given))
  }

  @Test func elseTheNearestWhichIsSaid() {
    let tables = ModuleTables(directory: folder.path)
    let lookup = tables.lookup(modalias, kernel: "5.11.2-1-default")
    #expect(
      lookup
        == ModuleLookup(
          modules: ["older_nic"], kernel: "5.10.0-32-amd64", isExact: false, owner: .given))
  }

  @Test func aFolderWithTheTablesThemselves() {
    let tables = ModuleTables(directory: folder.appending(path: "6.1.0-50-amd64").path)
    #expect(tables.lookup(modalias, kernel: nil)?.modules == ["3c59x"])
  }

  @Test func whatNobodyServesHasNoModule() {
    let tables = ModuleTables(directory: folder.path)
    #expect(tables.lookup("pci:v0000FFFFd0000FFFF", kernel: nil)?.modules == [])
    #expect(ModuleTables(directory: "/nonexistent").lookup(modalias, kernel: nil) == nil)
  }

  @Test func devicesOfOtherBootsAreNotLookedUpHere() {
    let machine = Machine(modules: folder.path)
    for id in [nil, "0123"] {
      let known = machine.knowledge(of: BootLog(id: id))
      #expect(known.record == nil)
      #expect(known.device("0000:00:00.0", at: nil) == nil)
    }
  }
}
