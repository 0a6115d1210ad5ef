internal import CPerf
internal import Glibc
internal import MachineFacts

/// Where a task is that runs all the time: it polls a register, say. /proc tells nothing of a running
/// task's stack; so its processor's clock is let sample it for a fraction of a second.
///
/// The processor is sampled, not the task: the first event of a task waits until every processor has been
/// through its scheduler (`account_event` in kernel/events/core.c calls `synchronize_rcu`), and the one
/// that is looked at does not get there before the driver is done.
struct RunningTask: Sendable {
  /// How long, in milliseconds: some dozens of samples.
  private static let span: UInt32 = 300
  /// With fewer samples than that nothing is said.
  private static let fewest = 8

  /// The stack in which it was most often, innermost frame first, written as /proc writes one.
  let stack: String
  /// How many of the samples were in that function, in percent.
  let percent: Int
  let samples: Int
  /// `e1000_poll_eerd_eewr_done [e1000e]`
  let place: String

  /// Nil where it does not run, or may not be sampled.
  init?(_ pid: Int, symbols path: String = "/proc/kallsyms") {
    guard let processor = ProcessTable().process(pid)?.processor else { return nil }
    var chains = Chains()
    let count = withUnsafeMutablePointer(to: &chains) { chains in
      pd_samples_take(
        Int32(clamping: processor), pid_t(pid), Self.span,
        { addresses, count, context in
          guard let addresses, let context else { return }
          context.assumingMemoryBound(to: Chains.self).pointee.all
            .append(Array(UnsafeBufferPointer(start: addresses, count: count)))
        }, chains)
    }
    guard count >= Self.fewest, let symbols = Symbols(of: chains.all.joined(), path) else {
      return nil
    }
    self.init(chains.all, symbols.name)
  }

  private struct Chains { var all: [[UInt64]] = [] }

  /// - Parameter name: of an address: `e1000_probe+0x40/0x5f [e1000]`.
  init?(_ chains: [[UInt64]], _ name: (UInt64) -> String?) {
    let stacks = chains.map { $0.compactMap(name) }
    var counts: [String: Int] = [:]
    for stack in stacks { counts[Self.place(of: stack), default: 0] += 1 }
    counts[""] = nil
    guard let (place, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      let example = stacks.first(where: { Self.place(of: $0) == place })
    else { return nil }
    self.place = place
    samples = chains.count
    percent = count * 100 / max(1, chains.count)
    stack = example.map { "[<0>] \($0)\n" }.joined()
  }

  /// The innermost function of a module, else of the kernel.
  private static func place(of stack: [String]) -> String {
    guard let frame = stack.first(where: { $0.hasSuffix("]") }) ?? stack.first else { return "" }
    let function = frame.prefix { $0 != "+" }
    return frame.firstIndex(of: "[").map { "\(function) \(frame[$0...])" } ?? String(function)
  }
}

/// The kernel's names for some addresses, out of its list of all.
struct Symbols {
  private struct Found {
    var start: UInt64 = 0
    var end = UInt64.max
    var name = ""
  }

  private let addresses: [UInt64]
  private var found: [Found]

  /// Nil where the list cannot be read, or hides the addresses (`kernel.kptr_restrict`).
  init?(of wanted: some Sequence<UInt64>, _ path: String) {
    addresses = Array(Set(wanted)).sorted()
    found = Array(repeating: Found(), count: addresses.count)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 8 << 10)
    var kept = 0
    while true {
      let count = buffer.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress?.advanced(by: kept), $0.count - kept)
      }
      guard count > 0 else { break }
      kept = take(buffer[..<(kept + count)], &buffer)
      // a line is never that long
      if kept == buffer.count { kept = 0 }
    }
    guard found.contains(where: { $0.start != 0 }) else { return nil }
    // what is below an address is below the next one too, and what is above it above the one before
    for index in found.indices.dropFirst() where found[index - 1].start > found[index].start {
      found[index].start = found[index - 1].start
      found[index].name = found[index - 1].name
    }
    for index in found.indices.dropLast().reversed() {
      found[index].end = min(found[index].end, found[index + 1].end)
    }
  }

  /// Takes whole lines.
  /// - Returns: how many bytes of a last one are kept, at the buffer's beginning.
  private mutating func take(_ piece: ArraySlice<UInt8>, _ buffer: inout [UInt8]) -> Int {
    var start = 0
    piece.withUnsafeBytes { bytes in
      while let stop = bytes[start...].firstIndex(of: 0x0a) {
        line(UnsafeRawBufferPointer(rebasing: bytes[start..<stop]))
        start = stop + 1
      }
    }
    let rest = Array(piece[(piece.startIndex + start)...])
    buffer.replaceSubrange(..<rest.count, with: rest)
    return rest.count
  }

  /// `ffffffffc0123450 t e1000_probe	[e1000]`
  private mutating func line(_ line: UnsafeRawBufferPointer) {
    var value: UInt64 = 0
    var at = 0
    while at < line.count, line[at] != 0x20 {
      let byte = line[at]
      value = value << 4 | UInt64(byte > 0x39 ? (byte | 0x20) - 0x57 : byte - 0x30)
      at += 1
    }
    guard value != 0, at + 3 < line.count else { return }
    var low = 0
    var high = addresses.count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < value { low = middle + 1 } else { high = middle }
    }
    // it is above the address before
    if low > 0, found[low - 1].end > value { found[low - 1].end = value }
    guard low < addresses.count, value > found[low].start, line[at + 1] | 0x20 == 0x74 else {
      if low < addresses.count, addresses[low] == value { found[low].end = .max }
      return
    }
    found[low].start = value
    found[low].name = String(decoding: line[(at + 3)...], as: UTF8.self)
  }

  /// `e1000_probe+0x40/0x5f [e1000]`
  func name(_ address: UInt64) -> String? {
    guard let index = addresses.firstIndex(of: address), found[index].start != 0 else { return nil }
    let (symbol, of) = (found[index], found[index].name.split(separator: "\t"))
    guard let function = of.first else { return nil }
    let size = symbol.end == .max ? address - symbol.start + 1 : symbol.end - symbol.start
    let module = of.count > 1 ? " \(of[1])" : ""
    let offset = String(address - symbol.start, radix: 16)
    return "\(function)+0x\(offset)/0x\(String(size, radix: 16))\(module)"
  }
}
