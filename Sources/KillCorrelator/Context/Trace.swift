internal import LogModel

/// A task's kernel stack as one report in the log shows it.
struct Trace: Sendable {
  enum Kind: Sendable, Equatable {
    /// Reported as blocked, stalled or locked up.
    case stuck
    /// An error of the kernel's own.
    case oops
    /// A warning, or a stack asked for: shows what ran at that moment.
    case shown
    /// Read from /proc by `probe-doctor watch`.
    case captured
  }
  var kind: Kind
  var pid: Int?
  var ppid: Int?
  var comm: String?
  /// For how many seconds it had been blocked when it was reported.
  var blockedSeconds: Int64 = 0
  /// `events work_for_cpu_fn` for a kworker.
  var workqueue: String?
  /// The thread-info flags at the time of the report; a bit of them tells a pending signal.
  var flags: UInt64?
  /// Innermost first.
  var frames: [Frame] = []
  /// Modules whose init ran at that moment (`name(+)` in `Modules linked in:`).
  var initialising: [String] = []
  /// The entries of the report, its first line first.
  var entries: [Int]

  /// A worker of udev, whatever the version calls it; the name is cut to 15 bytes.
  var isUdev: Bool {
    guard let comm else { return false }
    return ExpectedSpeaker.udevIdentifiers.contains(comm)
  }

  /// Lines worth quoting: the head, and the frames of modules.
  func quoted(naming module: String?) -> [Int] {
    let head = entries.prefix(1)
    guard let module else { return Array(head) }
    let frames = frameEntries.filter { $0.module == module }.prefix(2).map(\.entry)
    // a captured stack is one entry of many lines
    return Array(head) + frames.filter { $0 != head.first }
  }

  var frameEntries: [(module: String?, entry: Int)] = []
}

/// Gathers the reports of a boot. Reports of several processors can be mixed line by line; a
/// report ends where another begins, at its closing mark, or after a few foreign lines.
struct TraceReader {
  private(set) var traces: [Trace] = []
  private var open: Trace?
  private var foreign = 0
  /// Whether the stack of the open report has begun: the registers in front of it name a frame too.
  private var isInStack = false

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

  /// - Parameter event: what the line was recognised as, if anything.
  mutating func read(_ index: Int, _ text: Span<UInt8>, fact: Fact?) {
    switch fact?.meaning {
    case .taskBlocked, .taskStuck:
      begin(.stuck, index)
      open?.pid = fact?.pid
      open?.comm = fact?[.comm]
      open?.blockedSeconds = fact?.values[number: .seconds] ?? 0
      return
    case .oops:
      if open?.kind != .oops || open?.frames.isEmpty == false { begin(.oops, index) }
      return
    case .leftover where open == nil || open?.frames.isEmpty == false:
      begin(.shown, index)
      return
    default: break
    }
    let isStackHead = text.hasPrefix("Call Trace:") || text.hasPrefix("Call trace:")
    if isStackHead, open != nil, !isInStack {
      isInStack = true
      return
    }
    if open == nil
      ? Self.isHead(text) || Frame(text) != nil
      : open?.frames.isEmpty == false && Self.isHead(text)
    {
      begin(.shown, index)
      isInStack = isStackHead
      if let task = CPULine(text) {
        open?.pid = task.pid
        open?.comm = task.comm
      } else if let frame = Frame(text) {
        open?.frames = [frame]
        open?.frameEntries = [(frame.module, index)]
      }
      return
    }
    if let task = TaskLine(text) {
      if open == nil || open?.frames.isEmpty == false || (open?.pid ?? task.pid) != task.pid {
        begin(.shown, index)
      }
      open?.pid = task.pid
      open?.ppid = task.ppid
      open?.flags = task.flags
      if open?.comm == nil { open?.comm = task.comm }
      open?.entries.append(index)
      return
    }
    guard var trace = open.take() else { return }
    let goesOn = readInside(&trace, index, text)
    open = trace
    if !goesOn { close() }
  }

  /// Whether the report goes on behind this line.
  private mutating func readInside(
    _ trace: inout Trace, _ index: Int, _ text: Span<UInt8>
  ) -> Bool {
    if let frame = Frame(text) ?? (trace.kind == .stuck ? Frame(bare: text) : nil) {
      trace.frames.append(frame)
      trace.frameEntries.append((frame.module, index))
      trace.entries.append(index)
      foreign = 0
    } else if let task = CPULine(text) {
      trace.pid = trace.pid ?? task.pid
      trace.comm = trace.comm ?? task.comm
    } else if text.hasPrefix("Workqueue: ") {
      trace.workqueue = String(text.extracting(11...))
    } else if text.hasPrefix("Modules linked in:") {
      trace.initialising = Self.initialising(text)
    } else if text.contains("</TASK>") || text.hasPrefix("---[ end trace") {
      return false
    } else if !Self.belongs(text) {
      foreign += 1
      return foreign <= 3
    }
    return true
  }

  /// What a stack begins with that nothing else announces: a warning, or what is left of a report
  /// that was cut.
  private static func isHead(_ text: Span<UInt8>) -> Bool {
    text.hasPrefix("WARNING: ") && text.contains(" at ") || text.hasPrefix("Call Trace:")
      || text.hasPrefix("Call trace:") || text.hasPrefix("------------[ cut here ]")
      || CPULine(text) != nil
  }

  mutating func finish() -> [Trace] {
    close()
    return traces
  }

  private mutating func begin(_ kind: Trace.Kind, _ index: Int) {
    close()
    open = Trace(kind: kind, entries: [index])
  }

  private mutating func close() {
    if let trace = open, trace.kind != .shown || trace.pid != nil || trace.frames.count > 1,
      trace.kind == .stuck || !trace.frames.isEmpty
    {
      traces.append(trace)
    }
    open = nil
    foreign = 0
    isInStack = false
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

  /// Lines that stand between the head and the frames of a report, and behind them.
  private static func belongs(_ text: Span<UInt8>) -> Bool {
    let start = text.end(of: { $0 == .blank }, from: 0)
    return start == text.count || heads.contains { text.has($0, at: start) }
  }

  private static let heads: [StaticString] = [
    "Call ", "<TASK>", "Not tainted", "Tainted:", "\"echo 0", "Hardware name", "RIP", "RSP", "RAX",
    "RDX", "RBP", "R10", "R13", "Code:", "Exception", "task:", "#PF", "CR2", "Oops", "Workqueue",
    "[c0", "---", "PGD", "SMP", "<IRQ>", "</IRQ>", "FS:", "CS:", "DR0", "DR3", "CR0",
    // other processors' registers
    "pstate:", "sp :", "x29", "x26", "x23", "x20", "x17", "x14", "x11", "x8 ", "x5 ", "x2 ",
    "NIP", "REGS:", "MSR:", "CFAR:", "GPR",
  ]
}
