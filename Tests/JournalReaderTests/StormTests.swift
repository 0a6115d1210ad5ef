import Testing

@testable import JournalReader
@testable import LogModel

/// Of a storm of triggers all of them are kept, and what speaks of the same things.
@Suite struct StormTests {
  private static let triggers = 3000

  /// Each trigger with a line above and one below about its device, and with two about others.
  private static let log: String = {
    let padding = String(repeating: "x", count: 2500)
    let groups = (0..<triggers).map { number in
      """
      drv 0000:\(number):00.0: before
      drv 0000:\(number + 1_000_000):00.0: other
      0000:\(number):00.0: \(padding) killed
      drv 0000:\(number + 1_000_000):00.0: other
      drv 0000:\(number):00.0: after

      """
    }
    return groups.joined()
  }()

  @Test func whatTheTriggersSpeakOfStays() {
    let answer = read(Self.log, .about(["killed"]))
    let entries = answer.entries
    func count(_ end: String) -> Int { entries.count { $0.text.hasSuffix(end) } }
    #expect(count("killed") == Self.triggers)
    #expect(count("before") == Self.triggers && count("after") == Self.triggers)
    // Those that were read last may still be near something.
    #expect(count("other") < Self.triggers / 2)
    #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.number < $1.number })
    #expect(answer.coverage.sources.first?.entries == 5 * Self.triggers)
  }

  @Test func smallStormsLoseNothing() {
    let lines = Self.log.split(separator: "\n").prefix(5 * 100)
    let answer = read(lines.joined(separator: "\n"), .about(["killed"]))
    #expect(answer.entries.count == lines.count)
  }

  @Test func namesAreTold() {
    for (message, names) in [
      ("0000:3d:00.0: Worker [401] processing SEQNUM=1 killed", ["0000:3d:00.0"]),
      ("sda: Worker [401] processing SEQNUM=1 killed", ["sda"]),
      ("worker [70] /devices/pci0000:00/0000:00:06.0 timeout; kill it", ["0000:00:06.0"]),
      ("seq 1428 '/devices/pci0000:00/0000:00:05.0/net/eth0' killed", ["eth0"]),
      ("timeout: killing '/sbin/modprobe -b pci:v0000d11' [215]", ["timeout", "pci:v0000d11"]),
      ("Failed to process device", []), ("", []), (": : /", []),
    ] {
      let found = Topics.names(in: Array(message.utf8)[...])
      #expect(found.map { String(decoding: $0, as: UTF8.self) } == names, "\(message)")
    }
  }

  @Test func namesAreForgottenBeyondReach() {
    func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }
    var topics = Topics()
    topics.add([bytes("eth0"), bytes("0000:3d:00.0")])
    #expect(topics.areNamed(in: bytes("r8169 0000:3d:00.0 eth1: x")))
    #expect(!topics.areNamed(in: bytes("0000:3d:00.1")) && !topics.areNamed(in: bytes("")))
    topics.pass(200, reach: 256)
    topics.add([bytes("eth0")])
    topics.pass(100, reach: 256)
    #expect(topics.areNamed(in: bytes("eth0: link")))
    #expect(!topics.areNamed(in: bytes("0000:3d:00.0")))
  }
}
