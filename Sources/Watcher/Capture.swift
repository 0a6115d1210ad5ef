internal import Glibc
internal import KillCorrelator
internal import MachineFacts
internal import Platform

/// Takes down what a machine shows of its stuck workers at one moment: a journal export of what was
/// seen, bounded in size. The record of each worker holds a ``Verdict``.
///
/// It is made by a process of its own (``HelperTask``), which may be given up: what cannot wait for a
/// device comes first, and what can comes last. What is dear is only looked at where the cheap leaves
/// a question.
struct Capture {
  /// The workers that are busy, as the look has just found them.
  let workers: [TaskSighting]
  /// Those of them that it is about.
  let stuck: Set<Int>
  /// Events that a worker may have.
  let events: [UeventQueue.Item]
  /// Which worker has which, as udevd has said.
  let said: [Int: UInt64]
  /// Since when a worker has been busy, and whether that is the least; with the event that it has.
  let since: (_ pid: Int, _ event: UeventQueue.Item?) -> (time: Int64, isAtLeast: Bool)?
  /// When a worker was first seen at its event.
  let firstSeen: (_ pid: Int) -> Int64
  /// Whether no look has shown a worker to get on for a while.
  let isHeld: (_ pid: Int) -> Bool
  /// Those that are over, and of which that is to be told.
  var over: [WorkerCase] = []
  let limit: WorkerLimit
  /// Literals of kernel lines that are worth keeping from before the uevents
  /// (`Question.marks`).
  let marks: [String]
  /// Which module serves which device.
  let knowledge: () -> any DeviceKnowledge
  var origin = CaptureOrigin()
  var processes = ProcessTable()
  var devices = Sysfs()
  /// The release whose module tables count.
  var kernel = ThisMachine.kernel
  /// What is not to be had on this machine, beside what is found here.
  var lacks: [String] = []
  var kernelLines: () -> [KernelBuffer.Line]? = { KernelBuffer.lines() }
  var sample: (_ pid: Int) -> RunningTask? = { RunningTask($0) }
  var pause: () -> Void = { usleep(350_000) }

  /// Begins the record behind those of the workers.
  static let mark = "Stuck workers: "
  /// Tasks, besides the workers, whose stacks are kept.
  private static let mostTasks = 32
  /// Running tasks that are sampled.
  private static let mostSamples = 3
  /// Workers that are told of.
  private static let mostWorkers = 64
  /// Their parent is kthreadd.
  private static let kernelThreads = 2

  /// Calls `write` with each record as soon as it is there.
  func take(_ write: ([UInt8]) -> Void) {
    let loaded = Dictionary(
      workers.compactMap { task in processes.loadedModule(task.pid).map { (task.pid, $0) } }
    ) { first, _ in first }
    let modules = knowledge
    var known: (any DeviceKnowledge)?
    let matches = EventMatching(
      events,
      workers.map {
        EventMatching.Worker(pid: $0.pid, seen: firstSeen($0.pid), clues: clues(of: $0, loaded))
      }
    ) { devpath, module in
      known = known ?? modules()
      return serves(devpath, module, known)
    }.matches
    let others = wantsOthers ? self.others() : []
    var finder = HoldFinder(tasks: workers + others, loaded: loaded)
    finder.devices = { devices.devices(ofModule: $0) }
    finder.program = { processes.program($0)?.name }
    finder.device = matches.mapValues(\.item.uevent.devpath)
    finder.moving = moving(others)
    finder.samples = samples(others)
    let verdicts = workers.filter { stuck.contains($0.pid) }.prefix(Self.mostWorkers)
      .compactMap { verdict(of: $0, matches[$0.pid], finder) }

    for verdict in verdicts {
      write(origin.record(standing(verdict), fields: verdict.fields))
    }
    write(origin.record("\(Self.mark)\(verdicts.count)"))
    for found in over { write(origin.record(ending(found), device: found.sysname)) }
    let shown = stuck.union(verdicts.map(\.hold.holder))
    for task in (workers + others).filter({ shown.contains($0.pid) }) {
      write(origin.record(self.task(task, finder.samples[task.pid], loaded[task.pid])))
    }
    for verdict in verdicts {
      bindings(of: verdict, loaded[verdict.pid]).forEach(write)
      programs(of: verdict).forEach(write)
    }
    let lines = kernelLines()
    let first = verdicts.map(\.since).min() ?? origin.monotonic
    for line in telling(lines ?? [], since: first) { write(origin.record(line)) }
    let missing = missing(hasKernelLines: lines != nil)
    if !missing.isEmpty { write(origin.record("Not seen: \(missing.joined(separator: "; "))")) }
    for task in others.filter({ !shown.contains($0.pid) }).prefix(Self.mostTasks) {
      write(origin.record(self.task(task, nil, nil)))
    }
    // whose list it is has a lock
    let deferred = devices.deferred().prefix(32)
    if !deferred.isEmpty {
      write(origin.record("Deferred probes: \(deferred.joined(separator: "; "))"))
    }
  }

  // MARK: Workers

  private func verdict(
    of task: TaskSighting, _ match: EventMatching.Match?, _ finder: HoldFinder
  ) -> Verdict? {
    guard let (time, isAtLeast) = since(task.pid, match.flatMap { $0.isGuess ? nil : $0.item })
    else { return nil }
    var verdict = Verdict(
      pid: task.pid, start: task.start, since: time, isAtLeast: isAtLeast,
      hold: finder.hold(of: task.pid), time: origin.monotonic)
    if let match {
      verdict.seqnum = match.item.uevent.seqnum
      verdict.sysname = match.item.uevent.sysname
      verdict.devpath = match.item.uevent.devpath
      verdict.isGuess = match.isGuess
    }
    // the device that its driver is just taking says more than a guess
    if match == nil || verdict.isGuess, let driver = task.driver,
      let only = one(devices.devices(ofModule: driver))
    {
      if verdict.devpath != only { verdict.seqnum = nil }
      verdict.isGuess = false
      verdict.devpath = only
      verdict.sysname = Uevent.sysname(ofDevpath: only)
    }
    return verdict
  }

  private func one(_ paths: [String]) -> String? { paths.count == 1 ? paths[0] : nil }

  /// What tells which event a worker has.
  private func clues(of task: TaskSighting, _ loaded: [Int: String]) -> [EventMatching.Clue] {
    if let seqnum = said[task.pid] { return [.seqnum(seqnum)] }
    var clues: [EventMatching.Clue] = []
    if case .program(let child) = task.position, processes.process(child)?.state != "D",
      let seqnum = processes.environment(child, ["SEQNUM"])["SEQNUM"].flatMap({ UInt64($0) })
    {
      clues.append(.seqnum(seqnum))
    }
    clues += processes.openFiles(task.pid).filter {
      $0.hasPrefix("/dev/") && $0 != "/dev/null" || $0.hasPrefix("/sys/devices/")
    }.map { .file($0) }
    if let driver = task.driver {
      clues.append(.taken(devices.devices(ofModule: driver)))
      clues.append(.module(driver))
    }
    if let module = loaded[task.pid] { clues.append(.module(module)) }
    return clues
  }

  private func serves(_ devpath: String, _ module: String, _ known: (any DeviceKnowledge)?) -> Bool
  {
    guard let modalias = devices.modalias(ofDevpath: devpath),
      let found = known?.modules(for: modalias, kernel: kernel)
    else { return false }
    return found.modules.contains { Sysfs.moduleName($0) == module }
  }

  // MARK: Others

  /// Whether a worker waits for somebody who may be none of them.
  private var wantsOthers: Bool {
    workers.contains { task in
      guard stuck.contains(task.pid) else { return false }
      if case .wait(let wait) = task.position { return wait != .blockRead }
      return WorkerStack(task.stack ?? "").isFlushing
    }
  }

  /// Whoever else may keep a worker waiting: tasks in uninterruptible sleep, and kernel threads that
  /// probe a device for somebody, however they sleep, or that run, so that nobody sees what they do.
  private func others() -> [TaskSighting] {
    let own = Set(workers.map(\.pid))
    let found = processes.all().lazy.filter { process in
      !own.contains(process.pid) && (process.state == "D" || process.ppid == Self.kernelThreads)
    }.compactMap { process -> TaskSighting? in
      guard let task = processes.sighting(of: process.pid, isWorker: false) else { return nil }
      return process.state == "D" || task.isInDriver || task.position == .running ? task : nil
    }
    return Array(found.prefix(2 * Self.mostTasks))
  }

  /// Those that get on: of others a second glance tells.
  private func moving(_ others: [TaskSighting]) -> Set<Int> {
    let own = workers.filter { !stuck.contains($0.pid) && !isHeld($0.pid) }.map(\.pid)
    let candidates = others.filter(\.isInDriver)
    guard !candidates.isEmpty else { return Set(own) }
    let begun = Clock.monotonic()
    pause()
    let then = Clock.monotonic()
    let moved = candidates.filter { task in
      guard let now = processes.sighting(of: task.pid, isWorker: false) else { return true }
      return !WorkerLedger.isHeld(task, min(begun, then - Self.glance), now, then)
    }
    return Set(own + moved.map(\.pid))
  }

  /// µs between two glances.
  private static let glance: Int64 = 350_000

  /// Who runs all the time: where, only a sample tells. Of others, who were not looked at before, only
  /// those that run in the same place again.
  private func samples(_ others: [TaskSighting]) -> [Int: RunningTask] {
    let running = workers.filter { task in
      if case .loading = task.position { true } else { task.position == .running }
    }
    var samples: [Int: RunningTask] = [:]
    for task in running.prefix(Self.mostSamples) { samples[task.pid] = sample(task.pid) }
    let threads = others.filter { $0.position == .running }.prefix(Self.mostSamples)
    let first = threads.compactMap { task in sample(task.pid).map { (task.pid, $0) } }
    if !first.isEmpty { pause() }
    for (pid, seen) in first {
      if let again = sample(pid), again.place == seen.place { samples[pid] = again }
    }
    return samples
  }
}
