import LogModel
import Platform
import FleetSurvey
import ReportModel

/// A run over all inputs: reads what is new, and remembers it if it is told where.
struct FleetReading {
  let plan: FleetPlan
  /// Where earlier runs have left what they read.
  let statePath: String?
  let reader: FleetReader

  /// At least so many seconds lie between two writings of the state, and so many times as long as
  /// one takes: who is killed half-way has lost no more than that.
  private static let pause = 10.0
  private static let share = 20.0

  func run() throws -> Survey {
    var state =
      try statePath.map { path throws(Complaint) in try FleetState(path: path) } ?? FleetState()
    var requests: [FleetRequest] = []
    var files: [String: [FileVersion]] = [:]
    for input in plan.inputs {
      let versions = statePath == nil ? [] : input.versions
      if statePath != nil, state.isUnchanged(input, versions) { continue }
      files[input.name] = versions
      requests.append(state.request(for: input))
    }
    var progress = FleetProgress(total: requests.count)
    var nextSave = Clock.seconds() + Self.pause
    var hasFailed = false
    FleetWorkers(reader: reader).read(requests) { result in
      progress.note(kills: result.findings.count { $0.kind == .kill })
      state.add(result, files: files[result.request.input.name] ?? [])
      guard let statePath, !hasFailed, Clock.seconds() >= nextSave else { return }
      let start = Clock.seconds()
      // What is wrong is said at the end, when the whole is to be written.
      do { try state.write(to: statePath) } catch { hasFailed = true }
      nextSave = Clock.seconds() + max(Self.pause, Self.share * (Clock.seconds() - start))
    }
    progress.end()
    if let statePath { try state.write(to: statePath) }
    var survey = state.survey(of: plan.inputs)
    survey.add(plan.unread)
    if survey.isEmpty, let complaint = Complaint(survey.unread.sorted()) { throw complaint }
    return survey
  }
}

extension Complaint {
  /// That nothing at all could be read; nil if nothing kept anybody from it.
  fileprivate init?(_ unread: [FleetReport.Unread]) {
    guard let first = unread.first else { return nil }
    if unread.count == 1 {
      self.init(name: first.input, reason: first.reason)
    } else {
      self.init(
        name: "none of the inputs can be read",
        reason: unread.map { "\($0.input): \($0.reason)" }.joined(separator: "\n"))
    }
  }
}
