import Examination
import Foundation
import JournalReader
import KillCorrelator
import LogModel
import ReportModel
import Reports
import Testing

@testable import probe_doctor

@Suite struct RedactionTests {
  /// Each line is redacted after all were learned from.
  @Test(arguments: [
    // what is private
    ("usb 1-1: SerialNumber: 4C530001230925117094", "usb 1-1: SerialNumber: serial-1"),
    ("root=UUID=6b5ac2a9-3f3e-4f4b-9f57-0d2f4f3a7c11 ro", "root=UUID=uuid-1 ro"),
    ("root=PARTUUID=0e3c9f5a-02 ro", "root=PARTUUID=uuid-1 ro"),
    (
      "e1000e 0000:00:19.0 eth0: (PCI Express) 00:1A:2B:3C:4D:5E",
      "e1000e 0000:00:19.0 eth0: (PCI Express) mac-1"
    ),
    ("eth0: 00-1a-2b-3c-4d-5e up", "eth0: mac-1 up"),
    ("enx001a2b3c4d5e: renamed from eth0", "enxmac-1: renamed from eth0"),
    ("nfs: server 192.168.7.9 not responding", "nfs: server ip-1 not responding"),
    ("link fe80::21a:2bff:fe3c:4d5e up", "link ip-1 up"),
    ("naa.50014ee2b1a3c4d5 found", "wwn-1 found"),
    ("wwn-0x50014ee2b1a3c4d5", "wwn-1"),
    ("mail to jan.smith@example.com now", "mail to mail-1 now"),
    ("cannot open /home/jan/x", "cannot open /home/user-1/x"),
    ("/dev/disk/by-label/HOLIDAYS", "/dev/disk/by-label/label-1"),
    ("ESSID:\"Our flat\"", "ESSID:\"ssid-1\""),
    ("iqn.1993-08.org.debian:01:abcdef", "initiator-1"),
  ])
  func privateValuesAreReplaced(_ line: String, _ expected: String) {
    var redactor = redactor(of: [line])
    let result = redactor.redacted(line)
    #expect(result == expected)
    #expect(LeakSearch(redactor: redactor).leak(in: Array(result.utf8)) == nil)
    #expect(LeakSearch(redactor: redactor).leak(in: Array(line.utf8)) != nil)
  }

  @Test(arguments: [
    "Linux version 6.1.0.12 (gcc 12.2.0)", "i40e: firmware 10.2.0.4 api 1.9.0.0",
    "kernel 1.2.3.4-generic", "driver version: 4.18.0.372", "12:34:56 Timeout",
    "2026-11-23T12:34:56.123456Z", "0000:00:1f.2: ahci", "pci 0000:3b:00.0: [8086:1521]",
    "usb 1-1.4: idVendor=0781, idProduct=5583",
    "pci:v00008086d00001521sv00008086sd00000002bc02sc00i00",
    "seq 1428 '/devices/pci0000:00/0000:00:06.0' killed", "worker [214] /devices/virtual/net/lo",
    "SerialNumber: 0000:00:14.0",
    "usb 1-1: New USB device strings: Mfr=1, Product=2, SerialNumber=3",
    "hid-generic 0003:046D:C52B.0004: input,hidraw3", "Call Trace: ffffffffc0a1b2c3 ? 0x5a/0xb0",
    "[mem 0x0000000027fdd000-0x0000000027ffffff]", "getty@tty1.service: Deactivated",
    "ip=dhcp", "Modules linked in: nf_tables", "127.0.0.1", "00:00:00:00:00:00",
  ])
  func whatADiagnosisNeedsStays(_ line: String) {
    var redactor = redactor(of: [line])
    #expect(redactor.redacted(line) == line)
    #expect(LeakSearch(redactor: redactor).leak(in: Array(line.utf8)) == nil)
  }

  @Test(arguments: [
    ("rd.luks.name=6b5ac2a9-3f3e-4f4b-9f57-0d2f4f3a7c11=vault", "rd.luks.name=volume-1"),
    ("rd.luks.key=/hidden/key:UUID=1234", "rd.luks.key=secret-1"),
    (
      "ip=10.0.0.9::10.0.0.1:255.255.255.0:ridge:eth0:none",
      "ip=ip-1::ip-2:255.255.255.0:host-1:eth0:none"
    ),
    ("nfsroot=10.0.0.1:/srv/ridge,v4", "nfsroot=address-1"),
    ("rd.iscsi.initiator=iqn.2004-01.com.example:ridge", "rd.iscsi.initiator=address-1"),
    ("rd.iscsi.password=hunter22", "rd.iscsi.password=secret-1"),
    ("myapp.token=Zm9vYmFyYmF6", "myapp.token=secret-1"),
    ("quiet splash udev.event_timeout=12", "quiet splash udev.event_timeout=12"),
    ("BOOT_IMAGE=/vmlinuz-6.1.0-50-amd64 ro", "BOOT_IMAGE=/vmlinuz-6.1.0-50-amd64 ro"),
  ])
  func optionsOfTheKernelAreKnownByName(_ options: String, _ expected: String) {
    let line = "Command line: \(options)"
    var redactor = redactor(of: [line])
    #expect(redactor.redacted(line) == "Command line: \(expected)")
  }

  @Test func oneValueHasOneNameInEverySpelling() {
    let lines = [
      "eth0: 00:1A:2B:3C:4D:5E", "eth0: 00-1a-2b-3c-4d-5e", "id 001a2b3c4d5e",
      "enx001a2b3c4d5e: up",
    ]
    var redactor = redactor(of: lines)
    #expect(
      lines.map { redactor.redacted($0) } == [
        "eth0: mac-1", "eth0: mac-1", "id mac-1", "enxmac-1: up",
      ])
  }

  /// What goes as a whole where it is told is known by its parts elsewhere.
  @Test func partsOfWhatAnOptionSaysAreKnown() {
    let options =
      "Command line: root=UUID=8f2f1c1e-1111-4222-8333-0123456789ab nfsroot=nas.fam.example.org:/x rd.luks.name=0d1e2f3a-aaaa-4bbb-8ccc-001122334455=cryptvault rd.lvm.lv=ridge-vg/root"
    let lines = [
      (
        options,
        "Command line: root=UUID=uuid-1 nfsroot=address-1 rd.luks.name=volume-1 rd.lvm.lv=volume-2"
      ),
      ("nas.fam.example.org is silent", "host-1.domain-1 is silent"),
      ("other.fam.example.org too", "other.domain-1 too"),
      ("dm-1: cryptvault, ridge--vg-root", "dm-1: volume-3, ridge--vg-root"),
      ("pool 10.1.2.3-10.1.2.9 for 10.1.2.3", "pool ip-1-ip-2 for ip-1"),
      ("api 10.1.2.3-generic, 6.1.0.12-1", "api 10.1.2.3-generic, 6.1.0.12-1"),
    ]
    var redactor = redactor(of: lines.map(\.0))
    for (line, expected) in lines { #expect(redactor.redacted(line) == expected) }
  }

  /// A machine may be called like its distribution, whose name is in the kernel's version, or like
  /// the first half of a module's name: neither makes the name a word of the log.
  @Test(arguments: ["cachyos", "acme"])
  func aNameInsideAVersionOrModuleIsFoundElsewhere(_ host: String) throws {
    var lines = adversary(host: host)
    lines.append(
      "Nov 23 18:41:41 \(host) kernel: [   21.000000] acme_daq 0000:00:05.0: seen by \(host), \(host).fam.example.org, \(host)-vg and dm-name-\(host)--vg-root"
    )
    let (diagnosis, values) = try diagnosis(of: lines)
    var redactor = Redactor(values)
    let line = redactor.redacted(
      "by \(host), \(host)-vg, dm-name-\(host)--vg-root on 6.16.3-2-cachyos: acme_daq vmlinuz-linux-cachyos"
    )
    #expect(
      line
        == "by host-1, host-1-vg, dm-name-host-1--vg-root on 6.16.3-2-cachyos: acme_daq vmlinuz-linux-cachyos"
    )
    #expect(diagnosis.kills.first?.culprit.name == "acme_daq")
  }

  /// A picture cuts its labels, and with them the names that stand for something.
  @Test(arguments: ["h", "host-1 waits for what else there is to wait for, and for more"])
  func aCutNameIsNoReasonToRefuse(_ tail: String) throws {
    let place = "Nov 23 18:41:31 ridge7 kernel: [   11.000000] acme_daq 0000:00:05.0:"
    for length in 0..<16 {
      let words = String(repeating: "x", count: length)
      let lines =
        adversary(host: "ridge7") + ["\(place) \(words) serial number 4C530001230925117094 \(tail)"]
      for format in [OutputFormat.html, .svg] {
        #expect(throws: Never.self) { try report(format, lines: lines) }
      }
    }
  }

  @Test func bytesThatAreNoTextPassUnchanged() {
    let line = Array("usb 1-1: SerialNumber: ".utf8) + [0xff, 0xfe, 0x41, 0x42] + Array(" x".utf8)
    var values = PrivateValues(Correlator().question)
    values.learn(line)
    var redactor = Redactor(values)
    #expect(redactor.redacted([0xff, 0x20, 0x80]) == [0xff, 0x20, 0x80])
    #expect(redactor.redacted(line).firstRange(of: [0xff, 0xfe]) == nil)
  }

  // MARK: - Whole reports

  static let hosts = [
    "cachyos", "kernel", "udev", "sda", "ahci", "localhost", "q", "worker", "acme_daq", "ridge7",
    "ridge7.lab.example.org", "timeout", "0000", "10.2.0.4", "host-1",
  ]

  /// The host is called as the adversary likes; what matters must be the same as for any other.
  @Test(arguments: hosts, [OutputFormat.markdown, .html, .svg])
  func theHostIsReplacedAndNothingElse(_ host: String, _ format: OutputFormat) throws {
    let bytes = try report(format, lines: adversary(host: host))
    let text = String(decoding: bytes, as: UTF8.self)
    let shown = format == .markdown ? text.replacing("\u{200B}", with: "") : text
    if host != "localhost", host != "host-1" {
      for speaker in ["kernel:", "systemd-udevd["] {
        #expect(!shown.contains(" \(host) \(speaker)"))
      }
      #expect(shown.contains(" host-1") || shown.contains(" ip-1"))
    }
    if host.hasPrefix("ridge7") { #expect(!shown.contains("ridge7")) }
    #expect(shown.contains("acme_daq"))
    #expect(shown.contains("0000:00:05.0"))
    if format != .svg { #expect(shown.contains("6.16.3-2-cachyos")) }
    for secret in ["00:1a:2b:3c:4d:5e", "4C530001230925117094", "hunter22", "/home/jan"] {
      #expect(!shown.lowercased().contains(secret.lowercased()))
    }
  }

  @Test func nothingIsReplacedWhereThatIsNotWanted() throws {
    let bytes = try report(.markdown, lines: adversary(host: "ridge7"), isRedacted: false)
    #expect(String(decoding: bytes, as: UTF8.self).contains("ridge7"))
  }

  /// The proof does not rely on what was replaced.
  @Test func aReportWithSomethingPrivateIsRefused() throws {
    let diagnosis = try diagnosis(of: adversary(host: "ridge7"))
    var values = diagnosis.values
    values.learn(diagnosis.diagnosis)
    let search = LeakSearch(redactor: Redactor(values))
    for text in [
      "RIDGE7", "x 00:1A:2B:3C:4D:5E", "001a2b3c4d5e", "00-1a-2b-3c-4d-5e", "<b>ridge7</b>",
      "&quot;ridge7&quot;", "serial 4c530001230925117094", "192.168.1.77",
    ] {
      #expect(throws: Complaint.self, "\(text)") { try search.prove(Array(text.utf8), name: "x") }
    }
    #expect(throws: Never.self) { try search.prove(Array("6.16.3-2-cachyos".utf8), name: "x") }
  }

  @Test(arguments: Recorded.cases)
  func noRecordedCaseIsRefused(_ name: String) throws {
    let (diagnosis, values) = try Recorded.redactable(name)
    for format in OutputFormat.allCases {
      let rendering = Rendering(format)
      #expect(throws: Never.self) { try rendering.redacted(diagnosis, values) }
    }
  }

  // MARK: - Helpers

  private func redactor(of lines: [String]) -> Redactor {
    var values = PrivateValues(Correlator().question)
    for line in lines { values.learn(line.utf8) }
    return Redactor(values)
  }

  private func adversary(host: String) -> [String] {
    let kernel = [
      "0.000000] Linux version 6.16.3-2-cachyos (linux-cachyos@\(host)) (gcc 15.2.1) #1 SMP",
      "0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-linux-cachyos root=/dev/sda1 udev.event_timeout=12 rd.iscsi.password=hunter22",
      "1.100000] acme_daq 0000:00:05.0: firmware 10.2.0.4 at /home/jan/fw, 00:1A:2B:3C:4D:5E",
      "1.200000] usb 1-1: SerialNumber: 4C530001230925117094",
      "1.300000] acme_daq 0000:00:05.0: board 4C530001230925117094 on \(host): waiting",
    ]
    let udevd = [
      ("18:41:24", "0000:00:05.0: Worker [214] processing SEQNUM=1428 is taking a long time"),
      ("18:41:32", "0000:00:05.0: Worker [214] processing SEQNUM=1428 killed"),
      ("18:41:36", "Worker [214] terminated by signal 9 (KILL)"),
      (
        "18:41:36",
        "0000:00:05.0: Worker [214] failed"
      ),
    ]
    return kernel.map { "Nov 23 18:41:2\($0.prefix(1)) \(host) kernel: [    \($0)" }
      + udevd.map { "Nov 23 \($0.0) \(host) systemd-udevd[150]: \($0.1)" }
      + [
        "Nov 23 18:41:40 \(host) kernel: [   20.000000] acme_daq 0000:00:05.0: probe with driver acme_daq failed with error -4"
      ]
  }

  private func diagnosis(
    of lines: [String]
  ) throws -> (diagnosis: Report, values: PrivateValues) {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "redaction-\(UUID().uuidString).log")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let correlator = Correlator()
    var values = PrivateValues(correlator.question)
    let diagnosis = try correlator.diagnose([.path(path.path)]) { log, _ in values.learn(log) }
    return (Report(diagnosis), values)
  }

  private func report(
    _ format: OutputFormat, lines: [String], isRedacted: Bool = true
  ) throws -> [UInt8] {
    let (diagnosis, values) = try diagnosis(of: lines)
    try #require(diagnosis.kills.count == 1)
    #expect(diagnosis.kills[0].culprit.name == "acme_daq")
    let rendering = Rendering(format)
    return isRedacted ? try rendering.redacted(diagnosis, values) : rendering.bytes(of: diagnosis)
  }
}
