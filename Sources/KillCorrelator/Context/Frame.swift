/// One frame of a kernel stack, as the many forms of `dump_stack` and `/proc/PID/stack` write it.
struct Frame: Sendable, Equatable {
  /// Without offsets and the decorations of the compiler (`.isra.0`, `.cold`).
  var function: String
  /// Nil for code built into the kernel.
  var module: String?
  /// False for addresses that only happened to lie on the stack (`? `, `(unreliable)`).
  var isReliable: Bool

  init?(_ line: Span<UInt8>) {
    // each line of a boot is asked: first what hardly any has
    let offset = line.range(of: "+0x")
    if offset != nil || line.contains(" from 0x"), let caller = line.range(of: " from ") {
      self.init(before: caller, in: line)
    } else if let offset {
      self.init(withOffset: offset, in: line)
    } else if let source = line.range(of: ".c:"), !line.contains(" from ") {
      self.init(decoded: line, source: source)
    } else {
      return nil
    }
  }

  private init?(withOffset offset: Range<Int>, in line: Span<UInt8>) {
    let tail = line.extracting(offset.upperBound...)
    guard tail.contains("/0x") else { return nil }
    var start = offset.lowerBound
    while start > 0, !Self.endsPrefix(line[start - 1]) { start -= 1 }
    let prefix = line.extracting(..<start)
    guard start < offset.lowerBound, Self.isStackPrefix(prefix) else { return nil }
    function = Self.undecorated(line.extracting(start..<offset.lowerBound))
    isReliable =
      prefix.firstIndex(of: UInt8(ascii: "?")) == nil && !tail.hasSuffix("(unreliable)")
    module = Self.module(in: tail)
  }

  /// As scripts/decode_stacktrace.sh writes it: `? foo_ioctl (drivers/foo/bar.c:590 bar.c:12) foo`.
  private init?(decoded line: Span<UInt8>, source: Range<Int>) {
    guard let open = line.firstIndex(of: UInt8(ascii: "(")), open < source.lowerBound,
      let close = line.firstIndex(of: UInt8(ascii: ")"), from: source.upperBound),
      line[source.upperBound].isDigit
    else { return nil }
    let words = line.extracting(..<open).words
    let behind = line.extracting((close + 1)...)
    guard let last = words.last, behind.words.count <= 1,
      Self.isStackPrefix(line.extracting(..<last.lowerBound))
    else { return nil }
    let symbol = line.extracting(last)
    guard symbol.allSatisfy(Self.isOfSymbol), !symbol[0].isDigit else { return nil }
    function = Self.undecorated(symbol)
    isReliable = words.count == 1
    module = behind.words.first.map { String(behind.extracting($0)) }
  }

  /// 32-bit ARM names who called behind each function, and gives the offset of that alone:
  /// `[<bf0a3110>] (foo_probe [foo]) from [<c05f1a3c>] (platform_drv_probe+0x5c/0xc0)`, since 5.17
  /// `foo_probe [foo] from platform_probe+0x5c/0xc0` (`dump_backtrace_entry` in
  /// arch/arm/kernel/traps.c).
  private init?(before caller: Range<Int>, in line: Span<UInt8>) {
    let behind = line.extracting(caller.upperBound...)
    guard behind.contains("+0x") || behind.hasPrefix("0x"),
      behind.words.allSatisfy({ Self.isOfCaller(behind.extracting($0)) })
    else { return nil }
    var symbol = line.extracting(..<caller.lowerBound)
    if let open = symbol.firstIndex(of: UInt8(ascii: "(")) {
      guard Self.isStackPrefix(symbol.extracting(..<open)), symbol.hasSuffix(")") else {
        return nil
      }
      symbol = symbol.extracting((open + 1)..<(symbol.count - 1))
    }
    let words = symbol.words
    guard let first = words.first, words.count <= 2 else { return nil }
    if words.count == 2 {
      let owner = symbol.extracting(words[1])
      guard owner.hasPrefix("["), owner.hasSuffix("]") else { return nil }
    }
    var name = symbol.extracting(first)
    if let offset = name.range(of: "+0x") { name = name.extracting(..<offset.lowerBound) }
    guard !name.isEmpty, !name.hasPrefix("0x"), name.allSatisfy(Self.isOfSymbol) else { return nil }
    function = Self.undecorated(name)
    module = Self.module(in: symbol)
    isReliable = true
  }

  private static func isOfCaller(_ word: Span<UInt8>) -> Bool {
    word.hasPrefix("[") || word.hasPrefix("0x") || word.contains("+0x") && word.contains("/0x")
  }

  private static func isOfSymbol(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") || byte == .dot
  }

  private static func module(in text: Span<UInt8>) -> String? {
    guard let open = text.firstIndex(of: UInt8(ascii: "[")),
      let close = text.firstIndex(of: UInt8(ascii: "]"), from: open)
    else { return nil }
    let brackets = text.extracting(open + 1..<close)
    return brackets.words.first.map { String(brackets.extracting($0)) }
  }

  /// A frame of which somebody kept the function alone, as mails and commit messages do.
  ///
  /// A word proves nothing by itself: it has to stand within a report.
  init?(bare line: Span<UInt8>) {
    let words = line.words
    guard let last = words.last,
      words.count == 1 || words.count == 2 && line.extracting(words[0]).isOne(of: "?")
    else { return nil }
    let symbol = line.extracting(last)
    guard symbol.allSatisfy({ $0.isLetter || $0.isDigit || $0 == Self.underscore || $0 == .dot }),
      symbol.firstIndex(of: Self.underscore) != nil || symbol.isOne(of: "schedule"),
      !symbol[0].isDigit, symbol[0] != .dot
    else { return nil }
    function = Self.undecorated(symbol)
    isReliable = words.count == 1
    module = nil
  }

  private static let underscore = UInt8(ascii: "_")

  private static func endsPrefix(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == .colon || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "(")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == .blank || byte == UInt8(ascii: "\t")
  }

  /// Only blanks, addresses in brackets, a question mark or the name of a register may stand
  /// before the symbol; `calling  foo+0x0/0x1` is no frame.
  private static func isStackPrefix(_ text: Span<UInt8>) -> Bool {
    text.split(by: isBlank).allSatisfy { range in
      let word = text.extracting(range)
      return word.isOne(
        of: "?", ":", "(", "pc", "lr", "Call", "is", "at", "PC", "LR", "NIP", "epc", "ra", "EIP",
        "EIP:", "IP:", "RIP", "Krnl", "PSW")
        || word.hasPrefix("RIP:")
        || word.hasSuffix(":") && word.allSatisfy { $0 == .colon || $0.isHexDigit }
        || word.hasPrefix("[") && word.hasSuffix("]") || word.hasPrefix("([")
        || word.count >= 8 && word.allSatisfy { $0.isHexDigit }
    }
  }

  private static func undecorated(_ symbol: Span<UInt8>) -> String {
    // `.foo` on ppc64, which calls by descriptors
    let start = symbol.hasPrefix("__pfx_") ? 6 : symbol.hasPrefix(".") ? 1 : 0
    let name = symbol.extracting(start...)
    guard let dot = name.firstIndex(of: .dot), dot > 0 else { return String(name) }
    return String(name.extracting(..<dot))
  }
}

extension Frame {
  /// The same where it does not count whose code it is.
  var withoutModule: Frame {
    var frame = self
    frame.module = nil
    return frame
  }

  /// Whether it is one of the functions in which every task waits for a lock, whichever that is.
  var isOfLock: Bool { Self.locks.contains { function.hasPrefix($0) } }

  /// Whether it is one of those in which a processor waits for a spinlock (kernel/locking/qspinlock.c,
  /// spinlock_debug.c).
  var isOfSpinLock: Bool { Self.spinLocks.contains { function.hasPrefix($0) } }

  private static let spinLocks = [
    "queued_spin_lock_slowpath", "native_queued_spin_lock_slowpath",
    "__pv_queued_spin_lock_slowpath",
    "do_raw_spin_lock", "_raw_spin_lock", "_spin_lock", "queued_write_lock_slowpath",
    "queued_read_lock_slowpath", "arch_spin_lock",
  ]

  private static let locks = [
    "__mutex_lock", "mutex_lock", "rwsem_down", "down_read", "down_write", "__down", "rt_mutex_",
    "__rt_mutex", "__device_driver_lock", "device_lock",
  ]
}
