/// What in a text is private because of the words around it.
///
/// Nearly all places of a text are done with a look at two bytes: no announcement and no keyword begins
/// with them.
struct AnnouncedValues {
  /// In order: where the words begin that announce a value, and the value.
  private(set) var all: [(start: Int, match: PrivateMatch)] = []
  /// What stands in the options of command lines.
  private(set) var options: [PrivateMatch] = []

  init(in bytes: [UInt8]) {
    var at = 0
    var isInOrder = true
    let beginnings = Self.beginnings
    while at + 1 < bytes.count {
      let start = at
      let beginning = beginnings[Self.pair(bytes[at], bytes[at + 1])]
      at += 1
      guard beginning > 0 else { continue }
      let signs = Self.signs[Int(beginning)]
      if signs.hasOptions, bytes[start...].starts(with: Self.commandLine) {
        let first = start + Self.commandLine.count
        let end = bytes[first...].firstIndex(of: 0x0a) ?? bytes.endIndex
        options += KernelOptions.matches(in: bytes, first..<end)
      }
      for known in signs.announcements {
        for value in known.values(in: bytes, at: start) {
          if let last = all.last, last.match.range.lowerBound > value.match.range.lowerBound {
            isInOrder = false
          }
          all.append(value)
          at = max(at, value.match.range.upperBound)
        }
      }
      if signs.hasKeywords, at == start + 1, let match = Keyword.match(bytes, at: start) {
        all.append((start, match))
        at = match.range.upperBound
      }
    }
    if !isInOrder { all.sort { $0.match.range.lowerBound < $1.match.range.lowerBound } }
  }

  /// `Command line: ` and `Kernel command line: `.
  private static let commandLine = Array("ommand line: ".utf8)

  /// What may begin with two bytes.
  private struct Signs {
    var announcements: [Announcement] = []
    var hasKeywords = false
    var hasOptions = false
  }

  /// Those of all pairs of bytes, each once; the first has nothing, the second keywords alone.
  private static let (signs, beginnings): ([Signs], [UInt8]) = {
    var signs = [Signs(), Signs(hasKeywords: true)]
    var beginnings = [UInt8](repeating: 0, count: 1 << 16)
    for (first, second) in Keyword.beginnings { beginnings[pair(first, second)] = 1 }
    func change(_ sign: [UInt8], _ body: (inout Signs) -> Void) {
      let pair = pair(sign[0], sign[1])
      if beginnings[pair] < 2 {
        signs.append(signs[Int(beginnings[pair])])
        beginnings[pair] = UInt8(signs.count - 1)
      }
      body(&signs[Int(beginnings[pair])])
    }
    change(commandLine) { $0.hasOptions = true }
    for known in Announcement.all { change(known.sign) { $0.announcements.append(known) } }
    return (signs, beginnings)
  }()

  private static func pair(_ first: UInt8, _ second: UInt8) -> Int {
    Int(first) << 8 | Int(second)
  }
}
