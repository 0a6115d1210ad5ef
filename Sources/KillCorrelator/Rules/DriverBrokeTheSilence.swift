internal import LogModel

enum DriverBrokeTheSilence {
  static let rule = Rule(
    id: "driver-broke-the-silence",
    title: "The driver spoke at the end of the silence",
    proves:
      "A worker that outlives the signal waits for something that no signal ends. Who speaks of its "
      + "device right before it is gone, after having been silent since the kill or long before, is "
      + "what it had waited for; what a driver announces as ready in that moment as well. What "
      + "appears below the device then was made by its driver.",
    misleads:
      "On a starved machine everybody finishes late, and speaks when it does; where several drivers "
      + "claim the device, who speaks second only took its turn.",
    source: "`really_probe` in drivers/base/dd.c: the probe runs in the worker's own system call.",
    link: .activity, witness: .end, weights: [ofDevice, ready],
    examine: examine)

  private static let ofDevice = Weight(2.5, "it spoke of the device")
  private static let ready = Weight(2.5, "it announced a device, and no other did")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    if kill.isWarning { return wentOn(kill, boot) }
    guard kill.draft.victim == .worker, !kill.isOfReadyDevice, kill.draft.cause == .eventTimeout,
      let end = kill.endTime, let ended = kill.draft.endedEntry
    else { return [] }
    guard (kill.survival ?? 0) > 2 || kill.isFiledLate else {
      // whose call the signal ends speaks, if at all, before the worker is gone
      guard let killed = kill.draft.killedEntry, let killTime = kill.killTime else { return [] }
      return nameless(kill, boot, killTime, end).filter { suspicion in
        suspicion.entries.allSatisfy { $0 > killed && $0 < ended }
      }
    }
    let from = end - (kill.isFiledLate ? 6_000_000 : 2_500_000)
    let first = boot.deviceLines.partition { boot.clock[$0.entry] >= from }
    let window = boot.deviceLines[first...].prefix { line in
      guard let time = boot.time(line.entry) else { return false }
      return time <= end + 200_000 && (time <= end || line.entry < ended)
    }
    let said = kill.spoken(in: boot)
    let own = window.compactMap { line in
      said.first { $0.line.entry == line.entry && $0.relation <= .child }
    }.filter { boot.fact(at: $0.line.entry)?.meaning != .probeFailed }
    var named: [String: [Int]] = [:]
    for spoken in own { named[spoken.driver, default: []].append(spoken.line.entry) }
    let quiet = named.compactMap { driver, entries -> (String, [Int], Double?)? in
      guard let silence = silence(of: driver, before: entries[0], boot) else { return nil }
      return (driver, entries, silence)
    }.sorted { $0.1[0] < $1.1[0] }
    // a probe that ends with an error then is the first to speak: who speaks next took its turn
    let failed = boot.failures(of: kill.device).first { failure in
      guard let time = boot.time(failure.entry) else { return false }
      return time >= from && time <= end && failure.entry < quiet.first?.1[0] ?? .max
    }
    if let failed, let silence = silence(of: failed.driver, before: failed.entry, boot) {
      return [
        Suspicion(
          .driver, failed.driver, ofDevice, .brokeSilence(seconds: silence), [failed.entry],
          .circumstantial)
      ]
    }
    if let (driver, entries, silence) = quiet.first {
      return [
        Suspicion(
          .driver, driver, ofDevice, .brokeSilence(seconds: silence), Array(entries.prefix(2)),
          .circumstantial)
      ]
    }
    let found = announced(kill, boot, from, end)
    return found.isEmpty ? nameless(kill, boot, from, end) : found
  }

  /// A driver that names no device: it alone speaks at the worker's end, and its first words in this boot
  /// came while the event ran.
  private static func nameless(
    _ kill: KillCase, _ boot: BootContext, _ from: Int64, _ end: Int64
  ) -> [Suspicion] {
    // no limit is longer
    guard let start = kill.startTime ?? kill.killTime.map({ $0 - 180_000_000 }),
      (kill.neighbours?.company(of: kill) ?? 0) == 0,
      kill.device?.sysname.map(BlockDeviceIsRead.isDisk) == false
    else { return [] }
    var said: [String: [Int]] = [:]
    for line in boot.deviceLines + boot.index.named.values.joined() {
      guard let time = boot.time(line.entry), time >= from, time <= end,
        let module = boot.speaker(of: line.entry).moduleInFront
      else { continue }
      let first = boot.index.firstSpoken[line.name.module].flatMap { boot.time($0) }
      guard line.device == nil, let first, first >= start - 5_000_000,
        boot.knowledge.kernels.module(named: module)?.isDriver == true
      else { return [] }
      said[module, default: []].append(line.entry)
    }
    guard said.count == 1, let (driver, entries) = said.first else { return [] }
    return [
      Suspicion(
        .driver, driver, ofDevice, .brokeSilence(seconds: nil), Array(entries.sorted().prefix(2)),
        .circumstantial)
    ]
  }

  /// Of a worker that nobody killed the end is not in the log: that the driver speaks of the device
  /// again long after the warning shows that it was that which lasted.
  private static func wentOn(_ kill: KillCase, _ boot: BootContext) -> [Suspicion] {
    // whose program lasted, udevd has said itself
    guard !kill.isStuck, !kill.isOfReadyDevice, kill.draft.program == nil,
      let warned = kill.killTime
    else { return [] }
    let later = kill.spoken(in: boot).first { spoken in
      guard spoken.relation <= .child, let time = boot.time(spoken.line.entry) else { return false }
      return time > warned + 1_000_000
    }
    guard let later else { return namelessWentOn(kill, boot, warned) }
    guard let time = boot.time(later.line.entry), time > warned + 8_000_000,
      let silence = silence(of: later.driver, before: later.line.entry, boot), silence ?? 60 >= 8
    else { return [] }
    return [
      Suspicion(
        .driver, later.driver, ofDevice, .spokeAgain(seconds: Double((time - warned) / 1_000_000)),
        [later.line.entry], .circumstantial)
    ]
  }

  /// A driver that names no device (`mpt2sas0: …`): its first words in this boot came when the event began,
  /// and it is the first of all drivers to speak again, long after the warning.
  private static func namelessWentOn(
    _ kill: KillCase, _ boot: BootContext, _ warned: Int64
  ) -> [Suspicion] {
    guard let start = kill.startTime, (kill.neighbours?.company(of: kill) ?? 0) == 0 else {
      return []
    }
    let first = boot.clock.indices.first { entry in
      boot.time(entry).map { $0 > warned } ?? false && boot.entries[entry].speaker.kind == .kernel
    }
    guard let first, let time = boot.time(first), time > warned + 8_000_000,
      let line = boot.line(at: first), line.device == nil,
      let module = boot.speaker(of: first).moduleInFront,
      boot.knowledge.kernels.module(named: module)?.isDriver == true,
      let began = boot.index.firstSpoken[line.name.module].flatMap({ boot.time($0) }),
      abs(began - start) <= 5_000_000
    else { return [] }
    // as it calls itself: mpt2sas is a part of mpt3sas today
    let name = InstanceName.stems(of: line.driver).first {
      boot.knowledge.kernels.modules(ofDriver: $0).contains(module)
    }
    return [
      Suspicion(
        .driver, name ?? module, ofDevice,
        .spokeFirstAgain(seconds: Double((time - warned) / 1_000_000)),
        [first], .circumstantial)
    ]
  }

  /// Seconds for which a driver had said nothing, as far as it ever had; nil if it had just spoken.
  private static func silence(
    of driver: String, before entry: Int, _ boot: BootContext
  ) -> Double?? {
    guard let time = boot.time(entry) else { return nil }
    let start = boot.deviceLines.partition { $0.entry >= entry }
    let last = boot.deviceLines[..<start].suffix(400).last { boot.driver(of: $0) == driver }
    guard let before = last.flatMap({ boot.time($0.entry) }) else { return .some(nil) }
    let silence = Double(time - before) / 1_000_000
    return silence >= 3 ? .some(silence) : nil
  }

  /// `[drm] Initialized`: a driver that says itself that it is done.
  private static func announced(
    _ kill: KillCase, _ boot: BootContext, _ from: Int64, _ end: Int64
  ) -> [Suspicion] {
    let ready = boot.within(from, end, boot.facts(.driverReady))
    guard ready.count == 1, let fact = ready.first, let driver = fact[.driver],
      (kill.neighbours?.company(of: kill) ?? 0) == 0
    else { return [] }
    return [
      Suspicion(.driver, driver, Self.ready, .announcedDevice, [fact.entry], .circumstantial)
    ]
  }
}

extension LineSpeaker {
  /// Whose name stands in front: what somebody else is not known to say he may say all the same.
  fileprivate var moduleInFront: String? {
    how == .prefix || how == .instance ? module : nil
  }
}

extension ModuleFacts {
  /// Whether it serves devices. Where the source of what the kernel has no more was is not known.
  fileprivate var isDriver: Bool {
    !isLibrary && (directory.map { $0.hasPrefix("drivers/") } ?? isForeign)
  }
}
