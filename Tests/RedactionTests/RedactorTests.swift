import KillCorrelator
import LogModel
import Testing

@testable import Redaction

@Suite struct RedactorTests {
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
    ("answer of 2001:db8:5:6::7: none", "answer of ip-1: none"),
    ("BTRFS: device label JoeBackups devid 1", "BTRFS: device label label-1 devid 1"),
    ("nvme nvme0: failover 10.2.3.4", "nvme nvme0: failover ip-1"),
    ("scan ip-10.20.30.40:3260-iscsi-x", "scan ip-ip-1:3260-iscsi-x"),
    ("port up, address 001a.2b3c.4d5e", "port up, address mac-1"),
    ("peer MAC address 001a2b3c4d5e", "peer MAC address mac-1"),
    ("lpfc 0000:05:00.0: WWPN 10000090fa123456 up", "lpfc 0000:05:00.0: WWPN wwn-1 up"),
    ("DIMM A1 [SN] 4C530001", "DIMM A1 [SN] serial-1"),
    ("Service Tag: 7XK3LM2", "Service Tag: serial-1"),
    ("Authorization: Bearer abc.def.ghi", "Authorization: Bearer secret-1"),
    ("GET https://jan:geheim7@download/x", "GET https://secret-1@download/x"),
    ("lost web01.rz.example.com now", "lost domain-1 now"),
    ("printer.lan is gone", "domain-1 is gone"),
    ("CIFS: VFS: \\\\nas07\\share gone", "CIFS: VFS: \\\\host-1\\share-1 gone"),
    ("Command line: rd.iscsi.password=Pa$$w0rd ro", "Command line: rd.iscsi.password=secret-1 ro"),
    (
      "Command line: luks.passphrase=\"two words\" ro",
      "Command line: luks.passphrase=\"secret-1\" ro"
    ),
    (
      "Command line: systemd.setenv=TOKEN=abc123 ro",
      "Command line: systemd.setenv=TOKEN=secret-1 ro"
    ),
    ("Command line: license=ABCD-1234 ro", "Command line: license=secret-1 ro"),
  ])
  func privateValuesAreReplaced(_ line: String, _ expected: String) {
    var redactor = redactor(of: [line])
    let result = redactor.redacted(line)
    #expect(result == expected)
    #expect(LeakCheck(redactor, spellings: { [$0] }).leak(in: Array(result.utf8)) == nil)
    #expect(LeakCheck(redactor, spellings: { [$0] }).leak(in: Array(line.utf8)) != nil)
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
    "debian-kernel@lists.debian.org".replacing("debian-kernel@", with: ""), "rc.local is not there",
    "dev.cdrom.info = 1", "see https://www.kernel.org/doc/", "org.freedesktop.login1.Manager",
    "snd_hda_codec_hdmi.ko", "e1000e: driver 3.2.6.0", "modprobe@dm_mod.service",
    "sda: Created db file '/run/udev/data/b8:0' for '/devices/x'",
    "E: ID_VENDOR_FROM_DATABASE=Adomax Technology Co., Ltd",
    "cannot reach server: Connection refused",
    "token \"NSS Certificate DB\" will expire", "Process 188 of user 0 dumped core",
    "ip=dhcp", "Modules linked in: nf_tables", "127.0.0.1", "00:00:00:00:00:00",
  ])
  func whatADiagnosisNeedsStays(_ line: String) {
    var redactor = redactor(of: [line])
    #expect(redactor.redacted(line) == line)
    #expect(LeakCheck(redactor, spellings: { [$0] }).leak(in: Array(line.utf8)) == nil)
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
      ("other.fam.example.org too", "domain-2 too"),
      ("dm-1: cryptvault, ridge--vg-root", "dm-1: volume-3, volume-4"),
      ("pool 10.1.2.3-10.1.2.9 for 10.1.2.3", "pool ip-1-ip-2 for ip-1"),
      ("api 10.1.2.3-generic, 6.1.0.12-1", "api 10.1.2.3-generic, 6.1.0.12-1"),
    ]
    var redactor = redactor(of: lines.map(\.0))
    for (line, expected) in lines { #expect(redactor.redacted(line) == expected) }
  }

  /// A name that nothing announces is told in one line, and known in all.
  @Test func oneLineTellsANameForAll() {
    let lines = [
      ("backup[7]: cannot reach node rechner-olaf", "backup[7]: cannot reach node host-1"),
      ("bird[8]: verbund_graz: up", "bird[8]: label-1: up"),
      ("backup: rechner-olaf and verbund_graz are silent", "backup: host-1 and label-1 are silent"),
      ("loading /mnt/musik/schallplatten/7.ogg", "loading /mnt/share-1/share-2/7.ogg"),
      ("verbund-driver 0-1: bound", "verbund-driver 0-1: bound"),
    ]
    var redactor = redactor(of: lines.map(\.0))
    for (line, expected) in lines { #expect(redactor.redacted(line) == expected) }
  }

  /// The same name, where the log knows it for a driver's.
  @Test func aDriversNameStays() throws {
    let line = "helferlein 0000:00:05.0: bound, served by helferlein"
    var values = PrivateValues(Correlator().question)
    values.learn(line.utf8)
    values.keep("helferlein")
    var redactor = Redactor(values)
    #expect(redactor.redacted(line) == line)
  }

  @Test func bytesThatAreNoTextPassUnchanged() {
    let line = Array("usb 1-1: SerialNumber: ".utf8) + [0xff, 0xfe, 0x41, 0x42] + Array(" x".utf8)
    var values = PrivateValues(Correlator().question)
    values.learn(line)
    var redactor = Redactor(values)
    #expect(redactor.redacted([0xff, 0x20, 0x80]) == [0xff, 0x20, 0x80])
    #expect(redactor.redacted(line).firstRange(of: [0xff, 0xfe]) == nil)
  }

  // MARK: - Helpers

  private func redactor(of lines: [String]) -> Redactor {
    var values = PrivateValues(Correlator().question)
    for line in lines { values.learn(line.utf8) }
    return Redactor(values)
  }
}
