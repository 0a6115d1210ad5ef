internal import LogModel

/// What a line said that a pager, a terminal or an author cut.
enum CutLine {
  /// Whatever was cut off, it is this.
  case told(row: Row, values: HoleValues)
  /// It may have told of a kill, or not: it is cut, or something stands within it.
  case unclear

  /// Literals with which what may be a kill begins.
  static let stems = [
    "orker [", "]: seq ", " '/devices/", "pawned process '", "imeout: killing",
  ]

  /// What must be there for a line to be one of udevd's.
  fileprivate static let leastLiterals = 6
  private static let ellipses = ["…", "..."].map { Array($0.utf8) }

  /// Into how many parts an author may have broken a line.
  private static let mostParts = 4

  /// A line of udevd's and the next ones of the text, put together as an author may have broken them: at
  /// blanks, or within words. A whole mail that was broken is put together when it is read.
  ///
  /// - Returns: each with how many lines it takes besides the first; none where the next line has a
  ///   beginning of its own.
  static func wholes(_ place: Int, of entries: Span<Entry>) -> [(entry: Entry, lines: Int)] {
    guard entries[place].speaker.kind != .kernel else { return [] }
    let entry = entries[place]
    guard case .line(var number) = entry.place.position,
      mayGoOn(entry)
    else { return [] }
    var found: [(entry: Entry, lines: Int)] = []
    let start = withoutMark(withoutBars(entry.line[...]))
    var lines: [ArraySlice<UInt8>] = [start.isFull ? start.text : trimmed(start.text)]
    for following in place + 1..<max(place + 1, min(place + mostParts, entries.count)) {
      let next = entries[following]
      number += 1
      guard next.speaker.kind == .unknown || next.line.first == .blank,
        next.place == Place(source: entry.place.source, position: .line(number))
      else { break }
      let marked = withoutMark(
        withoutBars(next.line[next.messageStart...]).drop {
          $0 <= .blank || $0 >= 0x80 || $0 == bar
        })
      lines.append(trimmed(marked.text))
      let breaks: [[UInt8]] = [[.blank], []]
      found += breaks.map {
        (entry.saying(Array(lines.joined(separator: $0))), lines.count - 1)
      }
      // two strings of a program, which are one
      if let first = start.text.last, let last = marked.text.first, quotes.contains(first),
        quotes.contains(last)
      {
        found.append((entry.saying(Array(start.text.dropLast() + marked.text.dropFirst())), 1))
      }
    }
    return found
  }

  private static let quotes = Array("\"'".utf8)

  private static let bar = UInt8(ascii: "|")

  /// A row of a table without what closes it.
  private static func withoutBars(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = trimmed(line)
    while line.last == bar { line = trimmed(line.dropLast()) }
    return line
  }

  /// A line without the backslash by which it goes on.
  private static func withoutMark(
    _ line: ArraySlice<UInt8>
  ) -> (text: ArraySlice<UInt8>, isFull: Bool) {
    line.last == UInt8(ascii: "\\") ? (line.dropLast(), true) : (line, false)
  }

  /// Behind a colon stands what udevd says of a device.
  private static func mayGoOn(_ entry: Entry) -> Bool {
    stems.contains { entry.line[...].lastPlace(of: Array($0.utf8)) != nil }
      || trimmed(entry.line[...]).last == UInt8(ascii: ":")
        && ExpectedSpeaker.udev.fits(entry.speaker)
  }

  /// The line up to where it is cut, and what stands behind that; nil if nothing tells that it is.
  static func parts(
    of line: ArraySlice<UInt8>, isLast: Bool
  ) -> (stem: ArraySlice<UInt8>, tail: ArraySlice<UInt8>)? {
    let line = trimmed(line)
    for mark in ellipses {
      if let place = line.lastPlace(of: mark) {
        return (line[..<place], line[(place + mark.count)...])
      }
    }
    if line.last == UInt8(ascii: ">") { return (line.dropLast(), []) }
    return isLast ? (line, []) : nil
  }

  /// Where in a line that is cut a message may begin that says enough up to there.
  fileprivate static func starts(in stem: ArraySlice<UInt8>) -> [Int] {
    stem.indices.suffix(longestStem).dropLast(leastLiterals - 1).filter {
      $0 == stem.startIndex || !stem[$0 - 1].isOfWord || !stem[$0].isOfWord
    }
  }

  private static let longestStem = 512

  /// Whether udevd's words of a kill stand in it with something between that is not theirs.
  fileprivate static func isGarbled(_ entry: Entry) -> Bool {
    guard ExpectedSpeaker.udev.fits(entry.speaker) || entry.line.span.contains("udev") else {
      return false
    }
    if isSpelled(in: entry) { return true }
    guard let end = entry.line[...].lastPlace(of: Array(" kill".utf8)) else { return false }
    return stems.contains { entry.line[..<end].lastPlace(of: Array($0.utf8)) != nil }
  }

  /// The words of a kill by their letters alone, however they are written.
  static let spelled = SpelledWords([
    ("processing SEQNUM", "killed", 16), ("worker", "timeout kill it", farthest),
    ("udev", "timeout killing", 16), ("spawned process", "killing", farthest),
    ("seq devices", "killed", farthest),
    // PID 1's
    ("systemd-udevd.service state", "timed out. killing", 16),
  ])
  /// The letters of a device's path, or of a command.
  private static let farthest = 160

  static func isSpelled(in entry: Entry) -> Bool { spelled.isIn(entry.line.span.bytes) }

  fileprivate static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, last == .blank || last == 0x0d || last == 0x09 { line.removeLast() }
    return line
  }
}

extension Entry {
  /// The same of another line.
  fileprivate func saying(_ line: [UInt8]) -> Entry {
    Entry(place: place, stamp: stamp, speaker: speaker, line: line, messageStart: messageStart)
  }
}

extension Catalogue {
  /// What a line says that no row fits, if it is cut.
  ///
  /// - Parameter isLast: whether nothing follows it: then it may be cut without a mark.
  func recogniseCut(_ entry: Entry, isLast: Bool) -> CutLine? {
    guard mayCarry(entry) else { return nil }
    guard let (stem, tail) = CutLine.parts(of: entry.line[...], isLast: isLast) else {
      return CutLine.isGarbled(entry) ? .unclear : nil
    }
    let end = CutLine.trimmed(tail)
    let starts = CutLine.starts(in: stem)
    let rows = list.headers.indices.lazy.filter { list.headers[$0].mayBeCut }
      .compactMap { list[$0] }
      .filter { $0.form.mayBegin(in: stem) && (end.isEmpty || $0.form.mayEnd(in: end)) }
    let candidates = Array(rows)
    for cut in [FormMatcher.Cut.inLiteral, .anywhere] {
      let found = candidates.compactMap { row in
        row.form.findCut(in: stem, starts, cut).map { (row: row, values: $0) }
      }
      guard let first = found.first else { continue }
      if found.allSatisfy({ $0.row.meaning == first.row.meaning }) {
        return .told(row: first.row, values: first.values)
      }
      let mayBeKill = found.contains {
        $0.row.meaning == .workerKilled || $0.row.meaning == .programKilled
      }
      return mayBeKill ? .unclear : nil
    }
    return CutLine.isGarbled(entry) ? .unclear : nil
  }
}

extension Form {
  /// What stands in the holes of a message that begins at one of some places and breaks off at the end
  /// of `text`.
  fileprivate func findCut(
    in text: ArraySlice<UInt8>, _ starts: [Int], _ cut: FormMatcher.Cut
  ) -> HoleValues? {
    let attempt = FormMatcher(text, self, isFloating: true, cut: cut)
    for start in starts where Self.pieces(pieces[...], mayBeginWith: text[start]) {
      var matcher = attempt
      if matcher.match(at: start), matcher.literals >= CutLine.leastLiterals {
        return matcher.found
      }
    }
    return nil
  }

  /// Whether the first literal that is no choice begins in a text, or all that counts may stand before it.
  fileprivate func mayBegin(in text: ArraySlice<UInt8>) -> Bool {
    var before = 0
    for piece in pieces {
      switch piece {
      case .hole: continue
      case .optional(let inner): before += Self.literals(in: inner)
      case .literal(let bytes):
        return before >= CutLine.leastLiterals
          || text.indices.contains { start in
            zip(bytes.prefix(4), text[start...]).allSatisfy { $0.lowercased == $1.lowercased }
          }
      }
    }
    return true
  }

  /// How many bytes the literals have at most.
  private static func literals(in pieces: [Piece]) -> Int {
    pieces.reduce(0) { count, piece in
      switch piece {
      case .hole: count
      case .optional(let inner): count + literals(in: inner)
      case .literal(let bytes): count + bytes.count
      }
    }
  }

  /// A cheap look, for most places are no beginning.
  private static func pieces(_ pieces: ArraySlice<Piece>, mayBeginWith byte: UInt8) -> Bool {
    switch pieces.first {
    case .literal(let bytes): bytes.first?.lowercased == byte.lowercased
    case .optional(let inner):
      Self.pieces(inner[...], mayBeginWith: byte)
        || Self.pieces(pieces.dropFirst(), mayBeginWith: byte)
    case .hole, nil: true
    }
  }

  /// Whether `tail` may be the end of such a message, or all behind some of it.
  fileprivate func mayEnd(in tail: ArraySlice<UInt8>) -> Bool {
    let last = pieces.reversed().lazy.compactMap { piece -> [UInt8]? in
      if case .literal(let bytes) = piece { bytes } else { nil }
    }.first
    guard let last else { return true }
    var tail = tail
    if tail.last == .dot, last.last != .dot { tail.removeLast() }
    let (short, long) = tail.count < last.count ? (tail, last[...]) : (last[...], tail)
    return long.suffix(short.count).elementsEqual(short)
  }
}

extension ArraySlice<UInt8> {
  fileprivate func lastPlace(of literal: [UInt8]) -> Int? {
    guard let last = literal.last else { return endIndex }
    // each line is asked: the end of the literal is looked for, from the line's end on
    let place = withUnsafeBufferPointer { bytes in
      literal.withUnsafeBufferPointer { literal -> Int? in
        var end = bytes.count
        while end >= literal.count {
          if bytes[end - 1] == last {
            let start = end - literal.count
            var same = 0
            while same < literal.count, bytes[start + same] == literal[same] { same += 1 }
            if same == literal.count { return start }
          }
          end -= 1
        }
        return nil
      }
    }
    return place.map { startIndex + $0 }
  }
}
