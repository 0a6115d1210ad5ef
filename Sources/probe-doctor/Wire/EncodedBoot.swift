import KillCorrelator
import LogModel

/// A boot without its findings: what a line of its own needs to be understood alone.
struct EncodedBootIdentity: JSONValue {
  let boot: ToldBoot

  func write(to json: inout JSONWriter) {
    json.object { json in Self.writeMembers(of: boot, to: &json) }
  }

  static func writeMembers(of boot: ToldBoot, to json: inout JSONWriter) {
    json.member("boot_id", boot.bootID)
    json.member("machine_id", boot.machineID)
    json.member("hostname", boot.hostname)
    json.member("kernel", boot.kernel)
    json.member("udev", boot.udev)
    json.member("first", boot.first.map(EncodedMoment.init))
    json.member("last", boot.last.map(EncodedMoment.init))
    json.member("event_timeout", EncodedTimeout(timeout: boot.eventTimeout))
  }
}

/// The limit for one event and where it comes from.
private struct EncodedTimeout: JSONValue {
  let timeout: EventTimeout

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("seconds", timeout.seconds)
      json.member("source", timeout.source.rawValue)
      json.member("entries", timeout.entries.map(EncodedEntry.init))
    }
  }
}

/// A warning that no kill followed.
struct EncodedWarning: JSONValue {
  let warning: NearMiss

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("device", warning.device.map(EncodedDevice.init))
      json.member("worker_pid", warning.workerPID)
      json.member("seqnum", warning.seqnum)
      json.member("program", warning.program)
      json.member("time", warning.time.map(EncodedMoment.init))
      json.member("culprit", EncodedCulprit(culprit: warning.culprit))
      json.member("suspects", warning.suspects.map(EncodedSuspect.init))
      json.member("report", warning.report.map(EncodedEntry.init))
    }
  }
}

/// An end that no time limit explains.
struct EncodedDeath: JSONValue {
  let death: OtherDeath

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", death.kind.rawValue)
      json.member("device", death.device.map(EncodedDevice.init))
      json.member("worker_pid", death.workerPID)
      json.member("time", death.time.map(EncodedMoment.init))
      json.member("says", death.says)
      json.member("driver", death.driver)
      json.member("evidence", [EncodedEvidence(report: death.report, says: death.says)])
    }
  }
}
