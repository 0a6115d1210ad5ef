import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct EntryTests {
  private static let positions: [Place.Position] = [
    .line(1), .line(.max), .record(7), .seqnum(0), .seqnum(.max),
  ]

  @Test(arguments: positions)
  func partsAreWhatTheyWere(_ position: Place.Position) {
    let place = Place(source: "a.log", position: position)
    let speaker = Speaker(kind: .program, identifier: "udevd", pid: 9, caller: "T9")
    let entry = Entry(
      place: place, stamp: Stamp(monotonic: 5), speaker: speaker, line: Array("udevd[9]: é".utf8),
      messageStart: 10, device: "sda")
    #expect(entry.place == place && entry.speaker == speaker && entry.device == "sda")
    #expect(entry.text == "é" && entry.messageStart == 10)
  }

  @Test func entriesAreEqualWhoeverMadeThem() {
    func entry(_ number: Int, _ pid: Int?, device: String? = nil) -> Entry {
      Entry(
        place: Place(source: "a", position: .line(number)), stamp: .none,
        speaker: Speaker(kind: .program, identifier: "x", pid: pid), line: [1], device: device)
    }
    #expect(entry(1, 2) == entry(1, 2))
    #expect(entry(1, 2) != entry(2, 2))
    #expect(entry(1, 2) != entry(1, nil))
    #expect(entry(1, 2) != entry(1, 2, device: "sda"))
  }

  @Test func speakersOfManyLinesAreInMemoryOnce() {
    var origins = Origins()
    func origin(_ pid: Int) -> Origin {
      origins.shared(
        Origin(
          source: "a", count: .lines, speaker: Speaker(kind: .program, identifier: "x", pid: pid),
          device: nil))
    }
    let first = origin(1)
    #expect(origin(1) === first && origin(2) !== first)
    #expect(origin(2).speaker.pid == 2)
    // What was not asked for lately is made anew, and is equal.
    for pid in 100..<300 { _ = origin(pid) }
    #expect(origin(1) == first)
  }

  @Test(arguments: [nil, 0, -1, 1, 1_795_459_922_386_766] as [Int64?])
  func timesAreWhatTheyWere(_ time: Int64?) {
    let stamp = Stamp(monotonic: time, realtime: time, calendar: .local, resolution: 1_000_000)
    #expect(stamp.monotonic == time && stamp.realtime == time)
    #expect(stamp.resolution == 1_000_000 && stamp.calendar == .local)
    var other = Stamp(monotonic: 5, realtime: 6)
    other.monotonic = time
    #expect(other.monotonic == time && other.realtime == 6)
  }
}
