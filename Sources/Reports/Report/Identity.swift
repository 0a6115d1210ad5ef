internal import LogModel
internal import ReportModel

/// The line below a headline: which device, which boot, which software.
struct Identity {
  let boot: Report.Boot
  /// `2 of 3` where the log has several boots and no dates.
  let ordinal: SafeText?
  var device: Report.Device?
  /// Where the logs of several machines were read.
  var machine: SafeText?

  /// `2 of 3` for each of several boots; nothing for what only looks like one (a text that is no log), nor
  /// behind boots that are only counted.
  static func ordinals(of report: Report) -> [SafeText?] {
    let boots = report.boots
    let omitted = report.coverage.omitted.boots ?? 0
    let places = boots.indices.filter { !boots[$0].isSilent }
    var ordinals = [SafeText?](repeating: nil, count: boots.count)
    guard places.count > 1 else { return ordinals }
    let last = omitted == 0 ? boots.endIndex : boots.lastIndex(where: \.isUneventful) ?? 0
    for (number, place) in places.enumerated() where place <= last {
      ordinals[place] = "\(number + 1) of \(places.count + omitted)"
    }
    return ordinals
  }

  /// Empty if the log tells none of it.
  var line: SafeText {
    let software = [kernel, udev].compactMap { $0 }.joined(separator: ", ")
    return [machine, deviceName, bootName, software.isEmpty ? nil : software].compactMap { $0 }
      .joined(separator: " · ")
  }

  private var deviceName: SafeText? {
    // the headline has it already where there is no better name
    guard let device, device.sysname != nil else { return nil }
    if let description = device.description { return SafeText(description) }
    return switch device.subsystem {
    case nil: nil
    case "pci": "PCI device"
    case "usb": "USB device"
    case "scsi": "SCSI device"
    case "net": "network interface"
    case "module": "module"
    case .some(let name): "\(name) device"
    }
  }

  var bootName: SafeText? {
    guard let date else { return ordinal.map { "boot \($0)" } }
    // without the kernel's clock nobody knows when it was booted
    let what: SafeText =
      moment == boot.last ? "log until" : boot.first?.monotonic == nil ? "log from" : "boot of"
    return "\(what) \(date)\(moment?.realtime != nil ? " UTC" : "")"
  }

  /// What it is dated by: its last moment, if its clock was not set yet at the first.
  private var moment: Report.Time? {
    func isSet(_ time: Report.Time?) -> Bool { time?.calendar.map { $0 >= Self.set } ?? false }
    guard let first = boot.first, first.hasYear, !isSet(first), isSet(boot.last) else {
      return boot.first
    }
    return boot.last
  }

  /// The year 2000, before which no such log was written.
  private static let set: Int64 = 946_684_800_000_000

  /// The same in a table of boots.
  var bootInBrief: SafeText { date ?? ordinal ?? "" }

  private var date: SafeText? {
    guard let moment, let time = moment.calendar, moment.hasYear else { return nil }
    let date = CivilTime(microseconds: time)
    return "\(date.dateText) \(date.timeText.prefix(5))"
  }

  var kernel: SafeText? { boot.kernel.map { "Linux \($0)" } }

  var udev: SafeText? {
    guard let version = boot.udev else { return nil }
    let number = version.prefix { $0.isASCII && $0.isNumber }
    guard let whole = Int(number) else { return SafeText(version) }
    // udev itself never counted in points, and eudev is at 3
    if whole < 5, version.contains(".") { return "eudev \(version)" }
    // udev became part of systemd with version 183.
    return whole < 183 ? "udev \(version)" : "systemd \(version)"
  }
}

extension Report.EventTimeout {
  /// For a line of a table: the limit and where it comes from.
  var withSource: SafeText {
    guard let limit else { return "" }
    return switch source {
    case .default: "\(limit), the default"
    case .commandLine: "\(limit), from the kernel command line"
    case .udevConf: "\(limit), from udev.conf"
    case .measured: "\(limit), by the times in the log"
    case .unknown: limit
    }
  }
}

extension Report.Outcome {
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

extension Report.Finding {
  /// For a line of a table; empty where it is not known.
  var outcomeInBrief: SafeText {
    guard let outcome, outcome != .unknown else { return "" }
    let isSure = outcomeConfidence == .certain || outcome == .stuck
    return isSure ? outcome.inBrief : "probably \(outcome.inBrief)"
  }

  /// For a line of a table.
  var culpritName: SafeText { culprit.name.map { SafeText($0) } ?? "not known" }

  /// What stands before who was killed, or is late.
  var verb: SafeText {
    switch kind {
    case "kill": "Killed"
    case "stuck": "Hangs"
    default: "Slow"
    }
  }

  /// Whom a warning is about.
  var nameOfWarned: SafeText {
    program.map { SafeText($0) } ?? workerPID.map { "worker \($0)" } ?? ""
  }
}
