internal import FoundationEssentials
public import ReportModel

/// One thing that is learned of a fleet.
public enum SurveyItem: Codable, Sendable {
  case boot(BootSeen)
  case finding(FindingSummary)
  case unread(FleetReport.Unread)
}

extension SurveyItem {
  /// The same with another name for what was read.
  public func of(_ input: String) -> SurveyItem {
    switch self {
    case .boot(var boot):
      boot.name(input)
      return .boot(boot)
    case .finding(var finding):
      finding.boot.name(input)
      if !finding.reports.isEmpty { finding.reports = [input] }
      return .finding(finding)
    case .unread: return self
    }
  }
}

/// Reads back what `--format ndjson` and `--format json` wrote: of one run or of many, one behind
/// the other.
///
/// A value begins with a line that begins with `{`; that is so for a line of ndjson and for a
/// report that is laid out over many. So a line that was cut short or damaged costs itself only.
public struct FindingReader {
  private let input: String
  private let body: (SurveyItem) -> Void
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
  public init(input: String, _ body: @escaping (SurveyItem) -> Void) {
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
          FleetReport.Unread(
            input: input,
            reason: damaged == 1
              ? "\(which) is damaged and was left out"
              : "\(damaged) of its lines are damaged and were left out; \(which)")))
    }
    if isWithinRun {
      body(
        .unread(
          FleetReport.Unread(
            input: input, reason: "was cut short: its last line does not say what was read")))
    }
  }

  private mutating func noteDamage() {
    damaged += 1
    firstDamage = firstDamage ?? firstLine
  }

  private mutating func read(_ text: ArraySlice<UInt8>) {
    guard text.contains(where: { $0 > 0x20 }) else { return }
    guard let value = try? decoder.decode(WrittenValue.self, from: Data(text)) else {
      return noteDamage()
    }
    switch value {
    case .report(let report):
      isWithinRun = false
      for boot in report.boots {
        let source = boot.findings.first?.source ?? only(report.coverage.sources)
        hand(boot, source: source)
        for finding in FindingSummary.all(of: boot, input: source ?? input, report: input) {
          body(.finding(finding))
        }
      }
      hand(report.coverage)
    case .finding(let finding, let kind, let boot):
      isWithinRun = true
      hand(finding, kind, of: boot)
    case .coverage(let coverage, let boots):
      isWithinRun = false
      for boot in boots { hand(boot, source: coverage.sources.first?.name) }
      hand(coverage)
    case .other:
      isWithinRun = true
    }
  }

  private func hand(_ coverage: Report.Coverage) {
    for unread in FleetReport.Unread.all(of: coverage, input: input) { body(.unread(unread)) }
  }

  private func hand(_ finding: Report.Finding, _ kind: FindingSummary.Kind, of boot: Report.Boot) {
    let source = finding.source ?? input
    var summary = FindingSummary(finding, kind, of: boot, input: source)
    if summary.boot.machine.input != nil { summary.reports = [source] }
    body(.finding(summary))
  }

  private func only(_ sources: [Report.Source]) -> String? {
    let logs = sources.filter { $0.boots > 0 }
    return logs.count == 1 ? logs[0].name : nil
  }

  private func hand(_ boot: Report.Boot, source: String? = nil) {
    body(.boot(BootSeen(boot, input: source ?? input)))
  }
}

/// One of the values that `--format json` and `--format ndjson` write.
private enum WrittenValue: Decodable {
  case report(Report)
  case finding(Report.Finding, FindingSummary.Kind, of: Report.Boot)
  /// The last line of a run, with every boot that was read.
  case coverage(Report.Coverage, [Report.Boot])
  /// What is no kill and no near miss.
  case other

  private enum Key: String, CodingKey {
    case tool, type, boot, finding, boots
  }

  init(from decoder: any Decoder) throws {
    let line = try decoder.container(keyedBy: Key.self)
    guard try line.decode(Report.Tool.self, forKey: .tool).isOurs else {
      throw DecodingError.dataCorruptedError(
        forKey: Key.tool, in: line, debugDescription: "another program wrote it")
    }
    switch try line.decodeIfPresent(String.self, forKey: .type) {
    case nil: self = .report(try Report(from: decoder))
    case "coverage":
      let boots = try line.nestedContainer(keyedBy: Key.self, forKey: .finding)
      self = .coverage(
        try line.decode(Report.Coverage.self, forKey: .finding),
        try boots.decodeIfPresent([Report.Boot].self, forKey: .boots) ?? [])
    case let type?:
      guard let kind = FindingSummary.Kind(rawValue: type) else {
        self = .other
        return
      }
      self = .finding(
        try line.decode(Report.Finding.self, forKey: .finding), kind,
        of: try line.decode(Report.Boot.self, forKey: .boot))
    }
  }
}

extension Report.Finding {
  /// The log that tells of it.
  fileprivate var source: String? { report.first?.source }
}
