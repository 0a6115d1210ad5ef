internal import Glibc
internal import KillCorrelator
internal import MachineFacts

/// What stands in a capture's records.
extension Capture {
  /// Lines of the kernel's since the oldest uevent began.
  private static let mostLines = 400
  /// Bytes of one stack: a few dozen frames.
  private static let longestStack = 8 << 10

  // MARK: Sentences

  /// The sentence that says how it stands with a worker.
  func standing(_ verdict: Verdict) -> String {
    let most = Int(limit.kill)
    if workers.contains(where: { $0.pid == verdict.pid && $0.isBeingKilled }) {
      return Double(verdict.seconds) >= limit.kill - 2
        ? WatchWords.killed(verdict.worker, seconds: verdict.seconds, limit: most)
        : WatchWords.killedByOthers(verdict.worker, seconds: verdict.seconds)
    }
    return WatchWords.busy(
      verdict.worker, seconds: verdict.seconds, isAtLeast: verdict.isAtLeast, limit: most)
  }

  /// The sentence that says how it ended.
  func ending(_ found: WorkerCase) -> String {
    let worker = WatchWords.Worker(
      pid: found.pid ?? 0, seqnum: found.seqnum, sysname: found.sysname)
    let end = found.ended ?? origin.monotonic
    guard let killed = found.killed else {
      return WatchWords.endedLate(
        worker, seconds: Int(max(0, end - found.since) / 1_000_000), limit: Int(limit.kill))
    }
    let seconds = Int(max(0, killed - found.since) / 1_000_000)
    if found.sign == .pending || found.sign == .udevd {
      return WatchWords.goneAfterKill(worker, seconds: Int(max(0, end - killed) / 1_000_000))
    }
    return found.cause == .eventTimeout
      ? WatchWords.signalled(worker, seconds: seconds, limit: Int(limit.kill))
      : WatchWords.killedByOthers(worker, seconds: seconds)
  }

  /// A stack as the kernel prints it for a hung task, with what else is known of the task.
  func task(_ task: TaskSighting, _ sample: RunningTask?, _ loaded: String?) -> String {
    var lines = ["task:\(task.comm) state:\(task.state) pid:\(task.pid) ppid:\(task.ppid)"]
    lines += (sample?.stack ?? task.stack ?? "").prefix(Self.longestStack).split(separator: "\n")
      .map { " \($0)" }
    if let sample {
      lines.append("runs in \(sample.place): \(sample.percent) % of \(sample.samples) samples")
    }
    if task.stack == nil, let channel = processes.waitChannel(task.pid) {
      lines.append("sleeps in \(channel)")
    }
    // without a stack the file tells what it loads
    if let loaded, task.stack == nil, sample == nil {
      lines.append("Modules linked in: \(loaded)(+)")
    }
    if let call = processes.systemCall(task.pid) { lines.append("system call \(call)") }
    if task.isBeingKilled { lines.append("SIGKILL is pending") }
    return lines.joined(separator: "\n")
  }

  // MARK: Devices

  func bindings(of verdict: Verdict, _ loaded: String?) -> [[UInt8]] {
    guard !verdict.isGuess, let path = verdict.devpath, let sysname = verdict.sysname else {
      return []
    }
    var facts: [String] = []
    if let driver = devices.driver(ofDevpath: path) {
      let own = workers.first { $0.pid == verdict.pid }
      let isProbing = own?.stack.map { WorkerStack($0).isProbing } ?? false
      let named = Sysfs.moduleName(driver.name)
      let module = driver.module ?? own?.driver ?? (loaded == named ? loaded : nil)
      // who waits for others' asynchronous probes is done with its own
      let isLoading = loaded == module && own?.position != .wait(.asyncProbe)
      if let module, isProbing && own?.driver == module || isLoading {
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

  func programs(of verdict: Verdict) -> [[UInt8]] {
    guard let task = workers.first(where: { $0.pid == verdict.pid }),
      case .program(let child) = task.position, let program = processes.program(child)
    else { return [] }
    return [
      origin.record(
        WatchWords.program(
          verdict.worker, pid: child, command: String(program.command.prefix(1024))),
        device: verdict.sysname)
    ]
  }

  // MARK: The kernel's lines

  func telling(_ lines: [KernelBuffer.Line], since: Int64) -> [KernelBuffer.Line] {
    let recent = lines.filter { $0.monotonic >= since - 1_000_000 }.suffix(Self.mostLines)
    let first = recent.first?.monotonic ?? .max
    let wanted = marks.map { Array($0.utf8) }
    let marked = lines.filter { line in
      guard line.monotonic < first else { return false }
      var text = line.text
      return text.withUTF8 { text in wanted.contains { Self.holds(text, $0) } }
    }
    return Array(marked.prefix(100) + recent)
  }

  private static func holds(_ text: UnsafeBufferPointer<UInt8>, _ mark: [UInt8]) -> Bool {
    guard let first = mark.first else { return false }
    var at = 0
    while at + mark.count <= text.count,
      let found = text[at..<(text.count - mark.count + 1)].firstIndex(of: first)
    {
      if text[found..<(found + mark.count)].elementsEqual(mark) { return true }
      at = found + 1
    }
    return false
  }

  /// What this process may not look at.
  func missing(hasKernelLines: Bool) -> [String] {
    let missing = [
      geteuid() == 0 ? nil : "other tasks' stacks and system calls (root alone reads them)",
      hasKernelLines ? nil : "the kernel's buffer (no permission)",
    ]
    return missing.compactMap { $0 } + lacks
  }
}
