/// The names in front of a kernel's message, in whichever way its subsystem writes them.
struct LineHead: Sendable, Equatable {
  enum Form: Sendable, Equatable {
    /// `driver device: `, by `dev_printk`.
    case device
    /// `word: `, by `pr_fmt` or by hand: a module's name, an instance's, or a word of a sentence.
    case word
    /// `[drm:function [module]] `.
    case graphics
    /// `EXT4-fs (sda1): `, `BTRFS info (device sda1): `: the device is in brackets.
    case brackets
    /// None.
    case bare
  }
  var form: Form
  /// A driver, a module, or a bus or class.
  var name: String?
  var device: String?
  /// What the driver made of the device: `eth0` in `e1000e 0000:00:19.0 eth0: `.
  var instance: String?
  /// Of `[drm:function]`.
  var function: String?
  /// Where the text behind them begins.
  var end = 0

  init(_ message: Span<UInt8>) {
    if let head = Self.graphics(message) {
      self = head
    } else if let columns = Self.columns(message) {
      self = columns
    } else if let prefix = LinePrefix(message) {
      form = prefix.device == nil ? .word : .device
      name = prefix.driver
      device = prefix.device
      instance = prefix.instance
      end = prefix.end
    } else {
      self = Self.otherwise(message)
    }
  }

  private init(_ form: Form) { self.form = form }

  /// `[drm:radeon_ib_ring_tests [radeon]] *ERROR* …`, `[drm:drm_helper] …`, `[drm] …`, and what
  /// was made like it, `[fglrx:firegl_unlock] *ERROR* …`.
  private static func graphics(_ text: Span<UInt8>) -> LineHead? {
    guard text.hasPrefix("[drm") else { return bracketed(text) }
    var head = LineHead(.graphics)
    guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    if text.has(":", at: 4) {
      let inside = text.extracting(5..<close)
      let words = inside.words
      head.function = words.first.map { String(inside.extracting($0)) }
      if words.count > 1, inside[words[1].lowerBound] == UInt8(ascii: "[") {
        head.name = String(inside.extracting((words[1].lowerBound + 1)..<words[1].upperBound))
      }
    }
    head.end = text.end(of: { $0 == .blank || $0 == UInt8(ascii: "]") }, from: close)
    return head
  }

  /// `[module:function] `.
  private static func bracketed(_ text: Span<UInt8>) -> LineHead? {
    guard text.hasPrefix("["), let colon = text.firstIndex(of: .colon), colon > 3,
      let close = text.firstIndex(of: UInt8(ascii: "]"), from: colon), close < 80,
      text.has("] ", at: close)
    else { return nil }
    let function = text.extracting((colon + 1)..<close)
    let name = text.extracting(1..<colon)
    func isName(_ byte: UInt8) -> Bool {
      byte.isLetter && !byte.isCapital || byte.isDigit || byte == UInt8(ascii: "_")
    }
    guard name[0].isLetter, name.allSatisfy(isName), function.count > 4, function[0].isLetter,
      function.allSatisfy(isName), function.contains(where: { $0 == UInt8(ascii: "_") })
    else { return nil }
    var head = LineHead(.graphics)
    head.name = String(name)
    head.function = String(function)
    head.end = close + 2
    return head
  }

  /// What some vendors' kernels print in front of every message: ` [0:      swapper/0:    1] `.
  static func vendorPrefix(_ text: Span<UInt8>) -> Int {
    let start = text.end(of: { $0 == .blank }, from: 0)
    guard start < text.count, text[start] == UInt8(ascii: "[") else { return 0 }
    let digits = text.end(of: { $0.isDigit }, from: start + 1)
    guard digits > start + 1, digits < text.count, text[digits] == .colon,
      let close = text.firstIndex(of: UInt8(ascii: "]")), close < start + 40, close > digits,
      text[close - 1].isDigit, text.extracting(digits..<close).count(of: .colon) == 2
    else { return 0 }
    return text.end(of: { $0 == .blank }, from: close + 1)
  }

  /// `nouveau  [     PMC][0000:01:00.0] …`, `nouveau E[   PFIFO] …`: until 4.3.
  private static func columns(_ text: Span<UInt8>) -> LineHead? {
    guard text.hasPrefix("nouveau "), let open = text.firstIndex(of: UInt8(ascii: "[")), open < 12,
      let close = text.firstIndex(of: UInt8(ascii: "]"))
    else { return nil }
    var head = LineHead(.device)
    head.name = "nouveau"
    head.end = close + 1
    head.device = InstanceName.pciAddress(in: text) ?? "drm"
    return head
  }

  /// Up to four words that end with a colon and a blank, none of which a driver's name has.
  private static func otherwise(_ text: Span<UInt8>) -> LineHead {
    guard let colon = text.range(of: ": ")?.lowerBound, colon < 64 else { return LineHead(.bare) }
    let names = text.extracting(..<colon)
    let words = names.words
    guard let first = words.first, words.count <= 4 else { return LineHead(.bare) }
    var head = LineHead(.word)
    head.end = colon + 2
    head.name = String(names.extracting(first))
    guard words.count > 1 else { return head }
    let last = names.extracting(words[words.count - 1])
    if last.count > 2, last[last.count - 1] == UInt8(ascii: ")") {
      // "(sda1)" or "(device sda1)"
      let start = last[0] == UInt8(ascii: "(") ? 1 : 0
      let inside = last.extracting(start..<last.count - 1)
      guard inside.allSatisfy({ $0.isLetter || $0.isDigit || $0 == .dash || $0 == .slash }),
        names[first.lowerBound].isCapital
      else { return LineHead(.bare) }
      head.form = .brackets
      head.device = String(last.extracting(start..<last.count - 1))
      return head
    }
    // "em28xx #0: "
    if words.count == 2, last[0] == UInt8(ascii: "#"),
      last.extracting(1...).allSatisfy({ $0.isDigit })
    {
      return head
    }
    // "HDA Intel 0000:00:1b.0: ", "Bluetooth: hci0: " ends at its first colon
    guard words.count == 3, last.contains(where: { $0.isDigit }),
      last.contains(where: { $0 == .colon })
    else { return LineHead(.bare) }
    head.form = .device
    head.name = String(names.extracting(first.lowerBound..<words[1].upperBound))
    head.device = String(last)
    return head
  }
}
