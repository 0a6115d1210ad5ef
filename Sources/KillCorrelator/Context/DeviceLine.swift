internal import LogModel

/// A kernel line that names who speaks: `dev_printk` writes `<driver> <device>: text`, where the
/// driver's name stands only from just before its probe until it is unbound; before and after, the
/// bus's name does (`dev_driver_string` in drivers/base/core.c).
///
/// A class, for it is filed under all that it names.
final class DeviceLine: Sendable {
  let entry: Int
  let name: DriverName
  /// The device; nil for a module's own line (`e1000e: Intel(R) PRO/1000 Network Driver`).
  let device: String?
  /// What the driver made of the device: `eth0` in `e1000e 0000:00:19.0 eth0: …`.
  let instance: String?
  /// The task that printed it: printk's caller id, or a pid in the text (mlx5).
  let task: Int?
  private let line: [UInt8]
  private let start: Int

  /// A driver's name, or the bus's where no driver is bound; see `isBus`.
  var driver: String { name.text }
  /// The prefix is a bus or a class: no driver was bound at that moment.
  var isBus: Bool { name.isBus }

  /// What stands behind the prefix. The bytes are in memory already, with the entry: a storm has a
  /// line for each kill.
  var bytes: ArraySlice<UInt8> { line[start...] }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The number of the USB bus that the device was registered as (`usb_add_hcd`).
  var bus: Int? { bytes.span.number(after: "assigned bus number ") }

  /// - Parameters:
  ///   - number: of the entry in its boot.
  ///   - prefix: of the entry's message.
  init(_ number: Int, _ entry: Entry, _ prefix: LinePrefix, _ name: DriverName) {
    self.entry = number
    self.name = name
    instance = prefix.instance
    line = entry.line
    start = entry.messageStart + prefix.end
    let text = line[start...]
    device = prefix.device ?? Self.placeOnPCI(text.span)
    task = Self.caller(entry.speaker) ?? text.span.number(after: "(pid ")
  }

  /// `QLA12160 found on PCI bus 2, dev 5`, in decimal.
  private static func placeOnPCI(_ text: Span<UInt8>) -> String? {
    guard let bus = text.number(after: " on PCI bus "), let device = text.number(after: ", dev "),
      (0..<256).contains(bus), (0..<32).contains(device)
    else { return nil }
    func hexadecimal(_ number: Int) -> String {
      (number < 16 ? "0" : "") + String(number, radix: 16)
    }
    return "0000:\(hexadecimal(bus)):\(hexadecimal(device)).0"
  }

  /// The same line, with who spoke it in the place of the bus.
  init(_ line: DeviceLine, spokenBy module: String) {
    entry = line.entry
    name = DriverName(module)
    device = line.device
    instance = line.instance
    task = line.task
    self.line = line.line
    start = line.start
  }

  private static func caller(_ speaker: Speaker) -> Int? {
    guard let caller = speaker.caller, caller.hasPrefix("T") else { return nil }
    return Int(caller.dropFirst())
  }
}

/// The names in front of a message.
struct LinePrefix {
  let driver: String
  let device: String?
  /// A name behind the device's, such as a network interface's.
  let instance: String?
  /// Where the text behind them begins.
  let end: Int

  /// The same where somebody's key, cell or mark may stand before the names of a device.
  init?(somewhereIn message: Span<UInt8>) {
    var colon = Self.endOfNames(message)
    while let end = colon, end < Self.farthest {
      var start = end
      while start > 0, !Self.strange.contains(message[start - 1]),
        message[start - 1] != .blank || message[start] != .blank
      {
        start -= 1
      }
      if start > 0, let prefix = LinePrefix(message, from: start), prefix.device != nil {
        self = prefix
        return
      }
      colon = Self.endOfNames(message, from: end + 1)
    }
    return nil
  }

  private static let farthest = 1024

  private static let strange = Array("'\"`|<>{},;]+=\t".utf8)

  /// - Returns: Nil if the message begins in another way.
  init?(_ message: Span<UInt8>, from start: Int = 0) {
    if let tag = LinePrefix(tag: message, from: start) {
      self = tag
      return
    }
    guard let colon = Self.endOfNames(message, from: start) else { return nil }
    let names = message.extracting(..<colon)
    let head = Self.word(in: names, from: start)
    let second = Self.word(in: names, from: head.upperBound)
    let name = names.extracting(head)
    // "LiquidIO 0000:3b:00.0: …"
    guard
      Self.isDriverName(name)
        || Self.isAddress(names.extracting(second)) && name.allSatisfy({ Self.isNameByte($0) })
    else { return nil }
    // qla2xxx has an identifier behind its device
    let third = Self.word(in: names, from: second.upperBound)
    let fourth = Self.word(in: names, from: third.upperBound)
    guard
      Self.word(in: names, from: fourth.upperBound).isEmpty
        || Self.isUnnamed(names.extracting(third.lowerBound...))
    else { return nil }
    if let address = Self.address(behind: head, in: names) {
      // the name of some drivers has a blank in it: "i6300ESB timer 0000:00:05.0: …"
      device = String(names.extracting(address))
      instance = nil
      driver = String(names.extracting(head.lowerBound..<(address.lowerBound - 1)))
      end = colon + 2
      return
    }
    if second.isEmpty {
      device = nil
    } else if let name = Self.deviceName(names.extracting(second)) {
      device = name
    } else {
      return nil
    }
    let made = names.extracting(third)
    instance =
      device != nil && !third.isEmpty && fourth.isEmpty
        && made.allSatisfy({ Self.isNameByte($0) }) && made[0].isLetter
      ? String(made) : nil
    driver = String(names.extracting(head))
    end = colon + 2
  }

  /// QLogic's network drivers and bnx2x write where they are and of which device they speak:
  /// `[qed_mcp_cmd_and_union:600(41:00.1)]` (`DP_NOTICE` in include/linux/qed/qed_if.h).
  private init?(tag message: Span<UInt8>, from start: Int) {
    guard start < message.count, message[start] == UInt8(ascii: "["),
      let end = message.firstIndex(of: UInt8(ascii: "]"), from: start), end < start + 80,
      message[end - 1] == UInt8(ascii: ")"),
      let open = message.firstIndex(of: UInt8(ascii: "("), from: start), open + 1 < end - 1,
      let colon = message.firstIndex(of: .colon, from: start), colon + 1 < open,
      message.extracting((colon + 1)..<open).allSatisfy({ $0.isDigit }),
      let bar = message.firstIndex(of: UInt8(ascii: "_"), from: start), start + 1 < bar,
      bar < colon,
      message.extracting((start + 1)..<colon).allSatisfy(Self.isNameByte)
    else { return nil }
    let name = message.extracting((open + 1)..<(end - 1))
    driver = String(message.extracting((start + 1)..<bar))
    // without PCI's domain
    let isShort = name.count == 7 && name[2] == .colon && name[5] == .dot
    device = (isShort ? "0000:" : "") + String(name)
    instance = nil
    self.end = end + 1
  }

  /// A network interface that is not registered yet: `(unnamed net_device) (uninitialized)`
  /// (`__netdev_printk` in net/core/dev.c).
  private static func isUnnamed(_ names: Span<UInt8>) -> Bool {
    names.hasPrefix("(un") && names.contains("net_device)")
  }

  /// A PCI address that ends the names, where one or two more words of the driver's name stand
  /// before it.
  private static func address(
    behind head: Range<Int>, in names: Span<UInt8>
  ) -> Range<Int>? {
    let last = names.count - 12
    guard last > head.upperBound + 1, names[last - 1] == .blank,
      isAddress(names.extracting(last...))
    else { return nil }
    let between = names.extracting(head.upperBound..<(last - 1))
    let words = between.words
    // somebody's columns are no name
    guard names.extracting(head).contains(where: \.isLetter), between.range(of: "  ") == nil else {
      return nil
    }
    let isName = words.allSatisfy { word in
      between.extracting(word).allSatisfy { $0.isLetter || $0.isDigit }
    }
    return (1...2).contains(words.count) && isName ? last..<names.count : nil
  }

  /// `0000:3b:00.0`
  private static func isAddress(_ word: Span<UInt8>) -> Bool {
    word.count == 12 && word[4] == .colon && word[7] == .colon && word[10] == .dot
      && [0, 1, 2, 3, 5, 6, 8, 9, 11].allSatisfy { word[$0].isHexDigit }
  }

  /// The colon that ends the names is the first one followed by a blank: those within
  /// `0000:00:06.0` or `1-1:1.0` are not.
  private static func endOfNames(_ message: Span<UInt8>, from start: Int = 0) -> Int? {
    let limit = start + 120
    var start = start
    while let colon = message.firstIndex(of: .colon, from: start), colon < limit {
      if message.has(": ", at: colon) { return colon }
      start = colon + 1
    }
    return nil
  }

  private static func word(in names: Span<UInt8>, from place: Int) -> Range<Int> {
    let start = names.end(of: { $0 == .blank }, from: place)
    return start..<names.end(of: { $0 != .blank }, from: start)
  }

  /// Drivers are written in small letters, or all in capitals with a number or an underscore; a
  /// sentence begins with one capital.
  private static func isDriverName(_ word: Span<UInt8>) -> Bool {
    guard !word.isEmpty, word.allSatisfy(isNameByte) else { return false }
    if !word[0].isCapital { return true }
    return !word.contains(where: { $0.isLetter && !$0.isCapital })
      && word.contains(where: { $0.isDigit || $0 == UInt8(ascii: "_") })
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isDigit || byte.isLetter || byte == UInt8(ascii: "_") || byte == .dash || byte == .dot
  }

  /// A device's name has a number, a hyphen or a colon in it, as words of a sentence have not.
  /// qla2xxx writes its device in brackets.
  private static func deviceName(_ word: Span<UInt8>) -> String? {
    if word[0] == UInt8(ascii: "[") {
      return word.firstIndex(of: UInt8(ascii: "]")).map { String(word.extracting(1..<$0)) }
    }
    let isName = word.allSatisfy { isNameByte($0) || $0 == .colon || $0 == UInt8(ascii: "@") }
    return isName && !word.allSatisfy({ $0.isLetter }) ? String(word) : nil
  }
}
