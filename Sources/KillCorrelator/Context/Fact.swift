/// One typed fact read out of an entry.
struct Fact: Sendable {
  /// The number of the entry in its boot.
  var entry: Int
  let row: Row
  let values: HoleValues
  /// Whether its line breaks off, and the rest can be nothing else.
  var isCut = false

  /// An interrupted probe is one that failed.
  var meaning: Meaning { isInterruptedProbe ? .probeFailed : row.meaning }
  /// Whether a signal ended it: -EINTR.
  var isInterruptedProbe: Bool { row.meaning == .probeInterrupted }
  subscript(hole: Hole) -> String? { values[hole] }

  var pid: Int? { values.process(.pid) }
  var seqnum: UInt64? { values[number: .seqnum] }
  var programPID: Int? { values.process(.programPID) }
  /// The number of the error, negative as the kernel prints it.
  var errno: Int? { isInterruptedProbe ? -4 : values[number: .errno] }
  /// A wait status.
  var status: Int? { self[.status].flatMap { Int($0, radix: 16) } }
  /// Seconds of a limit.
  var limit: Double? { values.seconds(.limit) }
  var seconds: Double? { values.seconds(.seconds) }
  /// Of a line that tells by which signal a process was ended: its name without `SIG`.
  var signalName: String? {
    switch meaning {
    case .processKilled, .remainingProcessKilled: return "KILL"
    case .workerSignalled, .workerStatus, .programSignalled:
      switch values[number: .signal] ?? status.map({ $0 & 0x7f }) {
      case 9: return "KILL"
      case 6: return "ABRT"
      case nil: return self[.signalName]
      default: return nil
      }
    default: return nil
    }
  }
  var devpath: String? { self[.devpath].flatMap { $0.hasPrefix("/") ? $0 : nil } }

  /// The device in udev's own terms. In a sysname the kernel writes `!` for `/`.
  var sysname: String? {
    self[.sysname]
      ?? devpath?.split(separator: "/").last.map {
        String($0.map { $0 == "!" ? "/" : $0 })
      }
  }

  var device: Device? { sysname.map { Device(sysname: $0, devpath: devpath) } }
}
