import Examination
import Foundation
import JournalReader
import KillCorrelator
import LogModel
import Testing

@testable import MachineFacts

/// A machine's own tables and devices are asked about its own boots, so that a saved log gets the
/// same answer on every machine.
@Suite final class OwnBootTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "probe-doctor-own-\(UUID().uuidString)")
  private let machineID = "d3fd940c30f58fcb708055c0c1c53ad1"
  private let bootID = "e72c902f95ed40228e846bd80bb94def"

  /// Has one module for all PCI devices.
  init() throws {
    try ModuleIndex(head: "pci:v", tail: "d*sv*sd*bc*sc*i*", module: "everything")
      .write(to: folder.appending(path: "6.1.0-50-amd64"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// - Parameter owner: this machine's tables, or those that a user named.
  private func machine(_ owner: ModuleLookup.Owner) -> Machine {
    Machine(ModuleTables(folder.path, of: owner), bootID: bootID, machineID: machineID)
  }

  private let ignorant = Machine(
    ModuleTables("/nonexistent", of: .here), bootID: nil, machineID: nil)

  // MARK: Whose boot it is

  private func log(id: String?, machine: String?, isFromOwnJournal: Bool) -> BootLog {
    var log = BootLog(id: id, machineID: machine)
    log.isFromOwnJournal = isFromOwnJournal
    return log
  }

  private func knows(_ owner: ModuleLookup.Owner, _ log: BootLog) -> Bool {
    let modalias = "pci:v00001B36d00000005sv00001AF4sd00001100bc00scFFi00"
    return machine(owner).knowledge(of: log).modules(for: modalias, kernel: nil)?.modules
      == ["everything"]
  }

  @Test func ownBootsAreThoseOfThisMachineInItsOwnJournal() {
    let other = String(repeating: "a", count: 32)
    let cases: [(id: String?, machine: String?, isFromOwnJournal: Bool, isOwn: Bool)] = [
      (other, machineID, true, true),
      // the initrd had no id yet
      (bootID, other, true, true),
      // a copy of this machine's journal, and a journal that came from another machine
      (bootID, machineID, false, false), (other, machineID, false, false),
      (other, other, true, false), (nil, nil, true, false), (nil, nil, false, false),
    ]
    for one in cases {
      let log = log(id: one.id, machine: one.machine, isFromOwnJournal: one.isFromOwnJournal)
      #expect(knows(.here, log) == one.isOwn)
      #expect((machine(.here).knowledge(of: log).record != nil) == (one.isOwn && one.id == bootID))
      #expect(knows(.given, log))
    }
  }

  @Test func aMachineWithoutIDsHasNoBootOfItsOwn() {
    let nameless = Machine(ModuleTables(folder.path, of: .here), bootID: nil, machineID: nil)
    #expect(!nameless.isOwn(log(id: nil, machine: nil, isFromOwnJournal: true)))
  }

  // MARK: What comes of it

  private func findings(_ input: Input, _ machine: Machine) throws -> [String] {
    try Correlator(knowledge: machine).diagnose([input]).boots.map { boot in
      "\(boot.kills) \(boot.warnings) \(boot.otherDeaths)"
    }
  }

  private static let cases = [
    "bookworm-b-killable", "bookworm-d-init-killable", "bookworm-g-crowd", "bookworm-k-initrd",
    "bookworm-m-initcall-debug", "bookworm-n-udev-debug", "bookworm-r-numa",
    "bookworm-f-warning-only", "trixie-a-uninterruptible", "trixie-b-killable",
    "trixie-c-kthread-sysfs", "trixie-g-crowd",
  ]

  @Test(arguments: cases) func savedLogsAreReadAlikeEverywhere(name: String) throws {
    let path = SupportReport.fixtures.appending(path: "lab/\(name)/journal-short-monotonic.txt.zst")
    let input = Input.path(path.path)
    let expected = try findings(input, ignorant)
    #expect(!expected.isEmpty)
    #expect(try findings(input, machine(.here)) == expected)
  }

  /// So the cases do ask the tables.
  @Test func tablesThatTheUserNamedChangeTheAnswer() throws {
    let name = "bookworm-n-udev-debug"
    let path = SupportReport.fixtures.appending(path: "lab/\(name)/journal-short-monotonic.txt.zst")
    let input = Input.path(path.path)
    #expect(try findings(input, machine(.given)) != findings(input, ignorant))
  }
}
