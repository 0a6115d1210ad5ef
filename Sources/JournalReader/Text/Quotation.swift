/// What somebody put before each line of a log when they quoted it: a mail's `> `, the indent of a
/// code block, grep's file name and line number, the numbers of `cat -n`.
///
/// A line tells it by what stands behind: nothing but a log's line begins with a date or with
/// printk's time. The lines around it that have neither are then known by the same beginning.
struct Quotation {
  /// The same in each line: a mail's marks, blanks, a file's name.
  private var lead: [UInt8]
  /// Whether the lead is a name, with `:` or, in grep's lines of context, `-` behind it.
  private var isName = false
  private var hasNumber = false
  /// Where each line's number ends, if all end in one column.
  private var column: Int?

  /// Where the quoted line begins, if `line` is quoted like this.
  func end(in line: ByteSpan) -> Int? {
    if let column { return Self.column(of: line) == column ? column + 1 : nil }
    guard line[0..<lead.count].equals(lead) else { return nil }
    var at = lead.count
    if isName {
      guard Self.separates(line[at]) else { return nil }
      at += 1
    }
    return hasNumber ? Self.number(line, at) : at
  }

  /// All ways in which a line may be quoted that is no log's line as it stands.
  static func candidates(in line: ByteSpan) -> [(quotation: Quotation, end: Int)] {
    var found: [(Quotation, Int)] = []
    let marks = marks(line)
    let lead = Array(line[0..<marks].bytes)
    if marks > 0 { found.append((Quotation(lead: lead), marks)) }
    let isIndent = lead.allSatisfy { $0 == .blank || $0 == .tab }
    if let end = number(line, marks) {
      // The numbers of `cat -n` are set flush right.
      found.append((Quotation(lead: isIndent ? [] : lead, hasNumber: true), end))
    }
    var at = marks
    var names = 0
    while names < mostNames, at < marks + longestName, isNameLike(line[at]) {
      if at > marks, separates(line[at]) {
        let name = Array(line[0..<at].bytes)
        if let end = number(line, at + 1) {
          found.append((Quotation(lead: name, isName: true, hasNumber: true), end))
        }
        found.append((Quotation(lead: name, isName: true), at + 1))
        names += 1
      }
      at += 1
    }
    return found
  }

  private static let longestName = 256
  private static let mostNames = 16

  /// Whether a program and its process suffice to know a log's line by. A word with a colon behind
  /// it may be anything.
  var needsNoTime: Bool { !isName || hasNumber }
  /// Whether a time of day may be one, and not the rest of what stands before it.
  var isApart: Bool { !isName && !hasNumber }

  /// `> `, `>>`, `| `, `JD> `, blanks: where they end.
  fileprivate static func marks(_ line: ByteSpan) -> Int {
    var at = 0
    while at < 4, line[at].isUpper { at += 1 }
    if line[at] != ">" { at = 0 }
    while line[at] == .blank || line[at] == .tab || line[at].isOne(of: ">|") { at += 1 }
    return at
  }

  /// `12:`, `12-`, `    12<TAB>`, with the blanks before: those behind are the line's own.
  private static func number(_ line: ByteSpan, _ start: Int) -> Int? {
    var at = line.skippingBlanks(from: start)
    guard line.number(at: &at) != nil, separates(line[at]) || line[at] == .tab else { return nil }
    return at + 1
  }

  private static func separates(_ byte: UInt8) -> Bool {
    byte.isOne(of: ":-")
  }

  private static func isNameLike(_ byte: UInt8) -> Bool {
    byte > .blank && !byte.isOne(of: "[(=\"")
  }
}

extension Quotation {
  private static let leastNumbered = 6
  private static let columns = 1...8

  /// The numbers that `uniq -c` or an editor puts before each line, a blank behind them: no log has them.
  init?(numbersOf lines: [ByteSpan]) {
    lead = []
    let told = lines.filter { $0.count > 0 }
    guard told.count >= Self.leastNumbered, let first = told.first,
      let end = Self.column(of: first), Self.columns.contains(end),
      told.allSatisfy({ Self.column(of: $0) == end })
    else { return nil }
    var parser = LineParser()
    guard told.allSatisfy({ parser.head(of: $0, from: 0).form == .bare }) else { return nil }
    column = end
  }

  /// Where the number ends with which a line begins.
  private static func column(of line: ByteSpan) -> Int? {
    var at = line.skippingBlanks(from: 0)
    guard line.number(at: &at) != nil, line[at] == .blank else { return nil }
    return at
  }
}

extension LineParser {
  /// Reads a line that shows how it is quoted by what it quotes.
  mutating func quoted(_ line: ByteSpan) -> LineHead? {
    for (candidate, end) in Quotation.candidates(in: line) {
      let head = head(of: line, from: end)
      switch head.form {
      case .printk, .shortMonotonic, .record: break
      case .calendar where candidate.isApart || line.timeOfDay(from: end) == nil: break
      case .tag where candidate.needsNoTime && head.pid != nil: break
      default: continue
      }
      quotation = candidate
      return head
    }
    // a kernel's line without a time begins like nothing else: only a mail's own mark tells there
    let marks = Quotation.marks(line)
    let lead = line[0..<marks]
    guard lead.firstIndex(of: ">") ?? lead.firstIndex(of: "|") != nil else { return nil }
    return head(of: line, from: marks)
  }
}

extension ByteSpan {
  fileprivate func timeOfDay(from start: Int) -> Int64? {
    var at = start
    return timeOfDay(at: &at)?.time
  }
}

extension UInt8 {
  fileprivate static let tab: UInt8 = 0x09
}
