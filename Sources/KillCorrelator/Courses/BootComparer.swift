internal import LogModel

/// A boot's devices beside what they did in other boots.
struct BootComparer: Sendable {
  let boot: BootContext
  let id: String?
  /// How many of the others came before it.
  let place: Int
  let concerns: [String: Concern]
  /// Oldest first.
  let others: [OtherBoot]
  let limit: Double?
  private let courses: [String: Course]
  /// The boots in which each device was well.
  private let healthy: [String: [Healthy]]
  /// Other devices that took three times as long as they usually do, and seconds more.
  private let slower: [Comparison.SlowDevice]

  init(
    _ boot: BootContext, id: String?, limit: Double?, _ concerns: Concerns, _ others: [OtherBoot],
    place: Int
  ) {
    self.boot = boot
    self.id = id
    self.limit = limit
    self.place = place
    self.others = others
    self.concerns = Dictionary(uniqueKeysWithValues: concerns.all.map { ($0.sysname, $0) })
    let courses = CourseReader(boot: boot).courses(of: concerns)
    self.courses = courses
    let healthy = self.concerns.mapValues {
      Self.healthy($0.sysname, among: others, but: courses[$0.sysname])
    }
    self.healthy = healthy
    slower = Self.slower(among: concerns.all.filter(\.isWitness), courses, healthy)
  }

  /// A boot in which a device was well, and its number among the others.
  private typealias Healthy = (number: Int, boot: OtherBoot, course: Course)

  /// - Parameter mine: the device's course in the boot at hand.
  private static func healthy(
    _ sysname: String, among others: [OtherBoot], but mine: Course?
  ) -> [Healthy] {
    let times = Dictionary((mine?.lines ?? []).compactMap { line in line.time.map { ($0, line) } })
    {
      first, _ in first
    }
    // two logs may tell of one boot: no other has the same times
    func isSame(_ course: Course) -> Bool {
      let same = course.lines.count { line in
        line.time.flatMap { times[$0] }.map { $0.entry.message == line.entry.message } ?? false
      }
      return same > 1 || same == 1 && course.lines.count == 1
    }
    let found = others.enumerated().compactMap { number, other in
      other.healthy(sysname).map { Healthy(number, other, $0) }
    }
    .filter { !isSame($0.course) }
    // who stopped halfway without a word is not healthy, and a log may begin too late
    let longest = found.map(\.course.lines.count).max() ?? 0
    return found.filter { $0.course.lines.count * 2 >= longest }
  }

  /// Nil where none of the other boots shows the device at work, and where its driver says so much that
  /// its last words are not among those that are compared.
  func comparison(of kill: KillCase) -> Comparison? {
    guard let sysname = kill.device?.sysname, let concern = concerns[sysname],
      !concern.isWitness, courses[sysname]?.lines.count ?? 0 < Course.mostLines,
      let healthy = healthy[sysname], let newest = healthy.last
    else { return nil }
    let lastGood = healthy.last { $0.number < place } ?? newest
    let firstBad = others.indices.first { number in
      number > lastGood.number && number < place && others[number].isBad(sysname)
    }
    var comparison = Comparison(
      boots: healthy.count, kernels: healthy.map(\.boot.kernel).compactMap { $0 }.unique,
      seconds: UsualTime(healthy.compactMap(\.course.seconds)),
      driver: concern.driver(in: lastGood.course),
      lastGood: Self.mark(lastGood.boot, lastGood.course.seconds),
      lastGoodNumber: lastGood.number,
      firstBad: firstBad.map { Self.mark(others[$0]) }
        ?? Comparison.Boot(id: id, kernel: boot.system.kernelRelease),
      history: healthy.map { Self.mark($0.boot, $0.course.seconds) })
    comparison.isGrowing = UsualTime.grows(healthy.compactMap(\.course.seconds))
    let here = Stop(kill, courses[sysname]?.lines ?? [], in: boot)
    place(here, beside: healthy, prefer: lastGood, kill, in: &comparison)
    comparison.slower = slower
    // where its driver said nothing, the first of the others tells how late it was
    let company = company(of: sysname, healthy)
    let isSilent = here.before.isEmpty
    let start =
      isSilent
      ? OtherBoot.start(of: company, in: courses)
      : here.before.first?.time.map { Double($0) / 1_000_000 }
    let starts = healthy.compactMap { isSilent ? $0.boot.start(of: company) : $0.course.start }
    if let start, let usual = UsualTime(starts) { comparison.begins = (start, usual.median) }
    comparison.verdict = verdict(comparison, here, kill, company, healthy)
    comparison.differences = differences(
      from: lastGood.boot, lastGood.course, to: courses[sysname])
    return comparison
  }

  /// That there is nothing to compare a device with, where there are other boots.
  func note(on kill: KillCase) -> Note? {
    guard kill.comparison == nil, !others.isEmpty, let sysname = kill.device?.sysname,
      concerns[sysname] != nil
    else { return nil }
    return .nothingToCompare(boots: others.count)
  }

  private static func mark(_ boot: OtherBoot, _ seconds: Double? = nil) -> Comparison.Boot {
    Comparison.Boot(id: boot.id, kernel: boot.kernel, seconds: seconds)
  }

  // MARK: - Where it stopped

  /// Finds the last line that the healthy boots have as well, and what comes next there: what most of
  /// them say.
  private func place(
    _ here: Stop, beside healthy: [Healthy], prefer lastGood: Healthy, _ kill: KillCase,
    in comparison: inout Comparison
  ) {
    guard !here.before.isEmpty || here.isShown else { return }
    let aligned = healthy.map { (boot: $0, found: Alignment(here.before, $0.course.lines)) }
    let stops = aligned.map { $0.found.last?.here ?? -1 }
    guard let stop = stops.mostFrequent else { return }
    let agreeing = aligned.filter { ($0.found.last?.here ?? -1) == stop }
    let forms = agreeing.map { one in one.found.next.map { one.boot.course.lines[$0].form } }
    guard let form = forms.mostFrequent else { return }
    let likely = zip(agreeing, forms).filter { $0.1 == form }.map(\.0)
    // a single boot that says less than the others is no model for what comes next
    let model = likely.first { $0.boot.number == lastGood.number } ?? likely[likely.count - 1]
    let lines = model.boot.course.lines
    comparison.stoppedAfter = stop >= 0 ? here.before[stop].entry : nil
    comparison.expectedNext = model.found.next.map { lines[$0].entry }
    comparison.usualWait = UsualTime(
      likely.compactMap { one in
        guard let next = one.found.next, let last = one.found.last,
          let from = one.boot.course.lines[last.there].time,
          let to = one.boot.course.lines[next].time
        else { return nil }
        return Double(max(0, to - from)) / 1_000_000
      })
    let since = stop >= 0 ? here.before[stop].time : kill.startTime
    let came = form.flatMap { form in here.after.first { $0.form == form } }?.time
    comparison.hasCome = came != nil
    if let since, let until = came ?? here.over {
      comparison.waited = Double(max(0, until - since)) / 1_000_000
    }
    comparison.unusual = here.before.indices.filter {
      $0 > stop && !model.found.matched.contains($0)
    }
    .prefix(3).map { here.before[$0].entry }
    // how long all of it took, where it came to its end
    let whole = Alignment(here.before + here.after, lines)
    if let last = whole.last, last.there == lines.count - 1, lines.count > 1,
      let from = (here.before + here.after).first?.time,
      let to = (here.before + here.after)[last.here].time
    {
      comparison.secondsHere = Double(to - from) / 1_000_000
    }
  }

  // MARK: - What follows from it

  private func verdict(
    _ found: Comparison, _ here: Stop, _ kill: KillCase, _ company: Set<String>,
    _ healthy: [Healthy]
  ) -> Comparison.Verdict? {
    guard here.isShown || found.stoppedAfter != nil else { return nil }
    let pace = found.pace
    let isSlow = pace != nil
    if found.stoppedAfter != nil {
      guard let usual = found.usualWait, let waited = found.waited else { return nil }
      // who was only warned of and went on has hung if that alone took the time that was over
      let wentOn = kill.isWarning && found.hasCome && waited < kill.limit ?? 0
      if usual.isExceeded(by: waited) {
        if wentOn { return isSlow ? .slowMachine : nil }
        guard let pace else { return .hang }
        return usual.isExceeded(by: waited / pace) ? .hang : .slowMachine
      }
      return found.isShort(kill.limit ?? limit ?? .infinity)
        ? .slowAsAlways : isSlow ? .slowMachine : nil
    }
    guard found.expectedNext != nil, let waited = found.waited, let start = kill.startTime else {
      return isSlow ? .slowMachine : nil
    }
    // none of its lines came. An event that began with many others may wait for its turn: how far
    // behind the first of them do they come in other boots?
    let times = pace ?? 1
    let first = OtherBoot.start(of: company, in: courses)
    let lags = healthy.compactMap { one -> Double? in
      guard let start = one.course.start, let first = first == nil ? 0 : one.boot.start(of: company)
      else { return nil }
      return max(0, start - first)
    }
    // what is plugged in later has no place among them
    let usual = first == nil && start >= 300_000_000 ? nil : UsualTime(lags)
    let lag = Double(start) / 1_000_000 + waited - (first ?? 0)
    let isLate =
      !(kill.isWarning && found.hasCome)
      && (found.seconds ?? .none).isExceeded(by: waited / times)
      && usual?.isExceeded(by: lag / times) ?? true
    if isLate { return .hang }
    // whenever it begins, so much time is not enough
    if let seconds = found.seconds?.median, seconds >= kill.limit ?? limit ?? .infinity {
      return .slowAsAlways
    }
    return isSlow ? .slowMachine : nil
  }

  /// Devices whose drivers begin at about the time at which this one's does.
  private func company(of sysname: String, _ healthy: [Healthy]) -> Set<String> {
    guard let own = UsualTime(healthy.compactMap(\.course.start))?.median else { return [] }
    return Set(
      concerns.keys.filter { name in
        let starts = healthy.compactMap { $0.boot.start(of: [name]) }
        return name != sysname && UsualTime(starts).map { $0.median * 2 >= own } ?? false
      })
  }

  private static func slower(
    among witnesses: [Concern], _ courses: [String: Course], _ healthy: [String: [Healthy]]
  ) -> [Comparison.SlowDevice] {
    let measured = witnesses.compactMap { concern -> Comparison.SlowDevice? in
      guard let course = courses[concern.sysname]?.initial, let seconds = course.seconds,
        let usual = UsualTime((healthy[concern.sysname] ?? []).compactMap(\.course.seconds))
      else { return nil }
      return Comparison.SlowDevice(
        sysname: concern.sysname, driver: concern.driver(in: course), seconds: seconds,
        usual: usual.median)
    }
    let slow = measured.filter { $0.seconds >= 3 * $0.usual && $0.seconds - $0.usual >= 1 }
    // one of many may have waited for something of its own
    guard slow.count * 2 >= measured.count else { return [] }
    return slow.sorted { ($1.seconds - $1.usual, $0.sysname) < ($0.seconds - $0.usual, $1.sysname) }
  }

  // MARK: - What else is different

  private func differences(
    from other: OtherBoot, _ course: Course, to mine: Course?
  ) -> [Comparison.Difference] {
    var found: [Comparison.Difference] = []
    func compare(_ kind: Comparison.Difference.Kind, _ there: String?, _ here: String?) {
      guard let there, let here, there != here else { return }
      found.append(Comparison.Difference(kind: kind, there: there, here: here))
    }
    compare(.kernel, other.kernel, boot.system.kernelRelease)
    compare(.udev, other.udev, boot.system.udevVersion)
    compare(.firmware, other.firmware, boot.firmware)
    if let there = other.limit, let here = limit, there != here {
      found.append(Comparison.Difference(kind: .limit, there: "\(there)", here: "\(here)"))
    }
    if let there = other.commandLine, let here = boot.system.commandLine {
      var (old, new) = (Self.options(there), Self.options(here))
      // which is told already
      if found.contains(where: { $0.kind == .limit }) {
        old = old.filter { !$0.contains("event_timeout=") && !$0.contains("event-timeout=") }
        new = new.filter { !$0.contains("event_timeout=") && !$0.contains("event-timeout=") }
      }
      for option in old.subtracting(new).sorted().prefix(4) {
        found.append(Comparison.Difference(kind: .commandLine, there: option, here: nil))
      }
      for option in new.subtracting(old).sorted().prefix(4) {
        found.append(Comparison.Difference(kind: .commandLine, there: nil, here: option))
      }
    }
    // what the driver says of the device's firmware
    for line in mine?.lines ?? [] {
      let words = Set(line.form?.words ?? [])
      guard !words.isDisjoint(with: Self.versions),
        let same = course.lines.first(where: { $0.form == line.form }),
        same.entry.text != line.entry.text, course.sysname == mine?.sysname,
        !found.contains(where: { $0.kind == .device })
      else { continue }
      found.append(
        Comparison.Difference(kind: .device, there: same.entry.text, here: line.entry.text))
    }
    return found
  }

  private static let versions: Set<String> = ["firmware", "fw", "bios", "fwversion", "biosversion"]

  /// But for what names the kernel that is booted, or is private.
  private static func options(_ line: String) -> Set<String> {
    Set(line.split(separator: " ").map(String.init)).filter { option in
      !["BOOT_IMAGE=", "initrd=", "root=", "resume=", "\\"].contains { option.hasPrefix($0) }
    }
  }
}

extension Concern {
  /// What stands in front of its driver's lines.
  func driver(in course: Course) -> String {
    let heads = course.lines.lazy.compactMap { LinePrefix($0.entry.message.span)?.driver }
    return heads.first { self.modules.contains($0.moduleName) }
      ?? drivers.sorted().first ?? sysname
  }
}

extension Array where Element: Hashable {
  /// Each once, in the order of the list.
  fileprivate var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }

  /// What stands in it most often; of several the last.
  fileprivate var mostFrequent: Element? {
    var counts: [Element: Int] = [:]
    for element in self { counts[element, default: 0] += 1 }
    let most = counts.values.max() ?? 0
    return last { counts[$0] == most }
  }
}
