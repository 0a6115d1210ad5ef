/// Stacks that somebody asked for (`echo w >/proc/sysrq-trigger`, `show_state_filter` in kernel/sched/core.c)
/// show one moment, and a task in state D may be gone from there in the next.
///
/// It hangs where a second stack finds it in the same call ten seconds later, or where the log had been
/// silent for as long when somebody asked: nobody asks a machine that boots on. Where nothing has a time, or
/// the log begins with the question, it is what somebody chose to show.
///
/// RCU shows whoever is on the processor that does not answer, be it a bystander: a worker that it finds
/// there again ten seconds later is none.
struct AskedStacks {
  private static let patience: Int64 = 10_000_000
  /// The time of each entry, in microseconds, as far as it is known.
  let clock: [Int64]

  /// The same stacks, those of hanging tasks told to be so.
  func marked(_ traces: [Trace]) -> [Trace] {
    var since: [Int: (call: String, time: Int64)] = [:]
    let isUndated = clock.last == .min
    let reported = Set(traces.lazy.filter { !$0.isOfFile }.compactMap(\.pid))
    let firstDated = clock.firstIndex { $0 != .min } ?? 0
    return traces.map { trace in
      if trace.isSpinning, trace.kind == .stuck, trace.blockedSeconds == 0 {
        return foundAgain(trace, &since)
      }
      // who looks at a worker's stack in /proc does so because it hangs
      if trace.isOfFile, trace.kind == .shown, trace.isUdev, let pid = trace.pid,
        !reported.contains(pid),
        trace.frames.contains(where: { $0.module != nil })
      {
        return hanging(trace, for: 0)
      }
      guard let request = trace.request, trace.kind == .shown, trace.isUninterruptible,
        let pid = trace.pid, let call = trace.call
      else { return trace }
      if isUndated || request <= firstDated { return hanging(trace, for: 0) }
      guard let now = time(request) else { return trace }
      let first = since[pid].flatMap { $0.call == call ? $0.time : nil } ?? now
      since[pid] = (call, first)
      let waited = max(now - first, silence(before: request))
      guard waited >= Self.patience else { return trace }
      return hanging(trace, for: waited)
    }
  }

  private func foundAgain(_ trace: Trace, _ since: inout [Int: (call: String, time: Int64)])
    -> Trace
  {
    guard let pid = trace.pid, let entry = trace.entries.first, let now = time(entry) else {
      return trace
    }
    let first = since[pid]?.time ?? now
    since[pid] = (trace.call ?? "", first)
    return now - first >= Self.patience ? hanging(trace, for: now - first) : trace
  }

  private func hanging(_ trace: Trace, for waited: Int64) -> Trace {
    var trace = trace
    trace.kind = .stuck
    trace.blockedSeconds = waited / 1_000_000
    return trace
  }

  private func silence(before entry: Int) -> Int64 {
    guard entry > 0, let now = time(entry), let then = time(entry - 1) else { return 0 }
    return now - then
  }

  private func time(_ entry: Int) -> Int64? { clock[entry] == .min ? nil : clock[entry] }
}

extension Trace {
  /// What it is in, as far as two stacks can be compared by it: a module's outermost function, for what
  /// that calls changes from one moment to the next, and otherwise all functions.
  fileprivate var call: String? {
    guard !frames.isEmpty else { return nil }
    return frames.last { $0.module != nil }?.function
      ?? frames.map(\.function).joined(separator: " ")
  }
}
