internal import LogModel

/// All that one boot's log says, read once: what the rules look at.
struct BootContext: Sendable {
  let entries: [Entry]
  let facts: [Fact]
  /// Kernel lines that name a driver or a bus, in the order of the log.
  let deviceLines: [DeviceLine]
  let traces: [Trace]
  let tree: DeviceTree
  let system: BootedSystem
  /// What the kernel printed when it found a device, by sysname.
  let hardware: [String: HardwareID]
  let knowledge: any DeviceKnowledge
  /// Whether the log says that kernel messages are missing: then absence proves nothing.
  let isIncomplete: Bool
  /// Whether PID 1 says that the machine is up.
  let isUp: Bool
  let cutLines: CutLines
  let spelled: Set<[UInt8]>
  let index: ContextIndex
  let loaded: LoadedModules
  let spokenLines = Remembered<Int, DeviceLine?>()
  let unnamed = Remembered<String, [DeviceLine]>()
  let lineSpeakers = Remembered<Int, LineSpeaker>()
  let moduleNames = Remembered<String, String>()
  let silent = Remembered<Int, [String: [Int]]>()
  let relations = Remembered<Device, [(String, DeviceTree.Relation)]>()
  let identities = Remembered<Device, (modalias: String, entry: Int?)?>()
  /// The time of each entry, or of the last one before it that has one: never falls.
  let clock: [Int64]
  private let usesMonotonic: Bool

  init(
    _ log: BootLog, _ catalogue: Catalogue, _ knowledge: any DeviceKnowledge = NoKnowledge(),
    takesCuts: Bool = true
  ) {
    var reader = ContextReader(catalogue, takesCuts: takesCuts)
    // a span lends its elements, where a loop over an array copies each
    let lent = log.entries.span
    for number in lent.indices {
      reader.read(number, of: lent)
    }
    cutLines = reader.cutLines
    spelled = reader.spelled
    entries = log.entries
    facts = reader.facts
    hardware = reader.hardware
    self.knowledge = knowledge
    deviceLines = reader.lines
    tree = reader.tree
    let usesMonotonic = lent.indices.contains { lent[$0].stamp.monotonic != nil }
    self.usesMonotonic = usesMonotonic
    var latest = Int64.min
    clock = log.entries.indices.map { number in
      let stamp = log.entries[number].stamp
      let time = usesMonotonic ? stamp.monotonic : stamp.realtime
      latest = max(latest, time ?? latest)
      return latest
    }
    traces = AskedStacks(clock: clock).marked(reader.traces())
    index = ContextIndex(facts, deviceLines, reader.written, traces, tree, knowledge.kernels)
    loaded = LoadedModules(facts, traces, index.firstSpoken)
    system = BootedSystem(
      facts, knowledge.record, reported: reader.release,
      hasTree: index.lines.keys.contains(where: DeviceTree.isOfTree))
    isIncomplete = facts.contains { $0.meaning == .messagesLost }
    isUp = log.entries.contains { entry in
      entry.speaker.kind == .program && ExpectedSpeaker.pid1.fits(entry.speaker)
        && Self.up.contains { entry.message.span.hasPrefix($0) }
    }
  }

  /// What PID 1 says when the machine is up (`manager_notify_finished` in src/core/manager.c, and units).
  private static let up: [StaticString] = [
    "Startup finished in ", "Reached target Multi-User", "Reached target Graphical Interface",
    "Reached target multi-user.target", "Reached target graphical.target",
  ]

  /// Microseconds on the one clock that this boot's entries can be compared by; nil for an entry
  /// without a time.
  func time(_ entry: Int) -> Int64? {
    usesMonotonic ? entries[entry].stamp.monotonic : entries[entry].stamp.realtime
  }

  /// Whether the clock by which entries are told apart was set behind one of them and not behind another.
  func wasClockSet(after first: Int, until last: Int) -> Bool {
    !usesMonotonic && facts(.clockSet).contains { $0.entry > first && $0.entry <= last }
  }

  /// The last time at which that clock was set before an entry; nil if it never was.
  func clockSet(before entry: Int) -> Int64? {
    usesMonotonic ? nil : facts(.clockSet).last { $0.entry <= entry }.flatMap { time($0.entry) }
  }

  /// A device as it was when the machine was looked at, later in this boot.
  func record(of device: Device?) -> DeviceRecord? {
    guard system.record != nil, let device, let sysname = device.sysname else { return nil }
    return knowledge.device(sysname, at: device.devpath)
  }

  func time(_ stamp: Stamp) -> Int64? { usesMonotonic ? stamp.monotonic : stamp.realtime }

  /// A stamp so many microseconds before or after another.
  func shifted(_ stamp: Stamp, by distance: Int64) -> Stamp {
    var shifted = stamp
    shifted.monotonic = stamp.monotonic.map { $0 &+ distance }
    shifted.realtime = stamp.realtime.map { $0 &+ distance }
    return shifted
  }
}
