import LogModel
import ReportModel
import Telling

/// The parts that samples are made of.
extension Samples {
  static func kill(_ sysname: String, worker: Int?, at time: Int64) -> Report.Finding {
    let line = kernel(time, "\(sysname): Worker [\(worker ?? 0)] killed", Int(time / 1_000))
    var kill = Report.Finding(id: "", kind: "kill", headline: "")
    kill.cause = .eventTimeout
    kill.victim = .worker
    kill.certainty = .stated
    kill.device = device(sysname: sysname)
    kill.workerPID = worker
    kill.seqnum = worker.map { UInt64($0) + 1_000 }
    kill.killed = Report.Time(at(time), basis: .stated)
    kill.limit = 12
    kill.outcome = .unknown
    kill.report = [line]
    return kill
  }

  static func warning(
    of sysname: String, worker: Int? = nil, at time: Report.Time?,
    culprit: Report.Culprit = .unknown
  ) -> Report.Finding {
    var warning = Report.Finding(id: "", kind: "warning", headline: "")
    warning.device = device(sysname: sysname)
    warning.workerPID = worker
    warning.warned = time
    warning.culprit = culprit
    return warning
  }

  static func death(_ kind: String, at time: Report.Time?, says: String, driver: String)
    -> Report.Finding
  {
    var death = Report.Finding(id: "", kind: kind, headline: "")
    death.ended = time
    death.says = says
    death.driver = driver
    return death
  }

  static func device(
    sysname: String, devpath: String? = nil, subsystem: String? = nil, modalias: String? = nil,
    description: String? = nil
  ) -> Report.Device {
    var device = Report.Device()
    device.sysname = sysname
    device.devpath = devpath
    device.subsystem = subsystem
    device.modalias = modalias
    device.description = description
    return device
  }

  static func outcome(_ says: String) -> Report.Evidence {
    Report.Evidence(rule: "outcome", weight: 0, says: says, entries: [])
  }

  static func boot(
    kills: [Report.Finding] = [],
    timeout: Report.EventTimeout = Report.EventTimeout(seconds: 12, source: .commandLine)
  ) -> Report.Boot {
    var boot = Report.Boot(eventTimeout: timeout)
    boot.bootID = "e72c902f95ed40228e846bd80bb94def"
    boot.first = Report.Time(at(0))
    boot.kernel = "6.1.0-50-amd64"
    boot.udev = "252.39-1~deb12u2"
    boot.kills = kills
    return boot
  }

  /// A boot of which only its limit is known.
  static func bareBoot(
    _ timeout: Report.EventTimeout, kills: [Report.Finding] = []
  ) -> Report.Boot {
    var boot = Report.Boot(eventTimeout: timeout)
    boot.kills = kills
    return boot
  }

  static func at(_ monotonic: Int64, clock: Stamp.Clock = .source) -> Stamp {
    Stamp(monotonic: monotonic, realtime: 1_795_459_680_000_000 + monotonic, clock: clock)
  }

  /// A kernel line as a journal has it.
  static func kernel(_ time: Int64, _ message: String, _ number: Int) -> Report.Entry {
    Report.Entry(
      source: "system.journal", position: "seqnum \(number)", line: "kernel: \(message)".utf8,
      messageStart: 8, speaker: "kernel", time: Report.Time(at(time)))
  }

  static func source(
    name: String, kind: String, entries: Int = 0, boots: Int = 0, skipped: String? = nil
  ) -> Report.Source {
    Report.Source(name: name, kind: kind, entries: entries, boots: boots, skipped: skipped)
  }

  static func journal(boots: Int, entries: Int) -> Report.Source {
    source(name: "system.journal", kind: "journal", entries: entries, boots: boots)
  }

  static func text(_ name: String, entries: Int) -> Report.Source {
    source(name: name, kind: "text", entries: entries, boots: 1)
  }

  static let broken = source(
    name: "user-1000.journal", kind: "journal", skipped: "its header is damaged")

  static func diagnosis(
    _ boots: [Report.Boot], _ sources: [Report.Source], _ gaps: [Report.Gap] = []
  ) -> Report {
    Report(
      tool: Report.Tool(version: "0.1.0"),
      boots: boots.map { boot in
        var boot = boot
        boot.tell()
        return boot
      },
      coverage: Report.Coverage(
        complete: gaps.isEmpty && sources.allSatisfy { $0.skipped == nil }, sources: sources,
        gaps: gaps))
  }
}

extension Report.Finding {
  /// A driver that the victim was loading: accused, with the link that a real finding has.
  mutating func accuse(_ driver: String, _ confidence: Report.Confidence) {
    culprit = Report.Culprit(kind: .driver, name: driver, confidence: confidence)
    chain = [
      Report.Link(
        .activity, kind: "driver", name: driver, confidence: confidence,
        says: "it was in its probe of this device")
    ]
  }
}
