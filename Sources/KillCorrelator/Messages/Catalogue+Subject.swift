internal import LogModel

extension Catalogue {
  /// What a message of udevd's, of PID 1's or of the kernel's is about, whoever says it.
  public enum Subject: Sendable {
    case kill, nearMiss, stopTimeout, settle, watchdog, stuckTask
  }

  /// - Returns: nil for what no row of such a meaning describes.
  public func subject(of message: String) -> Subject? {
    let entry = Entry(
      place: Place(source: "", position: .line(1)), stamp: .none, speaker: .unknown,
      line: Array(message.utf8))
    return switch recognise(entry)?.row.meaning {
    case .workerKilled, .programKilled: .kill
    case .workerSlow, .programSlow: .nearMiss
    case .stopTimedOut, .stopsWaiting, .processKilled, .remainingProcessKilled: .stopTimeout
    case .settleTimedOut: .settle
    case .watchdogFired: .watchdog
    case .taskBlocked, .taskStuck: .stuckTask
    default: nil
    }
  }
}
