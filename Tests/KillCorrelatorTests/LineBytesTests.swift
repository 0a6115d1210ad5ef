import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// What is read out of the bytes of a line, and near misses.
@Suite struct LineBytesTests {
  private func first(_ literal: StaticString, _ text: String) -> Range<Int>? {
    text.utf8.span.range(of: literal)
  }

  private func last(_ literal: StaticString, _ text: String) -> Range<Int>? {
    text.utf8.span.lastRange(of: literal)
  }

  @Test func literalsAreFoundWhole() {
    let line = "a as as /devices/x"
    #expect(first(" as /devices/", line) == 4..<17)
    #expect(first("a as", line) == 0..<4)
    #expect(first("/x", line) == 16..<18)
    #expect(first("/xy", line) == nil)
    #expect(first("a", "") == nil)
    #expect(last("as", line) == 5..<7)
    #expect(last("/xy", line) == nil)
    #expect(last("a", "") == nil)
  }

  @Test(arguments: [("a/x", true), ("/x", true), ("x", false), ("a/x ", false), ("", false)])
  func linesEndInALiteral(_ text: String, _ ends: Bool) {
    let found = text.utf8.span.hasSuffix("/x")
    #expect(found == ends)
  }

  @Test(arguments: [("/x", true), ("/xa", true), ("/", false), ("a/x", false), ("", false)])
  func linesBeginWithALiteral(_ text: String, _ begins: Bool) {
    let found = text.utf8.span.hasPrefix("/x")
    #expect(found == begins)
  }

  @Test(arguments: [("  one two  3 ", ["one", "two", "3"]), ("   ", []), ("", []), ("a", ["a"])])
  func wordsAreWhatBlanksPart(_ text: String, _ words: [String]) {
    let line = text.utf8.span
    let found = line.words.map { String(line.extracting($0)) }
    #expect(found == words)
  }

  private func number(_ text: String) -> Int? { text.utf8.span.number(after: "number ") }

  @Test func numbersEndBeforeWhatIsNoDigit() {
    #expect(number("bus number 12.") == 12)
    #expect(number("bus number x") == nil)
    #expect(number("bus number ٣") == nil)
    #expect(number("number 99999999999999999999") == nil)
  }

  @Test func whatIsNotUTF8IsShown() {
    let bytes: [UInt8] = [0x61, 0xff, 0x62]
    let shown = String(bytes.span)
    #expect(shown == "a\u{fffd}b")
  }
}

@Suite struct LinePrefixTests {
  private func read(_ line: String) -> String? {
    LinePrefix(line.utf8.span).map { prefix in
      "\(prefix.driver)|\(prefix.device ?? "-")|"
        + String(line.utf8.span.extracting(prefix.end...))
    }
  }

  @Test(arguments: [
    ("e1000e: Intel(R) PRO/1000 Network Driver", "e1000e|-|Intel(R) PRO/1000 Network Driver"),
    ("vortex_fc 0000:00:06.0: fabric login aborted", "vortex_fc|0000:00:06.0|fabric login aborted"),
    ("usb 1-1:1.0: x", "usb|1-1:1.0|x"),
    ("qla2xxx [0000:05:00.0]-0012:3: : x", "qla2xxx|0000:05:00.0|: x"),
    ("sd 8:0:0:0: [sdb] Attached", "sd|8:0:0:0|[sdb] Attached"),
    ("PM8001 0000:01:00.0: x", "PM8001|0000:01:00.0|x"),
    ("  nvme nvme0: x", "nvme|nvme0|x"),
    ("[qed_mcp_cmd_and_union:600(41:00.1)]The MFW", "qed|0000:41:00.1|The MFW"),
    ("[bnx2x_nic_load:2725(eth0)]Failed", "bnx2x|eth0|Failed"),
  ])
  func names(_ line: String, _ parts: String) { #expect(read(line) == parts) }

  @Test(arguments: [
    "", ": x", "no colon at all", "0000:00:06.0", "Intel machine check: x", "Linux: x",
    "fabric login: x", "one 2 three four five: x", "treiber gerät1: x", "é 1-1: x", "nvme0:x",
    String(repeating: "a", count: 120) + ": x", "qla2xxx [0000:05:00.0: x",
    "[drm:intel_dp(eth0)]x", "[qed_mcp:600(41:00.1) x", "[qed_mcp:6a(41:00.1)]x",
    "[qed_mcp:600()]x", "[_x:1(eth0)]x", "[a_b:(eth0)]x",
  ])
  func nearMisses(_ line: String) { #expect(read(line) == nil) }

  @Test func modulesAreNamedWithUnderscores() {
    #expect("snd-hda-intel".moduleName == "snd_hda_intel")
    #expect("XHCI-HCD.KO".moduleName == "xhci_hcd")
    #expect("e1000e".moduleName == "e1000e")
    #expect("a.kob".moduleName == "a.kob")
    #expect(DriverName("snd-hda-intel").module == "snd_hda_intel")
    #expect(DriverName("device-mapper").isBus && !DriverName("device_mapper").isBus)
  }

  @Test func aNameIsKeptOnce() {
    var names = DriverNames()
    #expect(names["nvme"] === names["nvme"])
    #expect(names["nvme"] !== names["nvme-fc"])
  }
}

@Suite struct DeviceNameTests {
  @Test(arguments: [
    ("1-8.4:1.0", "1-8.4"), ("1-8.4", "1-8"), ("1-8", "usb1"), ("nvme0n1p2", "nvme0n1"),
    ("nvme0n1", "nvme0"), ("sda12", "sda"), ("vdb1", "vdb"), ("hdc2", "hdc"),
    ("8:0:0:0", "host8"),
  ])
  func parents(_ name: String, _ parent: String) {
    #expect(DeviceTree.parentByName(name) == parent)
  }

  @Test(arguments: [
    "", "0000:00:06.0", "nvme0", "nvme", "sda", "sd", "usb1", "8:0:0", "8:0:0:0:0", "8:0:0:a", "1",
    "1-a", "eth0", "host8", "٣-1",
  ])
  func nearMisses(_ name: String) { #expect(DeviceTree.parentByName(name) == nil) }

  @Test func functionsOfOneCardShareASlot() {
    #expect(DeviceTree.slot("0000:05:00.1") == "0000:05:00")
    #expect(DeviceTree.slot("05:00.1") == nil)
    #expect(DeviceTree.slot("usb1-port1.1") == nil)
  }
}

@Suite struct HardwareIDTests {
  private func read(_ text: String) -> HardwareID? {
    let entry = Entry(
      place: Place(source: "test", position: .line(1)), stamp: .none, speaker: .kernel,
      line: Array("[ 1.0] \(text)".utf8), messageStart: 7)
    let message = entry.message
    guard let prefix = LinePrefix(message.span) else { return nil }
    return HardwareID(DeviceLine(0, entry, prefix, DriverName(prefix.driver)))
  }

  @Test func whatTheKernelFoundIsRead() {
    let card = read("pci 0000:00:06.0: [1b36:0005] type 00 class 0x00ff00 conventional")
    #expect(card?.name == "PCI device 1b36:0005")
    #expect(card?.pciClass == "00FF00")
    let stick = read("usb 1-8: New USB device found, idVendor=090c, idProduct=1000, bcdDevice=")
    #expect(stick?.name == "USB device 090c:1000")
  }

  @Test(arguments: [
    "pci 0000:00:06.0: [1b36:0005 type 00", "pci 0000:00:06.0: [1b36:00g5] type 00",
    "pci 0000:00:06.0: [1b36:00051] type 00", "pci 0000:00:06.0: [1b36] type 00",
    "pci 0000:00:06.0: BAR 0 [1b36:0005]", "vortex 0000:00:06.0: [1b36:0005] type 00",
    "usb 1-8: New USB device found, idVendor=090c", "usb 1-8: idVendor=90c, idProduct=1000",
  ])
  func nearMisses(_ text: String) { #expect(read(text) == nil) }
}
