internal import JournalReader

/// What the watcher has to say, in the fields of a journal entry: the same for the journal, the
/// terminal, a pipe and the metrics.
package struct Notice: Sendable, Equatable {
  /// The names are those of the journal's fields, and a contract with whoever matches by them.
  package enum Field: String, Sendable, CaseIterable {
    case message = "MESSAGE"
    /// `slow`, `warning` or `kill`.
    case kind = "PROBE_DOCTOR_KIND"
    /// The device's sysname.
    case device = "DEVICE"
    /// The culprit, whatever kind it is of.
    case driver = "DRIVER"
    /// `driver`, `program`, …
    case culpritKind = "CULPRIT_KIND"
    /// Where in the driver the worker is.
    case function = "FUNCTION"
    case workerPID = "WORKER_PID"
    case seqnum = "SEQNUM"
    case confidence = "CONFIDENCE"
    /// Whole seconds that the worker has been busy, and until udevd kills it.
    case seconds = "SECONDS"
    case secondsLeft = "SECONDS_LEFT"
    /// `event-timeout` or `stop-timeout`.
    case cause = "CAUSE"
    /// What became of the device.
    case outcome = "OUTCOME"
    /// Of a kill: `stated` by udevd, or `inferred`.
    case certainty = "CERTAINTY"
    /// The kill's id in a report.
    case killID = "KILL_ID"
  }
  package enum Kind: String, Sendable {
    case slow, warning, kill
  }

  private var values: [Field: String] = [:]

  package init(_ kind: Kind, message: String) {
    values[.kind] = kind.rawValue
    values[.message] = message
  }

  /// About a worker, its uevent, and who kept it busy.
  ///
  /// - Parameter culprit: in the words of a report.
  package init(
    _ kind: Kind, message: String, device: String?, worker: Int?, seqnum: UInt64?,
    culprit: (name: String?, kind: String, confidence: String), cause: String?
  ) {
    self.init(kind, message: message)
    self[.device] = device
    self[.driver] = culprit.name
    self[.culpritKind] = culprit.kind
    self[.workerPID] = worker.map { "\($0)" }
    self[.seqnum] = seqnum.map { "\($0)" }
    self[.confidence] = culprit.confidence
    self[.cause] = cause
  }

  package var kind: Kind { values[.kind].flatMap { Kind(rawValue: $0) } ?? .warning }
  package var message: String { values[.message] ?? "" }

  package subscript(field: Field) -> String? {
    get { values[field] }
    set { values[field] = newValue }
  }

  /// All that is known, in the order of ``Field``.
  package var fields: [(field: Field, value: String)] {
    Field.allCases.compactMap { field in values[field].map { (field, $0) } }
  }

  /// The catalog has the text for it: packaging/probe-doctor.catalog.
  package var messageID: String {
    switch kind {
    case .slow: "8e9c1f0a6d6b4f3c9a52b7d0e4c81f26"
    case .warning: "fd13505ec7504e60ac4bb9e6977a751f"
    case .kill: "b1a197dad79643aabc5b4d9e40c3f17a"
    }
  }

  /// syslog's: a notice (5), a warning (4) or an error (3).
  package var priority: Int {
    switch kind {
    case .slow: 5
    case .warning: 4
    case .kill: 3
    }
  }
}

extension Notice {
  /// `NAME=value` lines and an empty one, on its way from a helper process.
  package var encoded: [UInt8] {
    var record = ExportRecord()
    for (field, value) in fields {
      record.field(field.rawValue, String(value.map { $0.isASCII && $0 < " " ? " " : $0 }))
    }
    return record.ended
  }

  /// What ``encoded`` made of some notices.
  static func decoded(_ bytes: [UInt8]) -> [Notice] {
    ExportReader.records(bytes).compactMap { record in
      var notice = Notice(.warning, message: "")
      for field in Field.allCases { notice.values[field] = record.text(named: field.rawValue) }
      return notice.message.isEmpty ? nil : notice
    }
  }
}
