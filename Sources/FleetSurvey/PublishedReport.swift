internal import KillCorrelator
internal import LogModel

/// What is read back of probe-doctor's own JSON (docs/json.md): the keys that a table over many
/// machines needs, each of them optional, for other versions may have written it.
struct PublishedReport: Decodable {
  struct Tool: Decodable { var name: String }

  var schema_version: Int
  var tool: Tool
  /// Of a whole report.
  var boots: [PublishedBoot]?
  var coverage: PublishedCoverage?
  /// Of a line.
  var type: String?
  var boot: PublishedBoot?
}

/// The finding of a line, which its type says how to read.
struct PublishedLine<Finding: Decodable>: Decodable {
  var finding: Finding
}

struct PublishedCoverage: Decodable {
  struct Source: Decodable {
    var name: String
    var skipped: String?
  }
  struct Gap: Decodable {
    var kind: String?
    var `where`: String?
  }
  var sources: [Source]?
  var gaps: [Gap]?
  /// Of a line: every boot that was read.
  var boots: [PublishedBoot]?
}

struct PublishedBoot: Decodable {
  struct Timeout: Decodable { var seconds: Double? }

  var boot_id: String?
  var machine_id: String?
  var hostname: String?
  var kernel: String?
  var udev: String?
  var first: PublishedTime?
  var last: PublishedTime?
  var event_timeout: Timeout?
  var kills: [PublishedFinding]?
  var warnings: [PublishedFinding]?
}

struct PublishedTime: Decodable {
  var monotonic: Double?
  var realtime: String?

  /// µs since 1970, UTC.
  var utc: Int64? { realtime.flatMap { CivilTime.microseconds(rfc3339: $0) } }
  /// µs since the boot, else since 1970.
  var sinceBoot: Int64? { monotonic.map { Int64(($0 * 1e6).rounded()) } ?? utc }
}

/// A kill or a warning.
struct PublishedFinding: Decodable {
  struct Device: Decodable {
    var sysname: String?
    var subsystem: String?
    var modalias: String?
    var description: String?
  }
  struct Culprit: Decodable {
    var kind: String?
    var name: String?
    var confidence: String?
  }
  struct Line: Decodable {
    var source: String?
  }

  var cause: String?
  var victim: String?
  var device: Device?
  var worker_pid: Int?
  var seqnum: UInt64?
  var program: String?
  var program_pid: Int?
  var started: PublishedTime?
  var warned: PublishedTime?
  var killed: PublishedTime?
  var ended: PublishedTime?
  var time: PublishedTime?
  var limit: Double?
  var culprit: Culprit?
  var outcome: String?
  var report: [Line]?
}

extension Finding {
  /// What a line or a report says, read back.
  init(_ published: PublishedFinding, kind: Kind, of boot: PublishedBoot, input: String) {
    let moments = [
      published.killed, published.warned, published.started, published.ended, published.time,
    ]
    let isProgram = kind == .kill && published.victim == "program"
    let name = published.culprit?.name
    let device = published.device
    let record = BootSeen(boot, input: published.report?.first?.source ?? input)
    self.init(
      identity: FindingIdentity(
        machine: record.machine, bootID: boot.boot_id, kernel: boot.kernel,
        time: moments.compactMap { $0 }.first?.sinceBoot, seqnum: published.seqnum,
        workerPID: published.worker_pid, device: device?.sysname, modalias: device?.modalias,
        program: isProgram
          ? published.program_pid.map { "pid\($0)" } ?? published.program ?? "-" : nil),
      kind: kind, boot: record,
      culprit: Culprit(
        kind: published.culprit?.kind.flatMap { Suspect.Kind(rawValue: $0) } ?? .unknown,
        name: name,
        confidence: published.culprit?.confidence.flatMap {
          KillCorrelator.Culprit.Confidence(rawValue: $0)
        } ?? (name == nil ? .none : .possible)),
      model: Device(
        sysname: nil, subsystem: device?.subsystem, modalias: device?.modalias,
        description: device?.description
      ).model,
      cause: published.cause.flatMap { KillCorrelator.Finding.Cause(rawValue: $0) }
        ?? .eventTimeout,
      outcome: published.outcome.flatMap { Outcome(rawValue: $0) } ?? .unknown,
      limit: kind == .kill ? published.limit : boot.event_timeout?.seconds,
      time: [
        published.killed, published.ended, published.warned, published.started, published.time,
      ]
      .compactMap { $0 }.first?.utc)
  }
}

extension BootSeen {
  init(_ boot: PublishedBoot, input: String) {
    let isNamed = boot.machine_id != nil || boot.hostname != nil
    self.init(
      machine: MachineName(
        id: boot.machine_id, hostname: boot.hostname, input: isNamed ? nil : input),
      id: boot.boot_id, kernel: boot.kernel, udev: boot.udev, first: boot.first?.utc,
      last: boot.last?.utc)
  }
}
