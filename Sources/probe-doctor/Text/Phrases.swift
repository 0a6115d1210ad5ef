import JournalReader
import LogModel
import KillCorrelator

/// `1 boot`, `2 boots`, `1,034 entries`.
func counted(_ count: Int, _ one: Shown, _ many: Shown? = nil) -> Shown {
  "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
}

/// A number with a comma between thousands.
func grouped(_ number: Int) -> Shown {
  var rest = Substring(String(number.magnitude))
  var groups: [Substring] = []
  while rest.count > 3 {
    groups.insert(rest.suffix(3), at: 0)
    rest = rest.dropLast(3)
  }
  return Shown((number < 0 ? "-" : "") + ([rest] + groups).joined(separator: ","))
}

/// `12 s`, `12.5 s`, `0.05 s`: as many digits as are worth reading.
func duration(_ seconds: Double) -> Shown {
  let hundredths = Int64((min(max(seconds, 0), 1e9) * 100).rounded())
  if hundredths < 10 { return "\(decimal(hundredths, places: 2)) s" }
  if hundredths < 10_000, (hundredths + 5) / 10 % 10 != 0 {
    return "\(decimal((hundredths + 5) / 10, places: 1)) s"
  }
  return "\((hundredths + 50) / 100) s"
}

/// A scaled whole number with its decimal point.
func decimal(_ scaled: Int64, places: Int) -> Shown {
  let divisor = (0..<places).reduce(Int64(1)) { product, _ in product * 10 }
  let fraction = String(scaled.magnitude % divisor.magnitude)
  let zeros = String(repeating: "0", count: max(0, places - fraction.count))
  return Shown(
    "\(scaled < 0 ? "-" : "")\(scaled.magnitude / divisor.magnitude).\(zeros)\(fraction)")
}

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
  func show(_ microseconds: Int64, resolution: Int64 = 1) -> Shown {
    switch self {
    case .monotonic where resolution >= 1_000_000: "\(microseconds / 1_000_000) s"
    case .monotonic: "\(decimal((microseconds / 50_000 + 1) / 2, places: 1)) s"
    case .calendar: Shown(CivilTime(microseconds: microseconds).timeText)
    }
  }
}

extension Moment {
  /// The time for a list of events; nil if there is none.
  var shown: Shown? {
    guard let clock = TimeScale([stamp]), let time = clock.microseconds(stamp) else { return nil }
    return clock.show(time, resolution: stamp.resolution)
  }
}

extension Outcome {
  /// For a line of a table.
  var inBrief: Shown {
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
  var name: Shown? { (sysname ?? description).map { Shown($0) } }
}

extension EventTimeout {
  /// `12 s`, `about 12 s`; empty if it is not known.
  var limit: Shown {
    guard let seconds else { return "" }
    let exact = duration(seconds)
    return margin >= 1 ? "about \(exact)" : exact
  }

  /// For a line of a table: the limit and where it comes from.
  var shown: Shown {
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

extension ToldBoot {
  /// Whether there is nothing to tell of it.
  var isUneventful: Bool { kills.isEmpty && warnings.isEmpty && otherDeaths.isEmpty }
}

extension NearMiss {
  /// Whom the warning is about, as the report calls it.
  var workerName: Shown {
    program.map { Shown($0) } ?? workerPID.map { "worker \($0)" } ?? ""
  }
}

extension Kill {
  /// The worker as the report calls it.
  var worker: Shown { workerPID.map { "worker \($0)" } ?? "a worker" }

  /// The killed program as the report calls it.
  var killedProgram: Shown {
    let process: Shown = programPID.map { " (process \($0))" } ?? ""
    guard let program else { return "a program\(process)" }
    // A long command line is quoted below; here its name will do.
    let name = program.split(separator: " ").first.map(String.init) ?? program
    return "\(Shown(program.count > 40 ? name : program))\(process)"
  }

  /// The victim as the report calls it.
  var victimName: Shown { victim == .program ? killedProgram : worker }
}
