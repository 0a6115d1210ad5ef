internal import LogModel

/// Gathers the reports of a boot. Reports of several processors can be mixed line by line; a
/// report ends where another begins, at its closing mark, or after a few foreign lines.
struct TraceReader {
  private(set) var traces: [Trace] = []
  private var open: Trace?
  private var foreign = 0
  /// Whether the stack of the open report has begun: the registers in front of it name a frame too.
  private var isInStack = false
  /// For how many seconds a suspend has waited in vain for the tasks whose stacks follow.
  private var unfrozen: Int64?
  /// The line with which somebody asked for the stacks that follow.
  private var request: Int?
  /// Whether the line before was of the list of modules, which mails and terminals wrap.
  private var isInModules = false
  /// The task whose /proc/PID/stack somebody shows.
  private var stackFile = StackFile()
  /// Whether the stacks that follow are of a suspend that was broken off.
  private var isBrokenOff = false
  /// How many more lines may belong to a stall that RCU reports: the stacks among them are of who keeps
  /// a processor busy.
  private var stallLines = 0

  /// Takes a stack that the watcher saved: an entry of several lines, the task's first.
  mutating func readCapture(_ index: Int, _ text: Span<UInt8>) {
    guard text.hasPrefix("task:") else { return }
    close()
    for line in text.split(by: { $0 == UInt8(ascii: "\n") }) {
      read(index, text.extracting(line), fact: nil)
    }
    open?.kind = .captured
    open?.entries = [index]
    close()
  }

  /// - Parameters:
  ///   - fact: what the line was recognised as, if anything.
  ///   - caller: the task that printed it, where printk tells.
  /// - Returns: whether the line is part of a report, and nobody's words.
  @discardableResult
  mutating func read(
    _ index: Int, _ text: Span<UInt8>, fact: Fact?, caller: Int? = nil
  ) -> Bool {
    let before = open?.entries.first
    let isPart = take(index, text, fact)
    if let caller, let first = open?.entries.first, first != before { open?.caller = caller }
    return isPart
  }

  private mutating func take(_ index: Int, _ text: Span<UInt8>, _ fact: Fact?) -> Bool {
    stallLines = max(0, stallLines - 1)
    defer { markSpinning() }
    switch fact?.meaning {
    case .starved where text.contains("stall"):
      stallLines = 40
      return false
    case .taskBlocked, .taskStuck:
      begin(.stuck, index)
      open?.isSpinning = fact?.meaning == .taskStuck
      open?.pid = fact?.pid
      open?.comm = fact?[.comm]
      open?.blockedSeconds = fact?.values[number: .seconds] ?? 0
      return true
    case .tasksNotFrozen:
      close()
      unfrozen = fact?.values[number: .seconds] ?? 0
      return true
    case .oops, .panicked:
      if !isWithinHead { begin(.oops, index) }
      return true
    case .leftover where open == nil || open?.frames.isEmpty == false:
      begin(.shown, index)
      return false
    default: break
    }
    if stackFile.read(text, at: index, behind: open) {
      close()
      return false
    }
    let isStackHead = text.hasPrefix("Call Trace:") || text.hasPrefix("Call trace:")
    if isStackHead, open != nil, !isInStack {
      isInStack = true
      return true
    }
    if open == nil
      ? Self.isHead(text) || Frame(text) != nil
      : open?.frames.isEmpty == false && !isWithinHead && Self.isHead(text)
        || isOfAnother(text)
    {
      begin(.shown, index)
      isInStack = isStackHead
      if let task = CPULine(text) {
        open?.pid = task.pid
        open?.comm = task.comm
      } else if let frame = Frame(text) {
        open?.frames = [frame]
        open?.frameEntries = [(frame.module, index)]
        if stackFile.isAhead(of: index) {
          open?.pid = stackFile.pid
          open?.comm = stackFile.comm
          open?.isOfFile = true
        }
      }
      return true
    }
    if let task = TaskLine(text) {
      if open == nil || open?.frames.isEmpty == false || (open?.pid ?? task.pid) != task.pid {
        let isTold = fact?.meaning == .taskDumped && request == nil && !isBrokenOff
        let hangs = unfrozen != nil || isTold
        begin(hangs ? .stuck : .shown, index)
        if !hangs { open?.request = request }
        open?.blockedSeconds = unfrozen ?? 0
      }
      open?.pid = task.pid
      open?.ppid = task.ppid
      open?.flags = task.flags
      open?.isUninterruptible = task.isUninterruptible
      if open?.comm == nil { open?.comm = task.comm }
      open?.entries.append(index)
      return true
    }
    if text.hasPrefix("sysrq: ") || text.hasPrefix("SysRq : ") { request = index }
    if text.contains(" aborted after ") { isBrokenOff = true }
    if text.hasPrefix("OOM killer enabled") || text.hasPrefix("Restarting tasks") { unfrozen = nil }
    guard var trace = open.take() else { return false }
    let place = readInside(&trace, index, text)
    open = trace
    if place == .behind { close() }
    return place != .foreign
  }

  /// One of udev's workers whose stack a stall shows is what hangs, and so is a call of the firmware.
  private mutating func markSpinning() {
    guard stallLines > 0, open?.kind == .shown, open?.pid != nil,
      open?.isUdev == true || open?.isInFirmware == true
    else { return }
    open?.kind = .stuck
    open?.isSpinning = true
  }

  /// Whether an error's report has come no further than to where it happened: several lines announce
  /// it.
  private var isWithinHead: Bool {
    guard let open, open.kind == .oops, !isInStack else { return false }
    return open.pid == nil && open.frames.count <= 1
  }

  /// Whether a line tells of another task than the report that has no stack yet.
  private func isOfAnother(_ text: Span<UInt8>) -> Bool {
    guard let open, open.kind == .stuck, let pid = open.pid, let task = CPULine(text) else {
      return false
    }
    return task.pid != pid
  }

  private enum Place { case inside, foreign, behind }

  /// Where in the report a line stands.
  private mutating func readInside(
    _ trace: inout Trace, _ index: Int, _ text: Span<UInt8>
  ) -> Place {
    let goesOn = isInModules && ReportLine.isOfModules(text)
    isInModules = goesOn || text.hasPrefix("Modules linked in:")
    if isInModules {
      let found = Self.initialising(text)
      trace.initialising += found
      if !found.isEmpty { trace.initialisingEntry = index }
      return .inside
    }
    // lockdep tells where interrupts were last let through, which is nobody's stack
    if text.contains("irqs last ") { return .inside }
    if let frame = Frame(text) ?? (trace.kind == .stuck ? Frame(bare: text) : nil) {
      if trace.isOfFile { stackFile.line = index }
      trace.frames.append(frame)
      trace.frameEntries.append((frame.module, index))
      trace.entries.append(index)
      foreign = 0
    } else if let task = CPULine(text) {
      trace.pid = trace.pid ?? task.pid
      trace.comm = trace.comm ?? task.comm
    } else if text.hasPrefix("Workqueue: ") {
      trace.workqueue = String(text.extracting(11...))
    } else if text.contains("</TASK>") || text.hasPrefix("---[ end trace") {
      // the end of one report within the head of the next, which another processor prints
      return trace.kind == .oops && trace.pid == nil && trace.frames.isEmpty ? .inside : .behind
    } else if !ReportLine.isPart(text) {
      foreign += 1
      return foreign <= 3 ? .foreign : .behind
    }
    return .inside
  }

  /// What a stack begins with that nothing else announces: a warning, or what is left of a report
  /// that was cut.
  private static func isHead(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("WARNING: ") && text.contains(" at ") || text.hasPrefix("Call Trace:")
      || text.hasPrefix("Call trace:") || text.hasPrefix("------------[ cut here ]")
      || CPULine(text) != nil && !text.hasPrefix("Process ")
  }

  mutating func finish() -> [Trace] {
    close()
    for number in traces.indices where traces[number].kind == .oops { complete(number) }
    for number in traces.indices where traces[number].frames.isEmpty {
      // the kernel's report was left out, or cut: what /proc shows of the same task stands for it
      guard let same = traces.first(where: { $0.isOfFile && $0.pid == traces[number].pid }) else {
        continue
      }
      traces[number].frames = same.frames
      traces[number].frameEntries = same.frameEntries
      traces[number].entries += same.entries
    }
    return traces
  }

  /// An error's report that ends where it happened goes on in what a sanitiser had said of the same task before,
  /// in the same function (`kasan_report` in mm/kasan/report.c).
  private mutating func complete(_ number: Int) {
    let trace = traces[number]
    guard trace.frames.count <= 2, let function = trace.frames.first?.function,
      let before = traces[..<number].last, before.kind == .shown, before.pid == trace.pid,
      trace.pid != nil, let place = before.frames.lastIndex(where: { $0.function == function })
    else { return }
    traces[number].frames += before.frames[(place + 1)...]
    traces[number].frameEntries += before.frameEntries[(place + 1)...]
  }

  private mutating func begin(_ kind: Trace.Kind, _ index: Int) {
    close()
    open = Trace(kind: kind, entries: [index])
  }

  private mutating func close() {
    let isOwn = open?.pid == nil && open?.kind != .stuck
    if isOwn, let caller = open?.caller { open?.pid = caller }
    if let trace = open, trace.kind != .shown || trace.pid != nil || trace.frames.count > 1,
      trace.kind == .stuck || !trace.frames.isEmpty || trace.kind == .oops && trace.pid != nil
    {
      traces.append(trace)
    }
    open = nil
    foreign = 0
    isInStack = false
    isInModules = false
  }

  private static func initialising(_ text: Span<UInt8>) -> [String] {
    text.words.compactMap { range in
      let word = text.extracting(range)
      guard let open = word.firstIndex(of: UInt8(ascii: "(")),
        word.firstIndex(of: UInt8(ascii: "+"), from: open) != nil
      else { return nil }
      return String(word.extracting(..<open))
    }
  }
}
