package import FleetSurvey
internal import LogModel
internal import Platform
internal import ReportModel

/// A run over all inputs: reads what is new, and remembers it if it is told where.
package struct FleetRun {
  private let plan: FleetPlan
  private let statePath: String?
  private let reader: FleetReader
  private let version: String

  /// At least so many seconds lie between two writings of the state, and so many times as long as
  /// one takes: who is killed half-way has lost no more than that.
  private static let pause = 10.0
  private static let share = 20.0

  /// - Parameters:
  ///   - statePath: where earlier runs have left what they read.
  ///   - version: of this program.
  package init(_ plan: FleetPlan, statePath: String?, by reader: FleetReader, version: String) {
    self.plan = plan
    self.statePath = statePath
    self.reader = reader
    self.version = version
  }

  /// - Parameter note: is told how many inputs are to be read, and then of each the kills in it.
  /// - Throws: `Complaint` if nothing can be read, or the state cannot be read or written.
  package func run(note: (FleetProgressStep) -> Void) throws -> Survey {
    var state = try FleetState(path: statePath, version: version)
    var requests: [FleetRequest] = []
    var files: [String: [FileVersion]] = [:]
    for input in plan.inputs {
      let versions = statePath == nil ? [] : input.versions
      if statePath != nil, state.isUnchanged(input, versions) { continue }
      files[input.name] = versions
      requests.append(state.request(for: input))
    }
    note(.toRead(requests.count))
    var nextSave = Clock.seconds() + Self.pause
    var hasFailed = false
    FleetWorkers(reader: reader).read(requests) { result in
      note(.read(kills: result.findings.count { $0.kind == .kill }))
      state.add(result, files: files[result.request.input.name] ?? [])
      guard let statePath, !hasFailed, Clock.seconds() >= nextSave else { return }
      let start = Clock.seconds()
      // What is wrong is said at the end, when the whole is to be written.
      do { try state.write(to: statePath) } catch { hasFailed = true }
      nextSave = Clock.seconds() + max(Self.pause, Self.share * (Clock.seconds() - start))
    }
    note(.done)
    if let statePath { try state.write(to: statePath) }
    var survey = state.survey(of: plan.inputs)
    survey.add(plan.unread)
    if survey.isEmpty, let complaint = Complaint(survey.unread.sorted()) { throw complaint }
    return survey
  }
}

/// How far a run is.
package enum FleetProgressStep {
  /// So many inputs are to be read.
  case toRead(Int)
  /// One more is read.
  case read(kills: Int)
  case done
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
