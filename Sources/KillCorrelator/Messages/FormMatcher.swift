/// One attempt to fit a message into a form.
struct FormMatcher {
  let message: ArraySlice<UInt8>
  private let steps: [Form.Step]
  private let letters: [UInt8]
  private let holes: [Hole]
  /// Whether something else may stand behind the message, and what is in front of it is not part of
  /// a device's name.
  private let isFloating: Bool
  /// Of its holes; none until one is filled.
  private var values: [String?] = []
  private var tries = 0
  /// How the message may break off before its form is at its end.
  private let cut: Cut
  /// How many bytes of literals fitted where it broke off.
  private(set) var literals = 0

  enum Cut {
    case nowhere
    /// Only where what must stand there can be nothing else.
    case inLiteral
    /// Also within what may be anything.
    case anywhere
  }

  /// More than any message needs that fits a form: each further hole of free text multiplies them.
  private static let mostTries = 1 << 18

  init(
    _ message: ArraySlice<UInt8>, _ form: Form, isFloating: Bool = false, cut: Cut = .nowhere
  ) {
    self.message = message
    steps = form.steps
    letters = form.letters
    holes = form.holes
    self.isFloating = isFloating
    self.cut = cut
  }

  /// What stands in the holes of a message that fits.
  var found: HoleValues {
    HoleValues(
      values: values.isEmpty ? Array(repeating: nil, count: holes.count) : values, holes: holes)
  }

  /// Whether the form fits from a place on, or the rest of it from one of its steps on.
  mutating func match(_ number: Int = 0, at position: Int) -> Bool {
    if cut == .inLiteral, position == message.endIndex, literals > 0 { return true }
    guard number < steps.count else { return isEnd(position) }
    if cut == .anywhere, position == message.endIndex { return true }
    switch steps[number] {
    case .literal(let start, let end):
      guard let next = self.end(of: start..<end, at: position) else { return false }
      literals += next - position
      if match(number + 1, at: next) { return true }
      literals -= next - position
      return false
    case .optional(let count):
      if match(number + 1, at: position) { return true }
      return match(number + 1 + count, at: position)
    case .hole(let hole):
      return fill(hole, at: position, before: number + 1)
    }
  }

  private func isEnd(_ position: Int) -> Bool {
    guard position < message.endIndex else { return true }
    if isFloating { return !message[position].isOfWord }
    let left = message[position...].first { $0 != .blank }
    if message[position...].drop(while: { $0 == .blank }).starts(with: Array("[/".utf8)) {
      return true
    }
    return left.map { $0 >= 0x80 || $0 < .blank || Self.wrappings.contains($0) } ?? true
  }

  /// What closes that in which somebody passed the message on, and goes on no kernel's sentence: a string,
  /// an escape, a tag, a cell, the end of a line as editors show it.
  private static let wrappings = Array("\"'`\\<|$]}".utf8)

  /// What a device's name never has, and a field's end does.
  private static let ofFields = Array("=\t\"'".utf8)

  /// Tries the longest text first: `0000:3d:00.0: Worker` splits at the last `: `.
  private mutating func fill(
    _ hole: Hole, at position: Int, before others: Int
  ) -> Bool {
    let shortest = hole == .rest ? position : position + 1
    let isName = isFloating && hole == .sysname
    var end = isName ? endOfName(position) : longest(hole.kind, at: position)
    if hole == .sysname {
      // behind a key, or in a cell
      end = message[position..<end].firstIndex(where: Self.ofFields.contains) ?? end
    }
    // what goes on to where the message breaks off would be taken for all that is missing
    if cut == .inLiteral, end == message.endIndex { end -= 1 }
    // a cheap look at what must follow, before the recursion
    var next: UInt8?
    if others < steps.count, case .literal(let start, _) = steps[others] {
      next = letters[start]
    }
    while end >= shortest, tries < Self.mostTries {
      tries += 1
      if canContinue(with: next, at: end), !isName || isDevice(position..<end),
        match(others, at: end)
      {
        if let place = holes.firstIndex(of: hole) {
          if values.isEmpty { values = Array(repeating: nil, count: holes.count) }
          let value = message[position..<end]
          values[place] = String(
            decoding: hole == .driverName || hole == .prefix ? value.names : value, as: UTF8.self)
        }
        return true
      }
      end -= 1
    }
    return false
  }

  /// A device's name as it stands among other things: without a blank, a bracket or a quote.
  private func endOfName(_ position: Int) -> Int {
    var end = position
    while end < message.endIndex, message[end].isOfName { end += 1 }
    return end
  }

  /// Whether a tag or a field's name without a blank behind it stands before: `systemd-udevd[187]:`,
  /// `Message:`.
  private func isBehindTag(_ place: Int) -> Bool {
    guard place > message.startIndex + 1, message[place - 1] == .colon else { return false }
    if message[place - 2] == UInt8(ascii: "]") { return true }
    let word = message[..<(place - 1)].reversed().prefix { $0.isOfWord }.reversed()
    return notDevices.contains(String(decoding: word, as: UTF8.self).lowercased())
  }

  private func isDevice(_ name: Range<Int>) -> Bool {
    // a name begins where nothing of one stands before it
    (name.lowerBound == message.startIndex || !message[name.lowerBound - 1].isOfName
      || isBehindTag(name.lowerBound))
      && String(decoding: message[name], as: UTF8.self).isDeviceName
  }

  private func longest(_ kind: Hole.Kind, at position: Int) -> Int {
    var end = position
    switch kind {
    case .text, .rest:
      return message.endIndex
    case .path:
      guard end < message.endIndex, message[end] == UInt8(ascii: "/") || message[end] == 0x3c
      else { return position }
      return message.endIndex
    case .digits:
      while end < message.endIndex, message[end].isDigit { end += 1 }
    case .number:
      if end < message.endIndex, message[end] == UInt8(ascii: "-") { end += 1 }
      while end < message.endIndex, message[end].isDigit { end += 1 }
    case .hexadecimal:
      while end < message.endIndex, message[end].isHexDigit { end += 1 }
    case .word:
      while end < message.endIndex, message[end] != 0x20 { end += 1 }
    }
    return end
  }

  /// Whether a byte stands at a place, in small letters; nil stands for any.
  private func canContinue(with next: UInt8?, at position: Int) -> Bool {
    guard let next else { return true }
    if position == message.endIndex { return cut == .anywhere }
    return message[position].lowercased == next
  }

  /// Where a literal ends that begins at a place, by its letters.
  private func end(of literal: Range<Int>, at position: Int) -> Int? {
    let count = cut == .nowhere ? literal.count : min(literal.count, message.endIndex - position)
    guard message.endIndex - position >= count else { return nil }
    for offset in 0..<count
    where message[position + offset].lowercased != letters[literal.lowerBound + offset] {
      return nil
    }
    return position + count
  }
}

extension ArraySlice<UInt8> {
  /// The names that it ends with, without what somebody who passed the line on put before them: a cell, a
  /// key, a number.
  fileprivate var names: ArraySlice<UInt8> {
    let strange = Array("'\"`|<>{}(=,;+\t".utf8)
    var start = startIndex
    for place in indices {
      let next = place + 1 < endIndex ? self[place + 1] : 0
      let isBreak =
        self[place] >= 0x80 || strange.contains(self[place])
        || next == .blank && (self[place] == .blank || self[place] == .colon)
        || self[place] == UInt8(ascii: "]") && next == .blank
      if isBreak { start = place + 1 }
    }
    var names = self[start...].drop { $0 == .blank }
    // a word without a letter is nobody's name, unless it is all
    while let blank = names.firstIndex(of: .blank), !names[..<blank].contains(where: \.isLetter) {
      names = names[blank...].drop { $0 == .blank }
    }
    return names.isEmpty ? self : names
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isHexDigit: Bool { isDigit || (lowercased >= 0x61 && lowercased <= 0x66) }
  /// A letter or a digit: where one follows another, a word goes on.
  var isOfWord: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }
  /// What a device's name is made of where nothing else tells where it ends.
  var isOfName: Bool {
    isOfWord || self == .dash || self == .dot || self == .colon || self == .slash
      || [
        UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "+"),
        UInt8(ascii: "~"), UInt8(ascii: "&"), UInt8(ascii: "%"),
      ].contains(self)
  }
  var isLetter: Bool { lowercased >= 0x61 && lowercased <= 0x7a }
  var isCapital: Bool { self >= 0x41 && self <= 0x5a }
  var lowercased: UInt8 { isCapital ? self | 0x20 : self }
}
