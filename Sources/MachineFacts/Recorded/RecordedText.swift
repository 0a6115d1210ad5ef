internal import LogModel
internal import KillCorrelator

/// A recorded file, or a section of one, as lines that can be quoted.
struct RecordedText: Sendable {
  /// How the user finds it again.
  let name: String
  let path: String
  let bytes: ArraySlice<UInt8>
  private let firstLine: Int

  init(name: String, path: String, bytes: ArraySlice<UInt8>, firstLine: Int = 1) {
    self.name = name
    self.path = path
    self.bytes = bytes
    self.firstLine = firstLine
  }

  init(_ attachment: Attachment) {
    self.init(name: attachment.name, path: attachment.path, bytes: attachment.bytes()[...])
  }

  struct Line {
    var number: Int
    var bytes: ArraySlice<UInt8>
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// Quoted lines are not longer than that.
  private static let longest = 1000

  func entry(_ line: Line) -> Entry {
    Entry(
      place: Place(source: name, position: .line(line.number)), stamp: .none,
      speaker: .unknown, line: Array(line.bytes.prefix(Self.longest)))
  }

  func recorded<Value>(_ value: Value, _ line: Line) -> Recorded<Value> {
    Recorded(value, entry(line))
  }

  var lines: Lines { Lines(rest: bytes, number: firstLine) }

  /// The lines from `offset` on, which is where line `number` begins.
  func lines(from offset: Int, number: Int) -> Lines {
    Lines(rest: bytes[offset...], number: number)
  }

  struct Lines: Sequence, IteratorProtocol {
    private(set) var rest: ArraySlice<UInt8>
    private(set) var number: Int

    init(rest: ArraySlice<UInt8>, number: Int) {
      self.rest = rest
      self.number = number
    }

    mutating func next() -> Line? {
      guard !rest.isEmpty else { return nil }
      let end = rest.firstIndex(of: 0x0a) ?? rest.endIndex
      defer {
        rest = rest[end...].dropFirst()
        number += 1
      }
      let line = rest[..<end]
      return Line(number: number, bytes: line.last == 0x0d ? line.dropLast() : line)
    }
  }
}

extension RecordedText {
  /// A supportconfig's text taken apart: `#==[ Command ]===#`, then `# ` and the command or the path,
  /// then what that holds.
  var sections: [(file: RecordedFile, text: RecordedText)] {
    var found: [(RecordedFile, RecordedText)] = []
    var isTitle = false
    var open: (file: RecordedFile, start: Int, line: Int)?
    var lines = lines
    func close(_ end: Int) {
      guard let section = open else { return }
      let part = RecordedText(
        name: name, path: path, bytes: bytes[section.start..<end], firstLine: section.line)
      found.append((section.file, part))
      open = nil
    }
    while true {
      let start = lines.rest.startIndex
      guard let line = lines.next() else { break }
      if isTitle {
        isTitle = false
        open = RecordedFile(section: String(line.text.drop { $0 == "#" || $0 == " " })).map {
          ($0, lines.rest.startIndex, lines.number)
        }
      } else if line.bytes.starts(with: "#==[ ".utf8) {
        close(start)
        isTitle = true
      }
    }
    close(bytes.endIndex)
    return found
  }
}

extension Sequence<UInt8> {
  func starts(with text: String.UTF8View) -> Bool { starts(with: text, by: ==) }
}
