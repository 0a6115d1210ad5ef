import Glibc
import JournalReader
import LogModel

/// A recording from beside the tests.
func recording(_ name: String, file: String = #filePath) -> [UInt8] {
  let folder = file.split(separator: "/").dropLast(2).joined(separator: "/")
  guard let stream = fopen("/\(folder)/Fixtures/text/\(name)", "r") else { return [] }
  defer { fclose(stream) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, stream)
    if count == 0 { return bytes }
    bytes += buffer[..<count]
  }
}

extension Question {
  /// Every line with one of these letters is a trigger, and everything is near it.
  static let everything = Question(
    identifiers: [], units: [], triggers: ["e", "a", "o", "i", "1", "0"], marks: [],
    span: Int64.max / 4)

  static func about(
    _ triggers: [String], marks: [String] = [], span: Int64 = 60_000_000
  ) -> Question {
    Question(identifiers: [], units: [], triggers: triggers, marks: marks, span: span)
  }
}

func read(
  _ bytes: [UInt8], _ question: Question = .everything, _ selection: Selection = Selection(),
  pieces: Int = Int.max
) -> Answer {
  var reader = TextReader(name: "log", question: question, selection: selection)
  bytes.withUnsafeBytes { bytes in
    var start = 0
    while start < bytes.count {
      let end = start + min(pieces, bytes.count - start)
      reader.feed(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      start = end
    }
  }
  return reader.finish()
}

func read(
  _ text: String, _ question: Question = .everything, _ selection: Selection = Selection()
) -> Answer {
  read(Array(text.utf8), question, selection)
}

extension Answer {
  var entries: [Entry] { boots.flatMap(\.entries) }
}

extension Entry {
  /// The number in `line 12` or `record 12`.
  var number: Int {
    switch place.position {
    case .line(let number), .record(let number): number
    case .seqnum(let number): Int(number)
    }
  }

  /// `systemd-udevd[65]`, `kernel` or nothing.
  var who: String { speaker.identifier + (speaker.pid.map { "[\($0)]" } ?? "") }
}

/// Sebastiano Vigna's splitmix64: the same numbers each time.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
