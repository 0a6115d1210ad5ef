import Examination
import Foundation
import JournalReader
import LogModel
import Telling
import KillCorrelator
import Testing

@testable import MachineFacts

/// What stands beside the log in a report decides where the log alone does not.
@Suite struct SupportReportTests {
  private let killable = "bookworm-b-killable"

  @Test func theLogAloneNamesNobody() throws {
    let report = try SupportReport()
    try report.collect(killable)
    let log = report.root.appending(path: SupportReport.log)
    let boot = try #require(try SupportReport.diagnose(log).boots.last)
    #expect(boot.kills.map(\.culprit) == [.unknown])
    #expect(boot.kernel == nil && boot.udev == nil)
    #expect(boot.eventTimeout.source == .measured)
  }

  @Test(arguments: [false, true])
  func itsOwnTablesNameTheDriver(isPacked: Bool) throws {
    let report = try SupportReport()
    try report.collect(killable)
    try report.write(RecordedTexts.aliases, to: "lib/modules/6.1.0-50-amd64/modules.alias")
    let input = isPacked ? try report.pack() : report.root
    let boot = try #require(try SupportReport.diagnose(input).boots.last)
    let kill = try #require(boot.kills.first)
    #expect(kill.suspects.first?.name == "vortex_fc")
    #expect(boot.kernel == "6.1.0-50-amd64")
    #expect(boot.udev == "252.39-1~deb12u2")
    #expect(boot.eventTimeout.seconds == 12 && boot.eventTimeout.source == .commandLine)
    let line = try #require(boot.eventTimeout.entries.first)
    #expect(line.place.source.hasSuffix("/proc/cmdline") && line.place.position == .line(1))
    #expect(kill.device?.modalias == "pci:v00001B36d00000005sv00001AF4sd00001100bc00scFFi00")
    #expect(kill.device?.description?.contains("QEMU PCI Test Device") == true)
    // each line is quoted with the file that it stands in
    let evidence = try #require(kill.suspects.first?.evidence.first)
    #expect(evidence.sentence.contains("by the module tables beside the log"))
    let files = evidence.entries.map { $0.place.source.split(separator: "/").last }
    #expect(files == ["udevadm_info_--export-db", "modules.alias"])
    #expect(evidence.entries.last?.place.position == .line(3))
    #expect(evidence.entries.last?.text.hasSuffix("vortex_fc") == true)
  }

  /// sos leaves modules.alias out; lspci has asked it.
  @Test func lspciNamesTheModules() throws {
    let report = try SupportReport()
    try report.collect(killable)
    try report.write(RecordedTexts.pciDevices, to: "sos_commands/pci/lspci_-nnvv")
    let kill = try #require(try report.diagnosis().kills.first)
    #expect(kill.suspects.map(\.name) == ["vortex_fc", "other_fc"])
    #expect(kill.culprit == .unknown)
  }

  @Test func theDatabaseShowsWhatBecameOfTheDevice() throws {
    let bound = try SupportReport()
    try bound.collect("bookworm-a-uninterruptible")
    let kill = try #require(try bound.diagnosis().kills.first)
    #expect(kill.culprit.name == "acme_daq")
    #expect(kill.outcome == .bound && kill.outcomeEvidence.first?.isRecorded == true)
    let sentence = try #require(kill.outcomeEvidence.first?.sentence)
    #expect(sentence.contains("udevadm_info_--export-db, line "))

    let unbound = try SupportReport()
    try unbound.collect(killable)
    let other = try #require(try unbound.diagnosis().kills.first)
    #expect(other.outcome == .unbound && other.outcomeEvidence.first?.isRecorded == true)
  }

  @Test func udevConfTellsTheLimit() throws {
    let report = try SupportReport()
    try report.collect(killable)
    try report.remove("proc/cmdline")
    try report.write("# udev.conf\n\n event_timeout = \"12s\"\n", to: "etc/udev/udev.conf")
    let boot = try #require(try report.diagnosis().boots.last)
    #expect(boot.eventTimeout.seconds == 12 && boot.eventTimeout.source == .udevConf)
    #expect(boot.eventTimeout.entries.first?.place.position == .line(3))
    #expect(boot.kills.first?.remedies.contains { $0.text.contains("udev.conf") } == true)
    // the file was changed after udevd had read it: the log's own times say so
    try report.write("event_timeout=300\n", to: "etc/udev/udev.conf")
    let changed = try #require(try report.diagnosis().boots.last)
    #expect(changed.eventTimeout.seconds == 12 && changed.eventTimeout.source == .measured)
    // a drop-in overrides it
    try report.write("event_timeout=12\n", to: "etc/udev/udev.conf.d/50-site.conf")
    #expect(try report.diagnosis().boots.last?.eventTimeout.source == .udevConf)
  }

  // MARK: What is not of this boot, or of another machine

  @Test func factsOfAnotherBootAreNotUsed() throws {
    let report = try SupportReport()
    try report.collect(killable)
    // the journal has the boot's id; what was collected has another
    try report.remove(SupportReport.log)
    _ = try SupportReport.output(
      """
      mkdir -p '\(report.root.path)/var/log/journal'
      zstd -dcq '\(SupportReport.fixtures.path)/lab/\(killable)/journal/d3fd940c30f58fcb708055c0c1c53ad1/system.journal.zst' \
        > '\(report.root.path)/var/log/journal/system.journal'
      """)
    let own = try #require(try report.diagnosis().boots.last)
    let id = try #require(own.bootID)
    #expect(own.kills.first?.device?.modalias != nil)
    let dashed =
      "\(id.prefix(8))-\(id.dropFirst(8).prefix(4))-\(id.dropFirst(12).prefix(4))-"
      + "\(id.dropFirst(16).prefix(4))-\(id.dropFirst(20))\n"
    try report.write(dashed, to: "proc/sys/kernel/random/boot_id")
    #expect(try report.diagnosis().kills.first?.device?.modalias != nil)
    try report.write(
      "01234567-89ab-cdef-0123-456789abcdef\n", to: "proc/sys/kernel/random/boot_id")
    #expect(try report.diagnosis().kills.first?.device?.modalias == nil)
  }

  @Test func anotherKernelWasAnotherBoot() throws {
    let report = try SupportReport()
    try report.collect(killable)
    let log = SupportReport.log
    let lines = try String(contentsOf: report.root.appending(path: log), encoding: .utf8)
    try report.write(
      "[    0.000000] ridge kernel: Linux version 5.10.0-32-amd64 (debian)\n" + lines, to: log)
    let boot = try #require(try report.diagnosis().boots.last)
    #expect(boot.kernel == "5.10.0-32-amd64" && boot.udev == nil)
    #expect(boot.kills.first?.device?.modalias == nil)
    #expect(boot.eventTimeout.source == .measured)
  }

  @Test func onlyTheLastBootIsTheOneThatRan() throws {
    let report = try SupportReport()
    try report.collect(killable)
    let log = SupportReport.log
    let lines = try String(contentsOf: report.root.appending(path: log), encoding: .utf8)
    try report.write(
      lines + "-- Boot 0123456789abcdef0123456789abcdef --\n"
        + "[    0.000000] ridge kernel: Linux version 6.1.0-50-amd64 (debian)\n", to: log)
    let boots = try report.diagnosis().boots
    #expect(boots.count == 2)
    #expect(boots[0].kills.first?.culprit == .unknown)
    #expect(boots[0].kills.first?.device?.modalias == nil)
    #expect(boots[0].eventTimeout.source == .measured)
    // of the boot before, none is the last that there is
    let before = try report.diagnosis(Selection(boot: .offset(-1))).boots
    #expect(before.map { $0.kills.first?.device?.modalias } == [nil])
  }

  @Test func factsOfAnotherReportAreNotUsed() throws {
    let reports = try SupportReport(name: "cases/one")
    try reports.collect(killable)
    try reports.remove("sos_commands/devices/udevadm_info_--export-db")
    let other = try SupportReport.recorded("sos/\(killable)/udev-db.txt.zst")
    try reports.write(other, to: "../two/sos_commands/devices/udevadm_info_--export-db")
    try reports.write(RecordedTexts.aliases, to: "../two/lib/modules/6.1.0-50-amd64/modules.alias")
    let folder = reports.folder.appending(path: "cases")
    let kill = try #require(try SupportReport.diagnose(folder).kills.first)
    #expect(kill.culprit == .unknown && kill.device?.modalias == nil)
    try reports.write(other, to: "sos_commands/devices/udevadm_info_--export-db")
    let own = try #require(try SupportReport.diagnose(folder).kills.first)
    #expect(own.device?.modalias != nil)
    // the other's tables still are not asked
    #expect(own.culprit == .unknown)
  }

  /// A disk of a machine that does not boot any more.
  @Test func aMountedRootTellsOfItsMachine() throws {
    let report = try SupportReport(name: "mnt")
    let id = "d3fd940c30f58fcb708055c0c1c53ad1"
    try report.write(RecordedTexts.aliases, to: "usr/lib/modules/6.1.0-50-amd64/modules.alias")
    try report.write("event_timeout=12\n", to: "etc/udev/udev.conf")
    _ = try SupportReport.output(
      """
      cd '\(report.root.path)'; ln -s usr/lib lib; mkdir -p var/log/journal/\(id)
      zstd -dcq '\(SupportReport.fixtures.path)/lab/\(killable)/journal/\(id)/system.journal.zst' \
        > var/log/journal/\(id)/system.journal
      """)
    let correlator = Correlator(knowledge: Machine(modules: "/nonexistent"))
    let diagnosis = try correlator.diagnose([.live(LiveOptions(root: report.root.path))])
    let kill = try #require(diagnosis.kills.first)
    let evidence = kill.suspects.first?.evidence.first { $0.rule == "modalias-names-driver" }
    #expect(evidence?.sentence.contains("the module tables beside the log") == true)
    #expect(
      evidence?.entries.last?.place.source
        == report.root.path + "/usr/lib/modules/6.1.0-50-amd64/modules.alias")
  }

  /// What leads out of the mounted disk is a file of this machine, not of that one.
  @Test func linksOutOfARootAreNotFollowed() throws {
    let report = try SupportReport(name: "mnt")
    let id = "d3fd940c30f58fcb708055c0c1c53ad1"
    try report.write("systemd.foo\n", to: "../outside")
    _ = try SupportReport.output(
      """
      cd '\(report.root.path)'; mkdir -p etc/udev var/log/journal/\(id)
      printf 'event_timeout=12\\n' > ../outside; ln -s ../../../outside etc/udev/udev.conf
      zstd -dcq '\(SupportReport.fixtures.path)/lab/\(killable)/journal/\(id)/system.journal.zst' \
        > var/log/journal/\(id)/system.journal
      """)
    var logs: [BootLog] = []
    _ = try Input.read(
      [.live(LiveOptions(root: report.root.path))],
      question: Correlator(knowledge: Machine()).question
    ) { logs.append($0) }
    #expect(logs.count == 1)
    #expect(logs.allSatisfy { $0.surroundings.isEmpty })
  }
}
