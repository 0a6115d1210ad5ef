/// `task:(udev-worker)   state:D stack:0     pid:236   tgid:236   ppid:230    … flags:0x00000818`,
/// and the columns that came before 5.9 (`sched_show_task`).
struct TaskLine {
  var comm: String
  var pid: Int
  var ppid: Int?
  var flags: UInt64?
  /// State D: it waits and takes no signal.
  var isUninterruptible: Bool

  init?(_ text: Span<UInt8>) {
    if text.hasPrefix("task:") {
      self.init(named: text)
    } else if let last = text.lastIndex(of: .blank), text.has(" 0x", at: last) {
      self.init(columns: text)
    } else {
      return nil
    }
  }

  private init?(named text: Span<UInt8>) {
    guard let state = text.range(of: " state:") else { return nil }
    let fields = text.extracting(state.lowerBound...)
    isUninterruptible = fields.hasPrefix(" state:D")
    guard let pid = Self.number(after: " pid:", in: fields) else { return nil }
    self.pid = pid
    let name = text.extracting(5..<state.lowerBound)
    comm = name.words.map { String(name.extracting($0)) }.joined(separator: " ")
    ppid = Self.number(after: "ppid:", in: fields)
    flags = fields.lastRange(of: " flags:0x").flatMap {
      UInt64(fields.hexDigits(at: $0.upperBound), radix: 16)
    }
  }

  private init?(columns text: Span<UInt8>) {
    let words = text.words
    guard words.count >= 5, Self.states.contains(text[words[1].lowerBound]) else { return nil }
    var columns = words.map { String(text.extracting($0)) }
    // what is free of the stack leaves no blank where it has five digits: `D13440`
    if columns[1].count > 1 {
      columns.insert(String(columns[1].dropFirst()), at: 2)
      columns[1] = String(columns[1].prefix(1))
    }
    // up to 4.8 the address at which it sleeps stands before that
    if columns.count >= 7, [8, 16].contains(columns[2].count) { columns.remove(at: 2) }
    guard columns.count >= 6, Int(columns[2]) != nil, let pid = Int(columns[3]),
      let parent = Int(columns[4])
    else { return nil }
    comm = columns[0]
    isUninterruptible = columns[1] == "D"
    self.pid = pid
    ppid = parent
    flags = columns.last.flatMap { UInt64($0.dropFirst(2), radix: 16) }
  }

  private static let states = Set("RSDTtXZPI".utf8)

  private static func number(after key: StaticString, in text: Span<UInt8>) -> Int? {
    text.range(of: key).flatMap { found in
      text.number(at: text.end(of: { $0 == .blank }, from: found.upperBound))
    }
  }
}

/// `CPU: 0 PID: 199 Comm: lab Tainted: G`, also `Pid: 199, comm: lab` before 3.10, and
/// `Process lab (pid: 199, …` on i386, ARM and MIPS, `TASK = c0000000f6c56cc0[199] 'lab' THREAD: …` on
/// PowerPC (`show_regs` in arch/powerpc/kernel/process.c, up to 4.x).
struct CPULine {
  var comm: String
  var pid: Int

  init?(_ text: Span<UInt8>) {
    if text.hasPrefix("Process "), let found = text.range(of: " (pid: "),
      let pid = text.number(at: found.upperBound)
    {
      comm = String(text.extracting(8..<max(8, found.lowerBound)))
      self.pid = pid
      return
    }
    if text.hasPrefix("TASK = "), let open = text.firstIndex(of: UInt8(ascii: "[")),
      let pid = text.number(at: open + 1), let quote = text.range(of: "] '"),
      let end = text.range(of: "' THREAD")
    {
      comm = String(text.extracting(quote.upperBound..<max(quote.upperBound, end.lowerBound)))
      self.pid = pid
      return
    }
    guard text.firstIndex(of: UInt8(ascii: "P")) != nil,
      text.contains("PID:") || text.contains("Pid:")
    else { return nil }
    let words = text.words
    guard let at = words.firstIndex(where: { text.extracting($0).isOne(of: "PID:", "Pid:") }),
      at + 3 < words.count, text.extracting(words[at + 2]).isOne(of: "Comm:", "comm:"),
      let pid = text.number(at: words[at + 1].lowerBound)
    else { return nil }
    self.pid = pid
    comm = String(text.extracting(words[at + 3]))
  }
}
