/// The sentences of the watch: what its notices say, and what it complains of.
package enum WatchSentences {
  // MARK: Notices

  /// What keeps a worker busy, as far as it is known.
  package enum Hold {
    /// - Parameters:
    ///   - function: where in the driver the worker is.
    ///   - isSure: whether it is more than possible.
    case driver(String, function: String?, isSure: Bool)
    case program(String)
    /// - Parameter words: to be read after "has waited".
    case wait(_ words: String)
    case unknown
  }

  /// udevd will kill a worker.
  ///
  /// - Parameters:
  ///   - device: its sysname.
  ///   - seconds: how long the worker has been busy.
  ///   - left: seconds until the kill.
  ///   - limit: seconds that udevd lets a worker be.
  package static func warning(
    device: String?, worker: Int, _ hold: Hold, seconds: Int, left: Int, limit: Int
  ) -> String {
    let worker = "worker \(worker)"
    let busy =
      switch hold {
      case .driver(let name, let function, let isSure):
        "\(name) \(isSure ? "has" : "may have") kept \(worker)\(function.map { ", in \($0)," } ?? "")"
      case .program(let name): "\(worker) has waited for \(name)"
      case .wait(let words): "\(worker) has waited \(words)"
      case .unknown: "\(worker) has been busy, with what cannot be told,"
      }
    return "\(device ?? "A device"): \(busy) for \(seconds) s; udevd kills it in \(left) s. "
      + prevention(hold, limit: limit)
  }

  /// A worker's time cannot be changed once it runs: what helps is for the next time.
  private static func prevention(_ hold: Hold, limit: Int) -> String {
    if case .program = hold {
      return "Let its rule start it as a service (SYSTEMD_WANTS=) instead of waiting for it."
    }
    let longer = max(300, limit * 2 / 60 * 60)
    var text = "Next time udev.event_timeout=\(longer) on the kernel command line prevents that"
    if case .driver(let name, _, isSure: true) = hold {
      text += ", or \(name).async_probe=1, which lets it probe in the background"
    }
    return text + "."
  }

  /// udevd has killed a worker.
  ///
  /// - Parameters:
  ///   - headline: the report's.
  ///   - confidence: how sure its culprit is; empty where it names nobody.
  package static func kill(headline: String, confidence: String) -> String {
    let sure = confidence.isEmpty ? "" : " (\(confidence))"
    return "\(headline)\(sure). `probe-doctor` shows why and what to do."
  }

  // MARK: Complaints

  package static let noUevents = "uevents cannot be followed: no netlink socket for them"
  package static let noJournal = "the journal cannot be followed"
  package static let notRoot =
    "not root: stacks cannot be read, so a driver may not be told before the kill"
  package static let ueventsLost =
    "uevents were lost: too many at once; looking at the workers instead"
  package static let diagnosisGivenUp = "a diagnosis did not come to an end"

  package static func noProcess(_ reason: String) -> String {
    "no process can be started: \(reason)"
  }
  package static func captureLost(_ reason: String) -> String { "a capture is lost: \(reason)" }

  /// What systemctl status shows.
  package static func status(limit: Int) -> String { "udevd kills a worker after \(limit) s" }
}
