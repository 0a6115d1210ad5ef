internal import FoundationEssentials

/// Reads back what `--format ndjson` and `--format json` wrote: of one run or of many, one behind
/// the other.
///
/// A value begins with a line that begins with `{`; that is so for a line of ndjson and for a
/// report that is laid out over many. So a line that was cut short or damaged costs itself only.
public struct FindingReader {
  /// What stood in what was read.
  public enum Item {
    case boot(BootSeen)
    case finding(FindingSummary)
    case unread(Unread)
  }

  private let input: String
  private let body: (Item) -> Void
  private var pending: [UInt8] = []
  private var lines = 0
  private var firstLine = 1
  private var damaged = 0
  private var firstDamage: Int?
  /// Whether what was read since the last account of what was read can be the rest of a run.
  private var isWithinRun = false
  private let decoder = JSONDecoder()

  /// A value is given up beyond this.
  private static let longest = 1 << 30
  private static let marks = ["\"probe-doctor\"", "\"boot_id\"", "\"event_timeout\""].map {
    Array($0.utf8)
  }

  /// - Parameters:
  ///   - input: what is read, for findings that name no machine and for what cannot be read.
  ///   - body: gets what is found as it comes.
  public init(input: String, _ body: @escaping (Item) -> Void) {
    self.input = input
    self.body = body
  }

  /// Whether a text holds findings, by its first bytes: an object that says who wrote it, or, where
  /// something has put its keys in another order, has one of the keys that come first then.
  public static func canRead(_ head: some Collection<UInt8>) -> Bool {
    let head = Array(head)
    guard let start = head.firstIndex(where: { $0 > 0x20 }), head[start] == UInt8(ascii: "{") else {
      return false
    }
    return marks.contains { mark in
      head.count >= mark.count
        && (start...head.count - mark.count).contains { place in
          head[place] == mark[0] && head[place...].starts(with: mark)
        }
    }
  }

  /// Takes a piece of any size.
  public mutating func feed(_ bytes: some Collection<UInt8>) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      pending.append(contentsOf: rest[...end])
      endLine()
      rest = rest[rest.index(after: end)...]
    }
    pending.append(contentsOf: rest)
  }

  /// Where the value before the current line ends.
  private var lineStart = 0

  private mutating func endLine() {
    lines += 1
    if lineStart > 0, pending[lineStart] == UInt8(ascii: "{") {
      read(pending[..<lineStart])
      pending.removeFirst(lineStart)
      firstLine = lines
    }
    lineStart = pending.count
    // A line of ndjson need not wait for the next one.
    if pending.count > 1, pending[pending.count - 2] == UInt8(ascii: "}"), firstLine == lines {
      read(pending[...])
      startAnew()
    } else if pending.count > Self.longest {
      noteDamage()
      startAnew()
    }
  }

  private mutating func startAnew() {
    pending.removeAll(keepingCapacity: true)
    lineStart = 0
    firstLine = lines + 1
  }

  /// To be called at the end.
  public mutating func finish() {
    if !pending.isEmpty {
      if lineStart < pending.count { endLine() }
      if !pending.isEmpty { read(pending[...]) }
      startAnew()
    }
    if damaged > 0 {
      let which = firstDamage.map { damaged == 1 ? "line \($0)" : "the first is line \($0)" } ?? ""
      body(
        .unread(
          Unread(
            input: input,
            reason: damaged == 1
              ? "\(which) is damaged and was left out"
              : "\(damaged) of its lines are damaged and were left out; \(which)")))
    }
    if isWithinRun {
      body(
        .unread(
          Unread(
            input: input, reason: "was cut short: its last line does not say what was read")))
    }
  }

  private mutating func noteDamage() {
    damaged += 1
    firstDamage = firstDamage ?? firstLine
  }

  private mutating func read(_ text: ArraySlice<UInt8>) {
    guard text.contains(where: { $0 > 0x20 }) else { return }
    let data = Data(text)
    guard let report = try? decoder.decode(PublishedReport.self, from: data),
      report.tool.name == "probe-doctor"
    else { return noteDamage() }
    guard let type = report.type else {
      isWithinRun = false
      for boot in report.boots ?? [] {
        hand(boot)
        for kill in boot.kills ?? [] {
          body(.finding(FindingSummary(kill, kind: .kill, of: boot, input: input)))
        }
        for warning in boot.warnings ?? [] {
          body(.finding(FindingSummary(warning, kind: .warning, of: boot, input: input)))
        }
      }
      if let coverage = report.coverage { hand(coverage) }
      return
    }
    isWithinRun = type != "coverage"
    switch type {
    case "kill": readFinding(data, .kill, report.boot)
    case "warning": readFinding(data, .warning, report.boot)
    case "coverage":
      guard let line = try? decoder.decode(PublishedLine<PublishedCoverage>.self, from: data)
      else { return noteDamage() }
      hand(line.finding)
    // What else a line may tell of is no kill and no near miss.
    default: break
    }
  }

  private mutating func readFinding(
    _ data: Data, _ kind: FindingSummary.Kind, _ boot: PublishedBoot?
  ) {
    guard let boot,
      let line = try? decoder.decode(PublishedLine<PublishedFinding>.self, from: data)
    else { return noteDamage() }
    body(.finding(FindingSummary(line.finding, kind: kind, of: boot, input: input)))
  }

  private func hand(_ coverage: PublishedCoverage) {
    for boot in coverage.boots ?? [] { hand(boot, source: coverage.sources?.first?.name) }
    for source in coverage.sources ?? [] {
      guard let reason = source.skipped else { continue }
      body(.unread(Unread(input: source.name, reason: reason)))
    }
    for gap in coverage.gaps ?? [] {
      guard let detail = gap.where else { continue }
      body(.unread(Unread(kind: gap.kind ?? Unread.skipped, input: input, reason: detail)))
    }
  }

  private func hand(_ boot: PublishedBoot, source: String? = nil) {
    body(.boot(BootSeen(boot, input: source ?? input)))
  }
}
