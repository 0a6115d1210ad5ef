internal import LogModel

/// Files that were one log until it was rotated: `kern.log.2.gz`, `kern.log.1`, `kern.log`, as
/// logrotate, savelog and busybox's syslogd name them, or with the date of the day.
enum RotatedLogs {
  /// Puts what may belong together side by side, the oldest first; all else stands alone.
  static func families(of paths: [String]) -> [[String]] {
    var members: [String: [(path: String, age: Age)]] = [:]
    var order: [String] = []
    for path in paths {
      let (stem, age) = parts(of: path)
      if members[stem] == nil { order.append(stem) }
      members[stem, default: []].append((path, age))
    }
    return order.map { stem in (members[stem] ?? []).sorted { $0.age < $1.age }.map(\.path) }
  }

  /// How new a file is: the more, the newer. One with a number is newer than one with a date, and one with
  /// neither is the newest.
  private typealias Age = (rank: Int, number: Int, date: String)
  private static let newest: Age = (2, 0, "")

  private static func numbered(_ number: Int) -> Age { (1, -number, "") }

  private static let compressions = [".gz", ".xz", ".bz2", ".zst", ".lz4", ".lzma", ".Z"]

  private static func parts(of path: String) -> (stem: String, age: Age) {
    var name = path[...]
    if let ending = compressions.first(where: { name.hasSuffix($0) }) {
      name = name.dropLast(ending.count)
    }
    if name.hasSuffix(".old") { return (String(name.dropLast(4)), numbered(1)) }
    var start = name.endIndex
    while start > name.startIndex, name[name.index(before: start)].isASCII,
      name[name.index(before: start)].isNumber
    {
      start = name.index(before: start)
    }
    let digits = name[start...]
    guard !digits.isEmpty, start > name.startIndex else { return (String(name), newest) }
    let mark = name.index(before: start)
    let stem = String(name[..<mark])
    switch (name[mark], digits.count) {
    case (".", 1...3): return (stem, numbered((Int(digits) ?? 0) + 1))
    case (".", 8), ("-", 8), ("-", 10): return (stem, (0, 0, String(digits)))
    default: return (String(name), newest)
    }
  }

  /// Whether a log goes on where another ends: its clock does, and no boot begins there.
  static func goesOn(behind tail: ByteSpan, with head: ByteSpan) -> Bool {
    var context = LineContext()
    var last = Stamp.none
    for line in tail.lines(mostLines) {
      context.read(line) { _, head, _ in last = head.stamp.latest(after: last) }
    }
    var first = Stamp.none
    var beginsBoot = false
    for line in head.lines(mostLines) {
      context.read(line) { text, head, _ in
        if !first.hasTime { first = head.stamp }
        let message = text[head.messageStart...]
        if BootBoundary.phrases.contains(where: { phrase in
          message[0..<phrase.utf8.count].equals(Array(phrase.utf8))
        }) {
          beginsBoot = true
        }
      }
      if first.hasTime { break }
    }
    if beginsBoot { return false }
    if let before = last.monotonic, let now = first.monotonic {
      return now >= before - disorder
    }
    if let before = last.realtime, let now = first.realtime { return now >= before - disorder }
    return true
  }

  private static let mostLines = 256
  private static let disorder: Int64 = 60_000_000
}

extension Stamp {
  /// This if it tells a time that the other does not go beyond, else the other.
  fileprivate func latest(after other: Stamp) -> Stamp {
    guard hasTime else { return other }
    if let mine = monotonic, let its = other.monotonic, mine < its { return other }
    return self
  }
}

/// A text that goes on in other files, while it is read.
struct RotatedText {
  /// Where the lines of each further file begin, and what it is called.
  private(set) var parts: [(name: String, firstLine: Int)] = []
  private var lines = 0
  private var tail: [UInt8] = []

  private static let tailLength = 4096

  /// Takes note of what is read.
  mutating func pass(_ piece: UnsafeRawBufferPointer) {
    lines += piece.count { $0 == .newline }
    if piece.count >= Self.tailLength {
      tail = Array(piece.suffix(Self.tailLength))
    } else {
      tail += piece
      if tail.count > Self.tailLength { tail.removeFirst(tail.count - Self.tailLength) }
    }
  }

  /// Goes on with another file, if that begins where this ends.
  ///
  /// - Returns: what stands between the two; nil if it is another log.
  mutating func goOn(with name: String, beginning head: UnsafeRawBufferPointer) -> [UInt8]? {
    let goesOn = tail.withUnsafeBytes { bytes in
      // its first line is a part of one
      let all = ByteSpan(bytes)
      let start = bytes.count < Self.tailLength ? 0 : (all.firstIndex(of: .newline) ?? -1) + 1
      return RotatedLogs.goesOn(behind: all[start...], with: ByteSpan(head))
    }
    guard goesOn else { return nil }
    let isEnded = tail.last == nil || tail.last == .newline
    if !isEnded { lines += 1 }
    parts.append((name, lines + 1))
    return isEnded ? [] : [.newline]
  }

  /// Gives each entry the place that it has in its own file.
  func place(_ answer: inout Answer) {
    guard !parts.isEmpty else { return }
    for boot in answer.boots.indices {
      for number in answer.boots[boot].entries.indices {
        let entry = answer.boots[boot].entries[number]
        guard case .line(let line) = entry.place.position,
          let part = parts.last(where: { $0.firstLine <= line })
        else { continue }
        answer.boots[boot].entries[number] = Entry(
          place: Place(source: part.name, position: .line(line - part.firstLine + 1)),
          stamp: entry.stamp, speaker: entry.speaker, line: entry.line,
          messageStart: entry.messageStart, device: entry.device)
      }
      answer.boots[boot].sources += parts.map(\.name)
    }
    var rest = answer.coverage.sources[0].entries
    for part in parts.reversed() {
      let own = max(0, rest - (part.firstLine - 1))
      answer.coverage.sources.insert(
        Coverage.Source(name: part.name, kind: .text, entries: own, boots: 0), at: 1)
      rest -= own
    }
    answer.coverage.sources[0].entries = rest
  }
}
