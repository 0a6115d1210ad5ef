import Foundation
import KernelFacts
import Testing

/// A file that was cut or changed is refused, or answers wrongly: it must not bring the program down.
@Suite struct DamagedFactsTests {
  private static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/CKernelFacts/kernel.facts").standardizedFileURL.path
  private static let whole = [UInt8](FileManager.default.contents(atPath: path) ?? Data())

  /// Every kind of question; the answers do not matter.
  private func ask(_ facts: KernelFacts) -> Int {
    var count = facts.modules(forModalias: "pci:v00001000d00000073sv00001028sd00001F51bc01sc04i00")
      .count
    count += facts.modules(forModalias: "of:NethernetT(null)Cfsl,imx6q-fecCfsl,imx25-fec").count
    count += facts.speakers(ofLine: "ata1: SRST failed (errno=-16)").letters
    count +=
      facts.speakers(ofLine: "Init cmd return status FAILED for SCSI host 0", kernel: "6.1.0")
      .letters
    count += facts.modules(havingFunction: "_base_wait_for_doorbell_ack").modules.count
    count += facts.modules(askingForFirmware: "iwlwifi-so-a0-gf-a0-99.ucode")?.modules.count ?? 0
    count += facts.module(named: "mpt3sas")?.dependencies.count ?? 0
    count +=
      facts.allDependencies(of: "mpt3sas").count + facts.modules(ofDriver: "piix4_smbus").count
    count += facts.mailingLists(forDirectory: "drivers/scsi/mpt3sas").count
    count += facts.deviceName(forModalias: "usb:v8087p0029d0001")?.count ?? 0
    count += facts.kernelUse(ofWord: "doorbell") ?? 0
    return count
  }

  @Test func theWholeFileIsThatInTheProgram() throws {
    let read = try KernelFacts(path: Self.path)
    #expect(read.kernels == KernelFacts.bundled.kernels)
    #expect(ask(read) == ask(.bundled))
  }

  @Test func whatIsNoFactsIsRefused() {
    #expect(throws: KernelFacts.Failure.notFacts) { try KernelFacts(content: []) }
    #expect(throws: KernelFacts.Failure.notFacts) {
      try KernelFacts(content: Array("no such thing as a file of facts".utf8))
    }
    #expect(throws: KernelFacts.Failure.unreadable(ENOENT)) {
      try KernelFacts(path: "/nowhere/kernel.facts")
    }
    var other = Self.whole
    other[8] = 99
    #expect(throws: KernelFacts.Failure.version(99)) { try KernelFacts(content: other) }
  }

  @Test func aCutFileIsRefused() {
    for length in [8, 16, 40, 4096, 100_000, Self.whole.count / 2, Self.whole.count - 1] {
      #expect(throws: KernelFacts.Failure.self, "\(length)") {
        try KernelFacts(content: Array(Self.whole[..<length]))
      }
    }
  }

  /// Whatever stands in the tables, a look-up stays within the file and comes to an end.
  @Test(arguments: 0..<24) func aChangedFileDoesNoHarm(round: Int) {
    var generator = Repeatable(state: UInt64(round) &+ 1)
    var bytes = Self.whole
    let start = 16 + 17 * 12
    for _ in 0..<20_000 {
      // The first numbers of the sections above all: offsets and counts.
      let at = Int.random(in: start..<bytes.count, using: &generator)
      bytes[at] = UInt8.random(in: 0...255, using: &generator)
    }
    if let facts = try? KernelFacts(content: bytes) { #expect(ask(facts) >= 0) }
    // And one section's own first bytes all set.
    let row = 16 + round % 17 * 12
    let place = (0..<4).reduce(0) { $0 | Int(Self.whole[row + 4 + $1]) << (8 * $1) }
    bytes = Self.whole
    for at in place..<min(place + 12, bytes.count) { bytes[at] = 0xff }
    if let facts = try? KernelFacts(content: bytes) { #expect(ask(facts) >= 0) }
  }

  private struct Repeatable: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
