import JournalReader
import LogModel
import Testing

@Suite struct TextRecordTests {
  /// What does not depend on how a log is rendered: journalctl shows tabs as blanks and puts the
  /// further lines of a message on lines of their own.
  private func sequence(_ name: String) -> [String] {
    var messages: [String] = []
    for entry in read(recording(name)).entries.sorted(by: { $0.number < $1.number }) {
      let words = entry.text.split { $0 == " " || $0 == "\t" || $0 == "\n" }
      let text = words.joined(separator: " ")
      if name.contains("short"), entry.stamp.clock == .none, !messages.isEmpty {
        messages[messages.count - 1] += " " + text
      } else {
        messages.append(entry.who + ": " + text)
      }
    }
    return messages
  }

  @Test(arguments: [("abort-6.1", 40), ("killable-6.12", 43), ("multiline-6.1", 11)])
  func allRenderingsSayTheSame(_ name: String, _ count: Int) {
    let export = sequence(name + ".export")
    #expect(export.count == count)
    #expect(sequence(name + ".json") == export)
    #expect(sequence(name + ".short-monotonic").map(\.trimmed) == export.map(\.trimmed))
    #expect(sequence(name + ".short-iso-precise").map(\.trimmed) == export.map(\.trimmed))
  }

  @Test(arguments: ["dmesg-T.txt", "dmesg-x-iso.txt", "dmesg.json"])
  func allRenderingsOfDmesgSayTheSame(_ name: String) {
    let plain = sequence("dmesg.txt")
    #expect(plain.count == 20)
    #expect(plain.contains { $0.hasPrefix("systemd-udevd[") })
    #expect(sequence(name) == plain)
  }

  @Test func exportAndJSONAgreeOnEverything() {
    let export = read(recording("abort-6.1.export"))
    let json = read(recording("abort-6.1.json"))
    #expect(export.coverage.sources.first?.kind == .export)
    #expect(json.coverage.sources.first?.kind == .json)
    #expect(export.coverage.isComplete && json.coverage.isComplete)
    #expect(export.entries == json.entries)
    #expect(export.boots.map(\.id) == json.boots.map(\.id))
    #expect(export.boots.first?.hostname == "ridge")
    #expect(export.boots.first?.machineID?.count == 32)
    #expect(export.entries.contains { $0.device == "0000:00:06.0" && $0.speaker.kind == .program })
  }

  @Test func lateRecordIsWhereItWasSaid() throws {
    let record = """
      __REALTIME_TIMESTAMP=1000085510000
      __MONOTONIC_TIMESTAMP=85510000
      _BOOT_ID=00000000000000000000000000000001
      _SOURCE_REALTIME_TIMESTAMP=1000070400000
      SYSLOG_IDENTIFIER=systemd-udevd
      _PID=203
      DEVICE=0000:00:06.0
      MESSAGE=killed


      """
    let entry = try #require(read(record).entries.first)
    #expect(entry.stamp.monotonic == 70_400_000)
    #expect(entry.who == "systemd-udevd[203]")
    #expect(entry.device == "0000:00:06.0")
    #expect(entry.place.position == .record(1))
  }

  @Test func binaryFieldsAreRead() {
    var bytes = Array("__REALTIME_TIMESTAMP=1\nCOREDUMP\n".utf8)
    bytes += [3, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0x0a, 0x3d, 0x0a]
    bytes += Array("MESSAGE\n".utf8) + [5, 0, 0, 0, 0, 0, 0, 0] + Array("one\n2\n".utf8)
    bytes += Array("EMPTY\n".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 0x0a] + Array("_PID=9\n\n".utf8)
    let answer = read(bytes)
    #expect(answer.entries.map(\.text) == ["one\n2"])
    #expect(answer.entries.first?.speaker.pid == 9)
    #expect(answer.coverage.isComplete)
  }

  @Test(arguments: [
    "__REALTIME_TIMESTAMP=1\nMESSAGE=a\n", "__REALTIME_TIMESTAMP=1\nMESSAGE=a\n\n__REALTI",
    "__REALTIME_TIMESTAMP=1\nMESSAGE=a\nFIELD\n\u{9}\u{0}\u{0}",
  ])
  func cutExportIsSaid(_ text: String) {
    let answer = read(text)
    #expect(answer.coverage.gaps.map(\.kind) == ["truncated"])
    #expect(answer.entries.map(\.text) == ["a"])
  }

  private func message(_ json: String) -> String? {
    read("{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":\(json),\"_PID\":\"1\"}\n").entries.first?
      .text
  }

  @Test func jsonValues() {
    #expect(message(#""a\"\\\/\n\t\u00e9\ud83d\ude00\ud83d""#) == "a\"\\/\n\té😀\u{fffd}")
    #expect(message("[101,10,255]") == "e\n\u{fffd}")
    #expect(message(#"["one","two"]"#) == "one")
    #expect(message("[[101,102],[1]]") == "ef")
    let empty = read(
      #"{"MESSAGE":null,"__REALTIME_TIMESTAMP":"1"}"# + "\n"
        + #"{"MESSAGE":"killed","__REALTIME_TIMESTAMP":"1"}"#)
    #expect(empty.entries.map(\.text) == ["", "killed"])
  }

  @Test(arguments: [
    "{\n\t\"MESSAGE\" : \"one\",\n\t\"_PID\" : \"1\"\n}\n{\n\t\"MESSAGE\" : \"two\"\n}\n",
    "data: {\"MESSAGE\":\"one\"}\n\ndata: {\"MESSAGE\":\"two\"}\n\n",
    "\u{1e}{\"MESSAGE\":\"one\"}\n\u{1e}{\"MESSAGE\":\"two\"}\n",
    "[{\"MESSAGE\":\"one\"},\n {\"MESSAGE\":\"two\"}]",
    "{ \"dmesg\": [ {\"pri\":3,\"msg\":\"one\"},{\"pri\":\"err\",\"fac\":\"kern\",\"msg\":\"two\"} ] }",
  ])
  func jsonDialects(_ text: String) {
    let answer = read(text)
    #expect(answer.entries.map(\.text) == ["one", "two"])
    #expect(answer.coverage.sources.first?.kind == .json)
    #expect(answer.coverage.isComplete)
  }

  @Test func cutJSONIsSaid() {
    let answer = read("{\"MESSAGE\":\"one\"}\n{\"MESSAGE\":\"tw")
    #expect(answer.coverage.gaps.map(\.kind) == ["truncated"])
    #expect(answer.coverage.gaps.first?.detail.contains("record 2") == true)
  }

  @Test func kmsgOfAProgramIsAProgram() throws {
    let json = """
      {"_TRANSPORT":"kernel","SYSLOG_IDENTIFIER":"systemd-udevd","SYSLOG_PID":"65",\
      "_SOURCE_MONOTONIC_TIMESTAMP":"7","__MONOTONIC_TIMESTAMP":"9","MESSAGE":"killed"}
      """
    let entry = try #require(read(json).entries.first)
    #expect(entry.speaker.kind == .program)
    #expect(entry.who == "systemd-udevd[65]")
    #expect(entry.stamp == Stamp(monotonic: 7, clock: .source))
  }

  @Test(arguments: [
    ("\"DEVICE\":\"sda\"", "sda"), ("\"_UDEV_SYSNAME\":\"usb3\"", "usb3"),
    ("\"_KERNEL_DEVICE\":\"+pci:0000:00:06.0\"", "0000:00:06.0"),
    ("\"_KERNEL_DEVICE\":\"b8:0\"", nil), ("\"_KERNEL_DEVICE\":\"n3\"", nil),
  ])
  func deviceIsASysname(_ field: String, _ device: String?) {
    #expect(read("{\"MESSAGE\":\"a\",\(field)}").entries.first?.device == device)
  }

  @Test func bootsAreToldApartByID() {
    let text = [(1, 5), (2, 3), (1, 4)].map { boot, time in
      "{\"_BOOT_ID\":\"\(boot)\",\"__MONOTONIC_TIMESTAMP\":\"\(time)\",\"MESSAGE\":\"a\(time)\"}\n"
    }.joined()
    let boots = read(text).boots
    #expect(boots.map(\.id) == ["1", "2"])
    #expect(boots.map { $0.entries.map(\.text) } == [["a4", "a5"], ["a3"]])
  }
}

extension String {
  fileprivate var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
