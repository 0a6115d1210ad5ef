public import LogModel
internal import ReportModel

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
  public init(_ said: WatchNotice, of boot: BootSeen) {
    let fields = said.notice.fields
    let stamp = said.notice.stamp
    // How long it took and how long it had left are the limit; of a kill only the first is told.
    let limit = said.number("SECONDS").flatMap { passed in
      said.number("SECONDS_LEFT").map { passed + $0 }
    }
    self.init(
      identity: FindingIdentity(
        machine: boot.machine, bootID: boot.id, kernel: boot.kernel, time: stamp.monotonic,
        seqnum: fields["SEQNUM"].flatMap { UInt64($0) },
        workerPID: fields["WORKER_PID"].flatMap { Int($0) }, device: fields["DEVICE"],
        modalias: nil, program: nil),
      kind: said.kind, boot: boot,
      culprit: Report.Culprit(
        kind: fields["CULPRIT_KIND"] ?? "unknown", name: fields["DRIVER"],
        confidence: fields["CONFIDENCE"] ?? "none"),
      model: nil, cause: fields["CAUSE"], outcome: fields["OUTCOME"], limit: limit,
      time: stamp.calendar == .utc ? stamp.realtime : nil)
  }
}
