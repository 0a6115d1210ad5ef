internal import KillCorrelator
internal import MachineFacts

/// What one look shows of a task: where it is, and how far it has got.
struct TaskSighting: Sendable, Hashable {
  /// Where a task is. That it stands in one place for long is what makes it stuck; so two looks that
  /// give the same are compared by how far it has got in between.
  enum Position: Sendable, Hashable {
    /// In a driver's code, or in that of what works for it.
    case driver(String)
    case wait(StackWait)
    case activity(BlockActivity)
    /// It waits for a child.
    case program(Int)
    /// It runs while it loads this module: a running task's stack is not to be had.
    case loading(String)
    case running
    /// In a function of the kernel's, which tells nothing by itself.
    case elsewhere(String)
    /// Its stack may not be read.
    case hidden
  }

  var pid: Int
  /// When the process was started, in clock ticks: a pid alone can be somebody else's by now.
  var start: UInt64
  /// The same in µs of CLOCK_MONOTONIC.
  var started: Int64
  var ppid: Int
  var comm = ""
  var state: Character
  var progress: ProcessTable.Progress
  var position: Position
  /// How far the program has got for which it waits: the last one that was started by it, or by one of
  /// its children.
  var program: ProcessTable.Progress?
  /// The stack's text; nil if it runs, or where it cannot be read.
  var stack: String?

  /// It has no event: it waits for one.
  var isIdle: Bool { position == .elsewhere(Self.pollsAlone) }

  static let pollsAlone = "poll"

  /// The innermost function of a module.
  var function: String? { WorkerStack(stack ?? "").function }

  /// It sleeps in the module's own code, or in a timer's: not for a lock, and not only because it was
  /// put off.
  var sleepsByTimer: Bool {
    guard state != "R", let first = stack?.split(separator: "\n").first else { return false }
    return first.hasSuffix("]") || Self.timers.contains { first.contains($0) }
  }

  private static let timers = [
    "usleep_range", "msleep", "schedule_timeout", "schedule_hrtimeout", "nanosleep",
  ]

  /// It is in a driver, but sleeps in a service of the kernel's own, that others have too: it may wait for
  /// one of them, at ACPI's or the network's lock say.
  var sleepsInService: Bool {
    guard isInDriver, state != "R", !sleepsByTimer, let frame = stack?.split(separator: "\n").first
    else { return false }
    return !Self.answers.contains { frame.contains($0) }
  }

  /// Functions that wait for the device's answer, where they are built into the kernel.
  private static let answers = [
    "blk_execute_rq", "submit_bio_wait", "usb_start_wait_urb", "ata_exec_internal",
    "ata_port_wait_eh", "mmc_wait_for",
  ]

  var isBeingKilled: Bool { progress.isBeingKilled }
}

extension ProcessTable {
  /// Looks at a task. Takes no lock of a device, and waits for nothing.
  func sighting(of pid: Int, isWorker: Bool = true) -> TaskSighting? {
    guard let process = process(pid), process.state != "Z" else { return nil }
    // most have no event: that is cheap to see
    if isWorker, process.state == "S", waitChannel(pid)?.contains("poll") == true,
      children(of: pid)?.isEmpty == true
    {
      return TaskSighting(
        pid: pid, start: process.start, started: process.started, ppid: process.ppid,
        comm: process.comm, state: process.state,
        progress: Progress(ran: 0, delayed: 0, sleeps: 0, isBeingKilled: false),
        position: .elsewhere(TaskSighting.pollsAlone))
    }
    guard let progress = progress(pid) else { return nil }
    let stack = stack(pid)
    var sighting = TaskSighting(
      pid: pid, start: process.start, started: process.started, ppid: process.ppid,
      comm: process.comm, state: process.state, progress: progress,
      position: position(process, stack, isWorker: isWorker), stack: stack)
    if case .program(let child) = sighting.position {
      sighting.program = self.progress(lastDescendant(of: child))
    }
    return sighting
  }

  private func lastDescendant(of pid: Int) -> Int {
    var last = pid
    for _ in 0..<8 {
      guard let child = children(of: last)?.last else { break }
      last = child
    }
    return last
  }

  private func position(
    _ process: Process, _ stack: String?, isWorker: Bool
  ) -> TaskSighting.Position {
    let reading = WorkerStack(stack ?? "")
    if let driver = reading.driver { return .driver(driver) }
    if let wait = reading.wait { return .wait(wait) }
    if let activity = reading.activity { return .activity(activity) }
    if isWorker, process.state == "S", let child = children(of: process.pid)?.first {
      return .program(child)
    }
    if reading.isPolling { return .elsewhere(TaskSighting.pollsAlone) }
    if process.state == "R" {
      return loadedModule(process.pid).map { .loading($0) } ?? .running
    }
    if let function = reading.function { return .elsewhere(function) }
    guard let channel = waitChannel(process.pid) else {
      // who may not look takes what only sleeps as one without an event
      return process.state == "S" ? .elsewhere(TaskSighting.pollsAlone) : .hidden
    }
    return .elsewhere(channel.contains("poll") ? TaskSighting.pollsAlone : channel)
  }

  /// The module of which it has the file open: kmod keeps that open while the kernel loads it.
  func loadedModule(_ pid: Int) -> String? {
    openFiles(pid).lazy.compactMap { Self.module(ofFile: $0) }.first
  }

  /// `/usr/lib/modules/6.1.0-50-amd64/kernel/drivers/net/e1000.ko.xz` is e1000.
  static func module(ofFile path: String) -> String? {
    guard let name = path.split(separator: "/").last, let end = name.firstRange(of: ".ko"),
      name[end.upperBound...].first.map({ $0 == "." }) ?? true
    else { return nil }
    return Sysfs.moduleName(String(name[..<end.lowerBound]))
  }
}
