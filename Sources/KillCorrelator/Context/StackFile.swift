internal import LogModel

/// Whose stack comes next where somebody shows /proc/PID/stack, in a shell and often in a loop:
/// `cat /proc/57927/stack`, or `for p in …; do echo "== $p"; cat /proc/$p/stack; done`.
struct StackFile {
  private(set) var pid: Int?
  private(set) var comm: String?
  /// The last line that belongs to it.
  var line = -1

  /// Processes of udev's, by a listing of ps: ` 1211 D  usb_start_wait_urb  /lib/systemd/systemd-udevd`.
  private var listed: Set<Int> = []

  /// How far behind the line that names the task its stack may begin: the time and its name may stand
  /// between.
  private static let patience = 3

  /// Whether a stack that begins here is that of the task.
  func isAhead(of index: Int) -> Bool { pid != nil && index - line <= Self.patience }

  /// - Parameter report: the one that is not at its end.
  /// - Returns: whether the line tells whose stack comes next.
  mutating func read(_ text: Span<UInt8>, at index: Int, behind report: Trace?) -> Bool {
    let start = text.end(of: { $0 == .blank }, from: 0)
    if start < text.count, text[start].isDigit, text.contains("udev"),
      let number = text.number(at: start),
      text.has(" ", at: text.end(of: { $0.isDigit }, from: start))
    {
      listed.insert(number)
    }
    if let folder = text.lastRange(of: "/proc/"), let name = text.lastRange(of: "/stack"),
      folder.upperBound < name.lowerBound, name.upperBound == text.count || !isOfName(text, name)
    {
      // in a loop it is a variable's value, which is shown before each stack
      pid = text.number(at: folder.upperBound)
      // `for p in $(pgrep udevd)`
      let isUdevs = pid.map(listed.contains) ?? text.contains("udev")
      comm = isUdevs ? ExpectedSpeaker.udevIdentifiers.first : nil
      line = index
      return true
    }
    guard line >= 0, index - line <= Self.patience, report.map(\.isOfFile) ?? true else {
      return false
    }
    let words = text.words
    guard let first = words.first, words.count <= 4 else { return false }
    if words.count == 1, let name = text.name(in: first) {
      comm = name
    } else if let number = text.onlyNumber(in: words) {
      comm = words.compactMap { text.name(in: $0) }.first ?? comm
      pid = number
    } else if words.count > 1 || text.extracting(first).firstIndex(of: .colon) == nil {
      return false
    }
    line = index
    return true
  }

  private func isOfName(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    let next = text[name.upperBound]
    return next.isLetter || next.isDigit || next == UInt8(ascii: "_")
  }
}

extension Span<UInt8> {
  /// What udev's processes are called, where a word is that.
  fileprivate borrowing func name(in word: Range<Int>) -> String? {
    let name = String(extracting(word))
    return ExpectedSpeaker.udevIdentifiers.contains(name) ? name : nil
  }

  /// `== 288`, `PID 288:`, `--- 288 (udev-worker)`.
  fileprivate borrowing func onlyNumber(in words: [Range<Int>]) -> Int? {
    var found: Int?
    for word in words {
      let text = extracting(word)
      let start = text.end(of: { !$0.isDigit }, from: 0)
      guard start < text.count else { continue }
      guard found == nil, let number = text.number(at: start) else { return nil }
      // neither a time of day nor a name with a number in it
      let digits = text.end(of: { $0.isDigit }, from: start)
      guard digits == text.count || digits + 1 == text.count,
        text.extracting(..<start).allSatisfy({ !$0.isDigit && $0 != .dot })
      else { return nil }
      found = number
    }
    return found
  }
}
