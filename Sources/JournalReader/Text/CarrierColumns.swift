internal import LogModel

/// A line of a table, with tabs, semicolons, bars or commas between its cells: one of them tells who
/// speaks, a later one what is said.
struct CarrierColumns {
  private(set) var kind = Speaker.Kind.unknown
  private(set) var pid: Int?
  private(set) var monotonic: Int64?
  private(set) var message = 0..<0

  private static let separators = Array("\t;|,".utf8)
  private static let mostCells = 32

  init?(_ line: ByteSpan) {
    for separator in Self.separators where line.firstIndex(of: separator) != nil {
      if read(line, Self.cells(of: line, separator)) { return }
    }
    return nil
  }

  /// What is known of the message.
  func completing(_ carrier: Carrier) -> Carrier { carrier.innermost(kind, pid, monotonic) }

  private static func cells(of line: ByteSpan, _ separator: UInt8) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    var start = 0
    while cells.count < mostCells {
      let end = line.firstIndex(of: separator, from: start) ?? line.count
      var cell = line.skippingBlanks(from: start)..<end
      if cell.lowerBound > end { cell = end..<end }
      while !cell.isEmpty, line[cell.upperBound - 1] == .blank {
        cell = cell.lowerBound..<cell.upperBound - 1
      }
      let quote = line[cell.lowerBound]
      if cell.count > 1, quote.isOne(of: "\"'"), line[cell.upperBound - 1] == quote {
        cell = cell.lowerBound + 1..<cell.upperBound - 1
      }
      cells.append(cell)
      guard end < line.count else { break }
      start = end + 1
    }
    return cells
  }

  private mutating func read(_ line: ByteSpan, _ cells: [Range<Int>]) -> Bool {
    guard
      let who = cells.indices.first(where: { number in
        if tellsSpeaker(line, cells[number]) { return true }
        guard number + 2 < cells.count, line[cells[number + 1]].integer != nil,
          HostWord.isLikely(line[cells[number]]), line[cells[number]][0].isLetter
        else { return false }
        kind = .program
        return true
      })
    else { return false }
    if kind == .program, pid == nil, who + 1 < cells.count {
      pid = line[cells[who + 1]].integer.flatMap { Int(exactly: $0) }
    }
    for cell in cells[..<who] where monotonic == nil {
      var at = cell.lowerBound
      if let (time, _) = line.seconds(at: &at, limit: 7), at == cell.upperBound { monotonic = time }
    }
    guard
      let said = cells[(who + 1)...].first(where: {
        line[$0].firstIndex(of: .blank) != nil && !HostWord.isLevel(line[$0])
      }), let last = cells.last
    else { return false }
    // a separator may stand in what is said, too
    let start = said.lowerBound + (line[said.lowerBound].isOne(of: "'\"") ? 1 : 0)
    message = start..<max(said.upperBound, last.upperBound)
    return true
  }

  /// `kernel` or `name[pid]`, and nothing else.
  private mutating func tellsSpeaker(_ line: ByteSpan, _ cell: Range<Int>) -> Bool {
    let text = line[cell]
    if text.equals(Array("kernel".utf8)) || text.equals(Array("kernel:".utf8)) {
      kind = .kernel
      return true
    }
    guard let open = text.firstIndex(of: "["), open > 0,
      text[0..<open].firstIndex(of: .blank) == nil
    else { return false }
    var at = open + 1
    guard let number = text.number(at: &at, limit: 10), text[at] == "]",
      at + 1 == text.count || at + 2 == text.count && text[at + 1] == ":"
    else { return false }
    kind = .program
    pid = Int(number)
    return true
  }
}
