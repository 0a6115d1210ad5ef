/// A log of lines, from bytes to boots.
struct LineLog {
  private var splitter = LineSplitter()
  private var state: State

  init(name: String, question: Question, window: TimeWindow) {
    state = State(name: name, question: question, window: window)
  }

  /// See ``TextReader/tellingRecords``.
  var telling: Int { state.telling }

  mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    splitter.feed(bytes) { state.take($0) }
  }

  mutating func finish() -> (boots: [BootLog], records: Int, gaps: [Coverage.Gap]) {
    splitter.finish { state.take($0) }
    return state.finish()
  }

  /// What lines are put into; apart from the splitter, which is at work while this changes.
  private struct State {
    private let name: String
    private let span: Int64
    private let search: LiteralSearch
    private let window: TimeWindow
    private var parser = LineParser()
    private var boundary = BootBoundary()
    private var losses = LossNotes()
    private var boots: [BootKeeper]
    private var lines = 0
    private(set) var telling = 0
    private var isInside = true
    private var scratch: [UInt8] = []

    init(name: String, question: Question, window: TimeWindow) {
      self.name = name
      self.window = window
      span = question.span
      search = question.search
      boots = [BootKeeper(span: span, source: name, unit: "line")]
    }

    mutating func take(_ line: ByteSpan) {
      lines += 1
      var line = line
      while line.count > 0, line[line.count - 1] == .carriageReturn {
        line = line[0..<line.count - 1]
      }
      guard Escapes.concern(line) else { return part(line) }
      var scratch = scratch
      self.scratch = []
      Escapes.forEachPart(of: line, scratch: &scratch) { part($0) }
      self.scratch = scratch
    }

    /// The kernel goes on in the middle of a line that a program has not ended:
    /// `login: [  242.608441] INFO: …`.
    private mutating func part(_ line: ByteSpan) {
      guard line.count > 0 else { return }
      let head = parser.parse(line)
      if head.form == .bare, let cut = Self.printkTime(in: line) {
        part(line[0..<cut])
        return part(line[cut...])
      }
      entry(line, head)
    }

    /// Where ` [%5ld.%06ld] ` begins in a line, other than at its beginning.
    private static func printkTime(in line: ByteSpan) -> Int? {
      var from = 1
      while let open = line.firstIndex(of: UInt8(ascii: "["), from: from) {
        from = open + 1
        var end = open
        guard case .monotonic(_, digits: 6)? = Bracket.read(line, at: &end), end - open >= 14,
          line[end] == .blank || line[end] == UInt8(ascii: "[")
        else { continue }
        return open
      }
      return nil
    }

    private mutating func entry(_ line: ByteSpan, _ head: LineHead) {
      if head.form == .bare, let mark = BootBoundary.Mark.read(line) {
        if case .boot(let id) = mark {
          boundary.begin()
          beginBoot(id: id.map { line[$0].string })
        }
        return
      }
      if boundary.isCrossed(by: head, line) { beginBoot(id: nil) }
      let found = search.meanings(in: line)
      if head.stamp.hasTime || !found.isEmpty { telling += 1 }
      if found.contains(.gap) {
        losses.note(line[head.messageStart...], place: "line \(lines)")
      }
      isInside = window.contains(head.stamp) ?? isInside
      let last = boots.count - 1
      if !head.host.isEmpty { boots[last].speaks(line[head.host]) }
      guard isInside || found.contains(.mark) else { return boots[last].pass(head.stamp) }
      var record = BootKeeper.Record()
      record.number = lines
      record.messageStart = head.messageStart
      record.stamp = head.stamp
      record.kind = head.kind
      record.pid = head.pid
      record.isMark = found.contains(.mark)
      let isTrigger = isInside && found.contains(.trigger)
      if head.form == .continuation {
        boots[last].appendContinuation(record, line: line, isTrigger: isTrigger)
      } else {
        record.identifier = head.identifier
        record.caller = head.caller
        boots[last].append(record, line: line, isTrigger: isTrigger)
      }
    }

    private mutating func beginBoot(id: String?) {
      let last = boots.count - 1
      if !boots[last].isEmpty {
        boots[last].settle()
        boots.append(BootKeeper(span: span, source: name, unit: "line"))
      }
      boots[boots.count - 1].id = id
      parser.beginBoot()
    }

    mutating func finish() -> (boots: [BootLog], records: Int, gaps: [Coverage.Gap]) {
      var logs: [BootLog] = []
      for index in boots.indices where !boots[index].isEmpty { logs.append(boots[index].finish()) }
      return (logs, lines, losses.gaps(in: name))
    }
  }
}

extension Question {
  var search: LiteralSearch {
    LiteralSearch(
      triggers.map { ($0, .trigger) } + marks.map { ($0, .mark) }
        + LossNotes.phrases.map { ($0, .gap) })
  }
}
