import JournalReader
import LogModel
import KillCorrelator
import ReportModel

/// Which of a log's clocks a report counts on.
enum TimeScale {
  case monotonic, calendar

  /// Seconds since the boot where there are any, else the time of day.
  init?(_ stamps: [Stamp?]) {
    if stamps.contains(where: { $0?.monotonic != nil }) {
      self = .monotonic
    } else if stamps.contains(where: { $0?.realtime != nil }) {
      self = .calendar
    } else {
      return nil
    }
  }

  /// The stamp in microseconds on this clock; nil if it does not tell.
  func microseconds(_ stamp: Stamp) -> Int64? {
    switch self {
    case .monotonic: stamp.monotonic
    case .calendar: stamp.realtime
    }
  }

  /// `36.5 s` or `18:41:20`.
  func show(_ microseconds: Int64, resolution: Int64 = 1) -> SafeText {
    switch self {
    case .monotonic where resolution >= 1_000_000: "\(microseconds / 1_000_000) s"
    case .monotonic: "\(decimal((microseconds / 50_000 + 1) / 2, places: 1)) s"
    case .calendar: SafeText(CivilTime(microseconds: microseconds).timeText)
    }
  }
}

extension Moment {
  /// The time for a list of events; nil if there is none.
  var shown: SafeText? {
    guard let clock = TimeScale([stamp]), let time = clock.microseconds(stamp) else { return nil }
    return clock.show(time, resolution: stamp.resolution)
  }
}

extension Outcome {
  /// For a line of a table.
  var inBrief: SafeText {
    switch self {
    case .bound: "works now"
    case .unbound: "no driver now"
    case .halfInitialised: "half set up"
    case .stuck: "still stuck"
    case .unknown: "outcome not known"
    }
  }
}

extension Device {
  /// The device as a sentence names it: by its sysname, else by what it is.
  var name: SafeText? { (sysname ?? description).map { SafeText($0) } }
}

extension EventTimeout {
  /// `12 s`, `about 12 s`; empty if it is not known.
  var limit: SafeText {
    guard let seconds else { return "" }
    let exact = duration(seconds)
    return margin >= 1 ? "about \(exact)" : exact
  }

  /// For a line of a table: the limit and where it comes from.
  var shown: SafeText {
    guard seconds != nil else { return "" }
    return switch source {
    case .default: "\(limit), the default"
    case .commandLine: "\(limit), from the kernel command line"
    case .udevConf: "\(limit), from udev.conf"
    case .measured: "\(limit), by the times in the log"
    case .unknown: limit
    }
  }
}

extension BootDiagnosis {
  /// Whether there is nothing to tell of it.
  var isUneventful: Bool { kills.isEmpty && warnings.isEmpty && otherDeaths.isEmpty }
}

extension NearMiss {
  /// Whom the warning is about, as the report calls it.
  var workerName: SafeText {
    program.map { SafeText($0) } ?? workerPID.map { "worker \($0)" } ?? ""
  }
}

extension Kill {
  /// The worker as the report calls it.
  var worker: SafeText { workerPID.map { "worker \($0)" } ?? "a worker" }

  /// The killed program as the report calls it.
  var killedProgram: SafeText {
    let process: SafeText = programPID.map { " (process \($0))" } ?? ""
    guard let program else { return "a program\(process)" }
    // A long command line is quoted below; here its name will do.
    let name = program.split(separator: " ").first.map(String.init) ?? program
    return "\(SafeText(program.count > 40 ? name : program))\(process)"
  }

  /// The victim as the report calls it.
  var victimName: SafeText { victim == .program ? killedProgram : worker }
}
