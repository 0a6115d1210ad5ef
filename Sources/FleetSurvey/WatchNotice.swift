public import LogModel
public import ReportModel

/// What `probe-doctor watch` said in the journal of the machine that it watches: a finding that was
/// made while it happened.
public struct WatchNotice {
  private static let warning = "fd13505ec7504e60ac4bb9e6977a751f"
  private static let kill = "b1a197dad79643aabc5b4d9e40c3f17a"

  /// The `MESSAGE_ID`s by which its messages are known.
  public static let messageIDs = [warning, kill]

  /// The fields that a finding is made of.
  public static let fields: [StaticString] = [
    "MESSAGE_ID", "DEVICE", "DRIVER", "CULPRIT_KIND", "WORKER_PID", "SEQNUM", "CONFIDENCE",
    "SECONDS", "SECONDS_LEFT", "CAUSE", "OUTCOME",
  ]

  fileprivate let notice: JournalNotice
  fileprivate let kind: FindingSummary.Kind

  /// Nil if it is of somebody else.
  public init?(_ notice: JournalNotice) {
    switch notice.fields["MESSAGE_ID"] {
    case Self.kill: kind = .kill
    case Self.warning: kind = .warning
    default: return nil
    }
    self.notice = notice
  }

  fileprivate func number(_ field: String) -> Double? { notice.fields[field].flatMap(Double.init) }
}

extension FindingSummary {
  /// What the watcher found. It knows the event by its SEQNUM, as the log does, so both readings
  /// are one finding.
  ///
  /// - Parameter input: what was read, for a boot that names no machine.
  public init(_ said: WatchNotice, of boot: Report.Boot, input: String) {
    let fields = said.notice.fields
    let time = Report.Time(said.notice.stamp)
    var finding = Report.Finding(id: "", kind: said.kind.rawValue, headline: "")
    finding.device = Report.Device()
    finding.device?.sysname = fields["DEVICE"]
    finding.seqnum = fields["SEQNUM"].flatMap { UInt64($0) }
    finding.workerPID = fields["WORKER_PID"].flatMap { Int($0) }
    finding.killed = said.kind == .kill ? time : nil
    finding.warned = said.kind == .warning ? time : nil
    finding.culprit = Report.Culprit(
      kind: fields["CULPRIT_KIND"].flatMap { Report.Culprit.Kind(rawValue: $0) } ?? .unknown,
      name: fields["DRIVER"],
      confidence: fields["CONFIDENCE"].flatMap { Report.Confidence(rawValue: $0) } ?? .none)
    finding.cause = fields["CAUSE"].flatMap { Report.Cause(rawValue: $0) }
    finding.outcome = fields["OUTCOME"].flatMap { Report.Outcome(rawValue: $0) }
    self.init(finding, said.kind, of: boot, input: input)
    // How long it took and how long it had left are the limit; of a kill only the first is told.
    limit = said.number("SECONDS").flatMap { passed in
      said.number("SECONDS_LEFT").map { passed + $0 }
    }
  }
}
