public import LogModel

/// Another boot of the same machine: what some devices did there, and what ran.
public struct OtherBoot: Sendable {
  public let id: String?
  public let kernel: String?
  let udev: String?
  /// Seconds of udevd's limit, where the boot tells them.
  let limit: Double?
  let commandLine: String?
  /// The machine's firmware as the kernel prints it.
  let firmware: String?
  /// The courses of the devices, by what they are called in the boot at hand.
  fileprivate let courses: [String: Course]
  /// Those that show the device at work.
  fileprivate let healthy: [String: Course]
  /// When the drivers of the devices began, in seconds since the boot's start.
  fileprivate let starts: [String: Double]
  /// Devices whose events were too long there, by what they are called there.
  let bad: Set<String>

  /// Nil where it does not show the device, or not at work.
  func healthy(_ sysname: String) -> Course? { healthy[sysname] }

  /// When the driver of the first of some devices began, in seconds since the boot's start.
  func start(of devices: Set<String>) -> Double? { devices.lazy.compactMap { starts[$0] }.min() }

  static func start(of devices: Set<String>, in courses: [String: Course]) -> Double? {
    devices.lazy.compactMap { courses[$0]?.initial.start }.min()
  }

  /// Whether the device's event was too long there as well.
  func isBad(_ sysname: String) -> Bool {
    courses[sysname].map { bad.contains($0.sysname) } ?? bad.contains(sysname)
  }
}

extension Collection<OtherBoot> {
  /// Whether older ones would tell no more of some devices: each that was too slow in any of them was well
  /// in so many others.
  public func tell(of concerns: Concerns, enough: Int) -> Bool {
    concerns.all.lazy.filter { !$0.isWitness }.map(\.sysname).allSatisfy { sysname in
      count { $0.healthy(sysname) != nil } >= enough || !contains { $0.isBad(sysname) }
    }
  }
}

extension Correlator {
  /// What to ask a reader for, to see what some devices did in other boots.
  public func courseQuestion(_ concerns: Concerns, until end: Int64) -> Question {
    let concerns = concerns.all
    let phrases = Set(concerns.flatMap(\.phrases)).union(["DMI: "])
    var question = self.question
    question.units = []
    question.triggerIDs = []
    question.stems = []
    question.listings = []
    question.attachments = []
    question.marks = catalogue.needles(of: [.kernelVersion, .commandLine, .udevVersion])
    question.triggers = phrases.sorted() + catalogue.needles(of: OtherBoot.ends)
    question.span = 0
    question.wantsQuietBoots = true
    question.courses = CourseSearch(
      devices: concerns.map(\.sysname).sorted(),
      drivers: Set(concerns.flatMap(\.drivers)).sorted(), end: end)
    return question
  }

  /// What a boot tells of some devices.
  public func otherBoot(_ log: BootLog, _ concerns: Concerns) -> OtherBoot {
    let boot = BootContext(log, catalogue, knowledge.knowledge(of: log), takesCuts: false)
    let courses = CourseReader(boot: boot).courses(of: concerns)
    let drafts = KillCollector.drafts(in: boot)
    let bad = Set(
      drafts.kills.compactMap { $0.device?.sysname }
        + drafts.deaths.filter { $0.kind == .stuck }.compactMap { $0.device?.sysname })
    let initial = courses.mapValues(\.initial)
    let healthy = initial.filter { !bad.contains($0.value.sysname) && $0.value.isHealthy }
    return OtherBoot(
      id: log.id, kernel: boot.system.kernelRelease,
      udev: boot.system.udevVersion,
      limit: EventLimit(boot, drafts.kills, drafts.warnings).timeout.seconds,
      commandLine: boot.system.commandLine, firmware: boot.firmware, courses: courses,
      healthy: healthy, starts: initial.compactMapValues(\.start), bad: bad)
  }
}

extension OtherBoot {
  /// What tells that an event was too long.
  static let ends: Set<Meaning> = [
    .workerKilled, .workerSlow, .workerBusy, .workerSignalled, .workerStatus, .workerFailed,
    .workerRefused, .programKilled,
  ]
}

extension Catalogue {
  /// The literals of all rows of some meanings.
  func needles(of meanings: Set<Meaning>) -> [String] {
    var seen: Set<String> = []
    return rows.filter { meanings.contains($0.meaning) }.map(\.form.needle).filter {
      seen.insert($0).inserted
    }
  }
}

extension BootContext {
  /// What the machine's firmware is, as the kernel prints it (`DMI: …, BIOS …`, `dmi_format_ids`).
  var firmware: String? {
    entries.lazy.filter { $0.speaker.kind != .program && $0.message.starts(with: "DMI: ".utf8) }
      .map(\.text).first { $0.contains(", BIOS ") }.map { String($0.dropFirst(5)) }
  }
}
