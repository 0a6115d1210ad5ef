import KillCorrelator
import LogModel

/// A uevent that ended in a kill.
struct EncodedKill: JSONValue {
  let kill: Kill

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("id", kill.id)
      json.member("cause", kill.cause.rawValue)
      json.member("during", kill.during?.rawValue)
      json.member("victim", kill.victim.rawValue)
      json.member("certainty", kill.certainty.rawValue)
      json.member("device", kill.device.map(EncodedDevice.init))
      json.member("worker_pid", kill.workerPID)
      json.member("seqnum", kill.seqnum)
      json.member("program", kill.program)
      json.member("program_pid", kill.programPID)
      json.member("started", kill.started.map(EncodedMoment.init))
      json.member("warned", kill.warned.map(EncodedMoment.init))
      json.member("killed", kill.killed.map(EncodedMoment.init))
      json.member("ended", kill.ended.map(EncodedMoment.init))
      json.member("limit", kill.limit)
      json.member("culprit", EncodedCulprit(culprit: kill.culprit))
      json.member("suspects", kill.suspects.map(EncodedSuspect.init))
      json.member("bystander", kill.isBystander)
      json.member("outcome", kill.outcome.rawValue)
      json.member("outcome_reason", kill.outcomeReason)
      json.member("outcome_recorded", kill.isOutcomeRecorded)
      json.member("notes", kill.notes)
      json.member("crowd", kill.crowd)
      json.member("cleared", kill.cleared)
      json.member("remedies", kill.remedies.map(EncodedRemedy.init))
      json.member("report", kill.report.map(EncodedEntry.init))
    }
  }
}

/// Something to do about a kill.
struct EncodedRemedy: JSONValue {
  let remedy: ToldRemedy

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("id", remedy.id)
      json.member("scope", remedy.scope.rawValue)
      json.member("text", remedy.text)
      json.member("commands", remedy.commands)
    }
  }
}
