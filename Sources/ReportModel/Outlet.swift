/// Bytes on their way out, passed on piece by piece: a report of ten thousand kills is larger than
/// all else that is in memory.
package final class Outlet {
  /// What was written and not passed on.
  package var bytes: [UInt8] { pending }
  // private, so that it is known here and now that nobody else changes it meanwhile
  private var pending: [UInt8] = []
  private let pass: (([UInt8]) -> Int32)?
  /// errno of what went wrong, or 0; behind that nothing is passed on any more.
  package private(set) var failure: Int32 = 0

  /// Where the form's own signs and names stand; only of what is kept.
  private var markup: [Range<Int>] = []

  private static let piece = 64 << 10

  /// - Parameter pass: takes bytes and gives errno, or 0. Without it all is kept in ``bytes``.
  package init(_ pass: (([UInt8]) -> Int32)? = nil) { self.pass = pass }

  package func write(_ text: String) {
    var text = text
    text.withUTF8 { pending.append(contentsOf: $0) }
    if pending.count >= Self.piece { flush() }
  }

  /// What the form needs, whatever is in it: tags, names of members, rules of style.
  package func write(markup: StaticString) { write(markup: "\(markup)") }

  /// The same of what is put together from nothing else: numbers, names of styles and of members.
  package func write(markup: String) {
    let start = bytes.count
    write(markup)
    guard pass == nil else { return }
    if let last = self.markup.indices.last, self.markup[last].upperBound == start {
      self.markup[last] = self.markup[last].lowerBound..<bytes.count
    } else {
      self.markup.append(start..<bytes.count)
    }
  }

  /// What stands in the form, with its signs and names made ends of lines: there and only there a
  /// value can be that came from a log.
  package var content: [UInt8] {
    // a copy of what there is, and not of the room that it has to grow
    var content = bytes.withUnsafeBytes { Array($0) }
    for place in markup.joined() { content[place] = UInt8(ascii: "\n") }
    return content
  }

  /// One byte; what follows it soon passes it on.
  func put(_ byte: UInt8) { pending.append(byte) }

  package func write(_ data: some Sequence<UInt8>) {
    pending.append(contentsOf: data)
    if pending.count >= Self.piece { flush() }
  }

  /// Passes on what has come together.
  package func flush() {
    guard let pass else { return }
    if failure == 0 { failure = pass(pending) }
    pending.removeAll(keepingCapacity: true)
  }
}
