import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Where the journals of one machine lie, those of its namespaces, and those that it received from
/// others: as journald and systemd-journal-remote name the directories.
@Suite struct MachineJournalTests {
  private static let own = "11111111111111111111111111111111"
  private static let other = "22222222222222222222222222222222"
  private static let journals = "root/var/log/journal"
  private let fixture: JournalFixture

  init() throws {
    fixture = try JournalFixture()
    try fixture.shell("mkdir -p root/etc root/run/log/journal \(Self.journals)")
    try put("default", of: Self.own, in: Self.own)
    try put("spaced", of: Self.own, in: "\(Self.own).batch")
    try put("foreign", of: Self.other, in: Self.other)
    try put("received", of: Self.other, in: "remote", as: "remote-received")
  }

  /// Puts a journal with one kill where it belongs; its boot is named by the host's name.
  private func put(
    _ host: String, of machine: String, in folder: String, as name: String = "system"
  ) throws {
    _ = try fixture.journal("one.journal", of: Self.kill(on: host, of: machine).export)
    try fixture.shell(
      """
      mkdir -p \(Self.journals)/\(folder)
      mv one.journal \(Self.journals)/\(folder)/\(name).journal
      """)
  }

  private static func kill(on host: String, of machine: String) -> [ExportEntry] {
    let digits = host.utf8.map { String($0, radix: 16) }.joined()
    let boot = String((digits + String(repeating: "0", count: 32)).prefix(32))
    return [
      ExportEntry.kernel("Linux version 6.1", said: 0),
      .udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100),
    ].map { $0.of(boot: boot, machine: machine, hostname: host) }
  }

  private func name(_ machine: String) throws {
    _ = try fixture.write("root/etc/machine-id", (machine + "\n").utf8)
  }

  private func hosts(
    merge: Bool = false, namespace: String? = nil, directory: String? = nil
  ) throws -> Set<String> {
    let options = LiveOptions(
      merge: merge, namespace: namespace, root: directory == nil ? fixture.path("root") : nil,
      directory: directory.map { fixture.path($0) })
    let answer = try Input.read([.live(options)], question: .kills)
    #expect(answer.boots.allSatisfy { $0.entries.count == 2 })
    return Set(answer.boots.compactMap(\.hostname))
  }

  @Test func aMountedMachineHasTheJournalOfItsID() throws {
    try name(Self.own)
    #expect(try hosts() == ["default"])
    try name(Self.other)
    #expect(try hosts() == ["foreign"])
  }

  @Test(arguments: ["", "uninitialized", "no id at all, but a line that is longer than one"])
  func withoutAnIDAllJournalsCount(_ id: String) throws {
    try name(id)
    #expect(try hosts() == ["default", "foreign"])
  }

  /// The disk was cloned, or its id drawn anew: the journals are still those that it has.
  @Test func withAnotherIDAllJournalsCount() throws {
    try name("33333333333333333333333333333333")
    #expect(try hosts() == ["default", "foreign"])
  }

  @Test func mergeReadsWhatOthersSent() throws {
    try name(Self.own)
    #expect(try hosts(merge: true) == ["default", "foreign", "received"])
    #expect(try hosts(directory: "\(Self.journals)/remote") == ["received"])
  }

  @Test func aNamespaceIsReadByItsName() throws {
    try name(Self.own)
    #expect(try hosts(namespace: "batch") == ["spaced"])
    #expect(try hosts(namespace: "+batch") == ["default", "spaced"])
    #expect(try hosts(namespace: "*") == ["default", "spaced"])
  }

  /// `systemd-journal-remote --split-mode=none`: all machines in one file, boots among each other.
  @Test func machinesOfOneFileStayApart() throws {
    let hosts = ["alpha", "beta", "gamma"]
    let entries = hosts.enumerated()
      .flatMap { number, host in
        Self.kill(on: host, of: String(repeating: "\(number + 4)", count: 32))
      }
      .sorted { $0.seconds < $1.seconds }
    let path = try fixture.journal("all.journal", of: entries.export)
    let boots = try Input.read([.path(path)], question: .kills).boots
    #expect(Set(boots.compactMap(\.hostname)) == Set(hosts))
    #expect(Set(boots.compactMap(\.machineID)).count == 3)
    #expect(boots.allSatisfy { $0.entries.count == 2 })
  }
}
