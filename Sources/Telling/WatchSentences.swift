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

    fileprivate func keeping(worker: Int) -> String {
      let worker = "worker \(worker)"
      return switch self {
      case .driver(let name, let function, let isSure):
        "\(name) \(isSure ? "has" : "may have") kept \(worker)\(function.map { ", in \($0)," } ?? "")"
      case .program(let name): "\(worker) has waited for \(name)"
      case .wait(let words): "\(worker) has waited \(words)"
      case .unknown: "\(worker) has been busy, with what cannot be told,"
      }
    }
  }

  /// A worker gets nowhere.
  ///
  /// - Parameters:
  ///   - device: its sysname.
  ///   - seconds: how long the worker has been at its event.
  ///   - isAtLeast: it may have been longer.
  ///   - left: seconds until the kill; nil if the time is over.
  ///   - limit: seconds that udevd lets a worker be.
  package static func warning(
    device: String?, worker: Int, _ hold: Hold, seconds: Int, isAtLeast: Bool = false, left: Int?,
    limit: Int
  ) -> String {
    let end =
      left.map { "udevd kills it in \(isAtLeast ? "at most " : "")\($0) s" }
      ?? "its time is over, and udevd kills it or has done so"
    return
      "\(device ?? "A device"): \(hold.keeping(worker: worker)) for "
      + "\(isAtLeast ? "at least " : "")\(seconds) s; \(end). "
      + now(hold, device: device) + prevention(hold, limit: limit)
  }

  /// A worker gets nowhere long before its time is over, but its device was never so slow.
  ///
  /// - Parameters:
  ///   - longest: seconds of the device's longest event in the boots before.
  ///   - boots: how many those are.
  package static func slow(
    device: String?, worker: Int, _ hold: Hold, seconds: Int, longest: Double, boots: Int,
    limit: Int
  ) -> String {
    let usual = (longest * 10).rounded() / 10
    return "\(device ?? "A device"): \(hold.keeping(worker: worker)) for \(seconds) s; in \(boots) "
      + "boots before this one it took \(usual) s at most. udevd's limit is \(limit) s."
  }

  /// What can be done before the kill.
  private static func now(_ hold: Hold, device: String?) -> String {
    guard case .driver(_, _, isSure: true) = hold, let device else { return "" }
    let isUSB = device.first?.isNumber == true && device.contains("-") && !device.contains(".0:")
    let first = isUSB ? "Unplugging it now lets the worker go. " : ""
    return first + "If it is left without a driver, `udevadm trigger --action=add "
      + "--sysname-match=\(device)` tries again. "
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

  /// Why a worker was killed.
  package enum Reason {
    case limit, stop, other
  }

  /// The same by what was seen alone.
  package static func kill(
    device: String?, worker: Int, _ hold: Hold, seconds: Int, reason: Reason
  ) -> String {
    let what =
      switch reason {
      case .limit: "udevd killed worker \(worker) after \(seconds) s, when its time was over"
      case .stop:
        "worker \(worker) was killed after \(seconds) s, with the udevd that had started it"
      case .other: "worker \(worker) was killed after \(seconds) s, not by udevd's limit"
      }
    let who =
      switch hold {
      case .driver(let name, let function, let isSure):
        "; \(name) \(isSure ? "had" : "may have") kept it\(function.map { ", in \($0)" } ?? "")"
      case .program(let name): "; it waited for \(name)"
      case .wait(let words): "; it waited \(words)"
      case .unknown: ""
      }
    return "\(device ?? "A device"): \(what)\(who). `probe-doctor` shows why and what to do."
  }

  // MARK: Complaints

  package static let noUevents = "uevents cannot be followed: no netlink socket for them"
  package static let noJournal = "the journal cannot be followed"
  package static let notRoot =
    "not root: stacks cannot be read, so a driver may not be told before the kill"
  package static let noExits =
    "exits by a signal cannot be followed: no process connector; udevd's own words have to do"
  package static let ueventsLost =
    "uevents were lost: too many at once; looking at the workers instead"
  package static let diagnosisGivenUp = "a diagnosis did not come to an end"

  package static func noProcess(_ reason: String) -> String {
    "no process can be started: \(reason)"
  }
  package static func casesOmitted(_ most: Int) -> String {
    "more than \(most) workers are stuck: the others are only counted"
  }
  package static func captureLost(_ reason: String) -> String { "a capture is lost: \(reason)" }

  /// For who starts it by hand.
  ///
  /// - Parameters:
  ///   - limit, warning: seconds.
  ///   - folder: where captures go.
  package static func begins(limit: Int, warning: Int, folder: String) -> String {
    "watching udevd's workers: a device's event is looked at from \(warning) s on, and killed after "
      + "\(limit) s; what is seen is kept in \(folder). Ctrl-C ends it."
  }

  /// The same where nobody starts workers.
  package static func waitsForUdevd(folder: String) -> String {
    "no udevd runs here: there is nothing to watch until it is started. What is seen then is kept in "
      + "\(folder). Ctrl-C ends it."
  }

  /// What systemctl status shows.
  ///
  /// - Parameter stuck: who keeps which worker.
  package static func status(limit: Int, stuck: [(hold: Hold, worker: Int, device: String?)])
    -> String
  {
    let told = stuck.prefix(3).map { stuck in
      let who =
        switch stuck.hold {
        case .driver(let name, _, _), .program(let name): name
        default: "unknown"
        }
      return "\(who) keeps worker \(stuck.worker)\(stuck.device.map { " (\($0))" } ?? "")"
    }
    let more = stuck.count > 3 ? ", and \(stuck.count - 3) more" : ""
    return told.isEmpty
      ? "Nothing is stuck; udevd kills a worker after \(limit) s"
      : "\(told.joined(separator: ", "))\(more); udevd kills a worker after \(limit) s"
  }
}
