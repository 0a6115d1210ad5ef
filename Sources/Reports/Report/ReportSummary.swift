package import ReportModel

/// How much was found, and in what.
struct ReportSummary {
  private let report: Report
  private let kills: Int

  private var coverage: Report.Coverage { report.coverage }

  init(_ report: Report) {
    self.report = report
    kills = report.killCount
  }

  /// `✓` if there is no kill for sure and nothing else is wrong, `!` if something is, `?` if there
  /// may be a kill; without a mark where there are some.
  var headline: Headline {
    let mark =
      kills > 0
      ? Mark(sign: "", style: .plain)
      : !trouble.isEmpty
        ? Mark(sign: "!", style: .bad)
        : isGood ? Mark(sign: "✓", style: .good) : Mark(sign: "?", style: .doubtful)
    return Headline(sentence: found, mark: mark)
  }

  /// Whether there is no kill for sure, and nothing else is wrong.
  var isGood: Bool {
    kills == 0 && trouble.isEmpty && coverage.complete && undecided == 0 && untimed == 0
  }

  /// How many were warned of that may yet have been killed.
  private var undecided: Int { report.boots.flatMap(\.warnings).count(where: \.isUndecided) }

  /// How many were warned of without anything that tells whether that was in time.
  private var untimed: Int { report.boots.flatMap(\.warnings).count(where: \.isUntimed) }

  /// What is wrong beside kills.
  private var trouble: [SafeText] {
    let hanging = report.boots.flatMap(\.stuckWorkers)
    let stuck = hanging.count
    let arePrograms = hanging.allSatisfy { $0.workerPID == nil && $0.program != nil }
    let isManager = hanging.allSatisfy { $0.victim == .udevd }
    let deaths = report.boots.flatMap(\.otherDeaths).count {
      !["stuck", "settle"].contains($0.kind)
    }
    return [
      stuck == 0
        ? nil
        : isManager
          ? "udevd itself is stuck in the kernel"
          : "\(counted(stuck, arePrograms ? "program" : "worker")) stuck in the kernel",
      deaths > 0 ? "\(counted(deaths, "death")) of another kind" : nil,
      lost,
    ].compactMap { $0 }
  }

  /// The worst that was lost: a clause.
  private var lost: SafeText? {
    let harm = report.boots.flatMap(\.harm)
    let worst =
      ["root", "panic", "emergency"].lazy.compactMap { kind in harm.first { $0.kind == kind } }
      .first
      ?? harm.first
    guard let worst, let says = worst.says else { return harm.isEmpty ? nil : "something was lost" }
    let clause = SafeText(sentence: says.prefix(1).lowercased() + says.dropFirst().dropLast())
    return harm.count == 1
      ? clause : "\(clause) (and \(counted(harm.count - 1, "more loss", "more losses")))"
  }

  /// The last lines of a text: how much, in what, and whose clock the times are on.
  ///
  /// - Parameter isSaid: whether what was found stands in sight already.
  func closing(isSaid: Bool = false) -> [Block] {
    let clocks = bootsWithKills.flatMap(\.alignments).prefix(3).map { result -> Block in
      let placed = result.sources.map(shortened).joined(separator: ", ")
      let clock = result.by.map(shortened).joined(separator: ", ")
      return .paragraph(
        "Times are those of \(clock); \(placed) was brought onto that clock by "
          + "\(counted(result.lines, "line")) that both have.", .faint)
    }
    return [
      .group(
        .section,
        [isSaid ? .paragraph(read) : .paragraph("\(found) \(read)", mark: headline.mark)] + clocks)
    ]
  }

  private var bootsWithKills: [Report.Boot] { report.boots.filter { !$0.kills.isEmpty } }

  /// How many kills there are.
  var found: SafeText {
    guard kills == 0 else {
      // which boots those that are only counted were in is not known any more
      let least: SafeText = coverage.omitted.kills > 0 ? "at least " : ""
      let stops = report.boots.flatMap(\.kills).count { $0.cause == .stopTimeout }
      let parts: [SafeText] = [
        kills > stops ? counted(kills - stops, "timeout kill") : nil,
        stops > 0 ? "\(counted(stops, "kill")) because udevd did not stop in time" : nil,
      ].compactMap { $0 }
      return
        "\(parts.joined(separator: " and ")) in \(least)\(counted(bootsWithKills.count, "boot"))."
    }
    let open: SafeText = undecided == 1 ? "one" : "\(undecided) of them"
    let facts =
      trouble
      + (undecided > 0
        ? ["what was read ends before \(open) would have been due"]
        : untimed > 0 ? ["when one would have been due is not known"] : [])
    let but: SafeText = facts.isEmpty ? "" : ", but \(facts.joined(separator: " and "))"
    return coverage.complete
      ? "No timeout kill\(but)."
      : "No timeout kill found\(but), \(facts.isEmpty ? "but" : "and") not everything could be "
        + "read, so there may be one."
  }

  /// What was read.
  var read: SafeText {
    let used = coverage.sources.filter { $0.skipped == nil || $0.entries > 0 }
    var parts = Self.names.compactMap { kind, one -> SafeText? in
      let count = used.count { $0.kind == kind }
      return count > 0 ? counted(count, one) : nil
    }
    guard !parts.isEmpty else { return "Read: nothing." }
    parts.append(counted(report.bootCount, "boot"))
    parts.append(counted(used.reduce(0) { $0 + $1.entries }, "entry", "entries"))
    let missing = coverage.skipped.count + coverage.gaps.count
    if missing > 0 { parts.append("\(counted(missing, "thing")) missing") }
    return "Read: \(missing == 0 ? "all of " : "")\(parts.joined(separator: ", "))."
  }

  private static let names: [(String, SafeText)] = [
    ("journal", "journal file"), ("text", "text log"), ("export", "journal export"),
    ("json", "JSON journal"),
  ]
}

extension Report.Coverage {
  fileprivate var skipped: [Report.Source] { sources.filter { $0.skipped != nil } }
}

extension Block {
  /// More than these are only counted.
  private static let mostMissing = 20

  /// What could not be read or was lost, and what can be done about it; nothing if that is nothing.
  package static func missing(_ coverage: Report.Coverage) -> [Block] {
    if coverage.complete { return [] }
    let sources = coverage.skipped.map { source -> SafeText in
      let part: SafeText = source.entries == 0 ? "was not read" : "was read in part"
      return "\(source.name) \(part): \(source.skipped ?? "")"
    }
    let gaps = coverage.gaps.map { gap -> SafeText in
      guard let cure = cure(for: gap.kind) else { return SafeText(gap.place) }
      return "\(gap.place)\(gap.place.hasSuffix(".") ? "" : ".") \(cure)"
    }
    let items = sources + gaps
    return [
      .part(
        "What is missing",
        [
          .list(
            Array(items.prefix(mostMissing)),
            rest: more(items.count - mostMissing))
        ])
    ]
  }

  private static func cure(for kind: String) -> SafeText? {
    switch kind {
    case "permission":
      "Run it with sudo, or join the group systemd-journal."
    case "missed-kernel-messages":
      "A larger kernel buffer (log_buf_len=16M on the kernel command line) keeps them next time."
    case "rotated":
      "Name the older files too, if a copy of them is somewhere; a larger SystemMaxUse= in "
        + "journald.conf keeps more next time."
    case "rate-limited":
      "RateLimitBurst=0 in journald.conf keeps them next time."
    default: nil
    }
  }
}
