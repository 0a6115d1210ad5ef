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
      try ModuleIndex(head: "pci:v000010B7d00009200sv", tail: "sd*bc*sc*i*", module: module)
        .write(to: folder.appending(path: release))
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @Test func theKernelThatRanIsAsked() {
    let tables = ModuleTables(folder.path, of: .given)
    let lookup = tables.lookup(modalias, kernel: "6.1.0-50-amd64")
    #expect(
      lookup
        == ModuleLookup(modules: ["3c59x"], kernel: "6.1.0-50-amd64", isExact: true, owner: .given))
  }

  @Test func elseTheNearestWhichIsSaid() {
    let tables = ModuleTables(folder.path, of: .given)
    let lookup = tables.lookup(modalias, kernel: "5.11.2-1-default")
    #expect(
      lookup
        == ModuleLookup(
          modules: ["older_nic"], kernel: "5.10.0-32-amd64", isExact: false, owner: .given))
  }

  @Test func aFolderWithTheTablesThemselves() {
    let tables = ModuleTables(folder.appending(path: "6.1.0-50-amd64").path, of: .given)
    #expect(tables.lookup(modalias, kernel: nil)?.modules == ["3c59x"])
  }

  @Test func whatNobodyServesHasNoModule() {
    let tables = ModuleTables(folder.path, of: .given)
    #expect(tables.lookup("pci:v0000FFFFd0000FFFF", kernel: nil)?.modules == [])
    #expect(ModuleTables("/nonexistent", of: .given).lookup(modalias, kernel: nil) == nil)
  }
}

/// depmod's index of one alias, as libkmod reads it (libkmod-index.h).
struct ModuleIndex {
  /// The alias up to its first wildcard, and what follows that: `HEAD*TAIL`.
  var head: String
  var tail: String
  var module: String

  /// Makes a folder with it.
  func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try bytes.write(to: folder.appending(path: "modules.alias.bin"))
  }

  /// A root with the head, and behind that a node with the tail and the module's name.
  private var bytes: Data {
    func number(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    let star = UInt8(ascii: "*")
    let root = Array(head.utf8) + [0, star, star]
    let header = 12
    let leafPlace = UInt32(header + root.count + 4)
    let prefixed: UInt32 = 0x8000_0000
    let ends: [UInt8] = number(1) + number(0)
    let leaf: [UInt8] = Array("\(tail)\0".utf8) + ends + Array("\(module)\0".utf8)
    let magic = number(0xB007_F457) + number(0x0002_0001)
    let start = number(UInt32(header) | prefixed | 0x2000_0000)
    let child = number(leafPlace | prefixed | 0x4000_0000)
    return Data(magic + start + root + child + leaf)
  }
}
