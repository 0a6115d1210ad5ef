internal import Glibc
internal import KillCorrelator
internal import MachineFacts

/// Takes down what a machine shows of its stuck workers at one moment: a journal export of what was
/// seen, bounded in size.
///
/// It is made by a process of its own (``HelperTask``), which may be given up: what cannot wait for a
/// device comes first, and what can comes last.
struct Capture: Sendable {
  /// Those that take too long, as far as they are known.
  let uevents: [OverdueUevent]
  let limit: WorkerLimit
  /// Literals of kernel lines that are worth keeping from before the uevents
  /// (`Question.marks`).
  let marks: [String]
  /// Which module serves which device.
  let knowledge: any DeviceKnowledge
  var origin = CaptureOrigin()
  var processes = ProcessTable()
  var devices = Sysfs()
  /// The release whose module tables count.
  var kernel = ThisMachine.kernel
  var kernelLines: @Sendable () -> [KernelBuffer.Line]? = { KernelBuffer.lines() }

  /// Tasks in uninterruptible sleep, besides the workers, whose stacks are taken.
  private static let mostTasks = 32
  /// Their parent is kthreadd.
  private static let kernelThreads = 2
  /// Lines of the kernel's since the oldest uevent began.
  private static let mostLines = 400
  /// Bytes of one stack: a few dozen frames.
  private static let longestStack = 8 << 10

  /// Calls `write` with each record as soon as it is there.
  func take(_ write: ([UInt8]) -> Void) {
    let all = processes.all()
    let workers = all.udevWorkers.compactMap(busy)
    let oldest = origin.monotonic - Int64(limit.warning * 1_000_000)
    let matched = WorkerMatching(
      uevents, workers, olderThan: oldest, isServed: serves
    ).uevents
    let loading = processes.loadingModules()

    for uevent in matched { write(origin.record(standing(of: uevent), device: uevent.sysname)) }
    for worker in workers {
      let isInKernel = worker.stack == nil && !processes.hasChild(worker.process.pid)
      write(origin.record(task(worker.process, worker.stack, isInKernel ? loading : [])))
    }
    for uevent in matched {
      bindings(of: uevent, workers, loading).forEach(write)
      programs(of: uevent, all).forEach(write)
    }
    let kernelLines = kernelLines()
    let first = matched.map(\.since).min() ?? oldest
    for line in telling(kernelLines ?? [], since: first) { write(origin.record(line)) }
    if let missing = missing(hasKernelLines: kernelLines != nil) {
      write(origin.record("Not seen: \(missing)"))
    }
    let known = Set(workers.map(\.process.pid))
    for (process, stack) in others(all.filter { !known.contains($0.pid) }) {
      write(origin.record(task(process, stack, [])))
    }
    // whose list it is has a lock
    let deferred = devices.deferred().prefix(32)
    if !deferred.isEmpty {
      write(origin.record("Deferred probes: \(deferred.joined(separator: "; "))"))
    }
  }

  // MARK: Workers

  private func serves(_ devpath: String, _ module: String) -> Bool {
    guard let modalias = devices.modalias(ofDevpath: devpath),
      let found = knowledge.modules(for: modalias, kernel: kernel)
    else { return false }
    return found.modules.contains { Sysfs.moduleName($0) == module }
  }

  /// A worker that does something; nil if it waits for work.
  private func busy(_ process: ProcessTable.Process) -> WorkerMatching.Worker? {
    let stack = processes.stack(process.pid)
    let reading = WorkerStack(stack ?? "")
    let isIdle =
      process.state != "D" && reading.driver == nil && reading.wait == nil
      && reading.activity == nil
      && !uevents.contains { $0.pid == process.pid } && !processes.hasChild(process.pid)
    if isIdle { return nil }
    return WorkerMatching.Worker(
      process: process, stack: stack, module: reading.driver,
      devices: reading.driver.map { devices.devices(ofModule: $0) } ?? [])
  }

  /// Whoever else may keep a worker waiting: tasks in uninterruptible sleep, and kernel threads that
  /// probe a device for somebody, however they sleep.
  private func others(
    _ processes: [ProcessTable.Process]
  ) -> [(process: ProcessTable.Process, stack: String?)] {
    let found = processes.lazy.compactMap { process -> (ProcessTable.Process, String?)? in
      let isKernelThread = process.ppid == Self.kernelThreads
      guard process.state == "D" || isKernelThread else { return nil }
      let stack = self.processes.stack(process.pid)
      guard process.state == "D" || WorkerStack(stack ?? "").isProbing else { return nil }
      return (process, stack)
    }
    return Array(found.prefix(Self.mostTasks))
  }

  /// The sentence that says how it stands with a uevent.
  private func standing(of uevent: OverdueUevent) -> String {
    let seconds = Int(max(0, origin.monotonic - uevent.since) / 1_000_000)
    let most = Int(limit.kill)
    guard let pid = uevent.pid, let worker = uevent.worker else {
      return "\(uevent.sysname ?? "A device"): udevd has not finished SEQNUM=\(uevent.seqnum ?? 0) "
        + "after \(seconds) s, and no worker of it is to be seen"
    }
    let isOver = Double(seconds) >= limit.kill - 1
    guard let process = processes.process(pid), uevent.start.map({ $0 == process.start }) ?? true
    else {
      return isOver
        ? WatchWords.gone(worker, seconds: seconds, limit: most)
        : "Worker [\(pid)] has ended after \(seconds) s"
    }
    if isOver, processes.isBeingKilled(pid) {
      return WatchWords.killed(worker, seconds: seconds, limit: most)
    }
    return WatchWords.busy(worker, seconds: seconds, limit: most)
  }

  /// A stack as the kernel prints it for a hung task, with what else is known of the task.
  ///
  /// - Parameter loading: modules that it may be loading, where the stack cannot tell.
  private func task(
    _ process: ProcessTable.Process, _ stack: String?, _ loading: [String]
  ) -> String {
    var lines = [
      "task:\(process.comm) state:\(process.state) pid:\(process.pid) ppid:\(process.ppid)"
    ]
    lines += (stack ?? "").prefix(Self.longestStack).split(separator: "\n").map { " \($0)" }
    if stack == nil, let channel = processes.waitChannel(process.pid) {
      lines.append("sleeps in \(channel)")
    }
    if !loading.isEmpty {
      lines.append("Modules linked in: \(loading.map { "\($0)(+)" }.joined(separator: " "))")
    }
    if let call = processes.systemCall(process.pid) { lines.append("system call \(call)") }
    if processes.isBeingKilled(process.pid) { lines.append("SIGKILL is pending") }
    return lines.joined(separator: "\n")
  }

  // MARK: Devices

  private func bindings(
    of uevent: OverdueUevent, _ workers: [WorkerMatching.Worker], _ loading: [String]
  ) -> [[UInt8]] {
    guard let path = uevent.devpath, let sysname = uevent.sysname else { return [] }
    var facts: [String] = []
    if let driver = devices.driver(ofDevpath: path) {
      let own = workers.first { $0.process.pid == uevent.pid }
      let isProbing = own?.stack.map { WorkerStack($0).isProbing } ?? false
      let named = Sysfs.moduleName(driver.name)
      let module = driver.module ?? own?.module ?? loading.first { $0 == named }
      if let module, isProbing || loading.contains(module) {
        facts.append(WatchWords.binding(sysname, driver: driver.name, module: module))
      } else {
        facts.append("\(sysname): Driver \(driver.name) has it")
      }
    } else {
      facts.append("\(sysname): No driver has it")
    }
    if let modalias = devices.modalias(ofDevpath: path) {
      facts.append("\(sysname): Its modalias is \(modalias)")
    }
    let suppliers = devices.suppliers(ofDevpath: path).prefix(16)
    if !suppliers.isEmpty {
      facts.append("\(sysname): It needs \(suppliers.joined(separator: ", "))")
    }
    return facts.map { origin.record($0, device: sysname) }
  }

  private func programs(
    of uevent: OverdueUevent, _ all: [ProcessTable.Process]
  ) -> [[UInt8]] {
    guard let worker = uevent.worker else { return [] }
    return all.filter { $0.ppid == worker.pid }.prefix(4).map { child in
      // one that hangs may hold the lock that reading its memory needs
      let words = child.state == "D" ? [] : processes.arguments(child.pid)
      let command = words.isEmpty ? child.comm : words.joined(separator: " ")
      return origin.record(
        WatchWords.program(worker, pid: child.pid, command: String(command.prefix(1024))),
        device: uevent.sysname)
    }
  }

  // MARK: The kernel's lines

  private func telling(_ lines: [KernelBuffer.Line], since: Int64) -> [KernelBuffer.Line] {
    let recent = lines.filter { $0.monotonic >= since - 1_000_000 }.suffix(Self.mostLines)
    let first = recent.first?.monotonic ?? .max
    let marked = lines.filter { line in
      line.monotonic < first && marks.contains { line.text.contains($0) }
    }
    return Array(marked.prefix(100) + recent)
  }

  /// What this process may not look at; nil if there is nothing.
  private func missing(hasKernelLines: Bool) -> String? {
    let missing = [
      geteuid() == 0 ? nil : "other tasks' stacks and system calls (root alone reads them)",
      hasKernelLines ? nil : "the kernel's buffer (no permission)",
    ].compactMap { $0 }
    return missing.isEmpty ? nil : missing.joined(separator: "; ")
  }
}
