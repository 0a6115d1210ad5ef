public import LogModel

/// All rows together, and the fast way from a message to the row that it fits.
public struct Catalogue: Sendable {
  let rows: [Row]
  private let index: LiteralIndex

  init(_ rows: [Row]) {
    self.rows = rows
    index = LiteralIndex(rows.map { Array($0.form.needle.utf8) })
  }

  /// The rows that the project knows: the files beside this one.
  public static let standard = Catalogue(
    tables.flatMap { MessageTable($0, checksExamples: false).rows })

  static let tables = [
    PackageResources.udev_messages, PackageResources.programs_messages,
    PackageResources.services_messages, PackageResources.kernel_messages,
    PackageResources.tasks_messages, PackageResources.watch_messages,
  ]

  /// With a user's rows, which are asked first.
  public func adding(_ rows: [Row]) -> Catalogue { Catalogue(rows + self.rows) }

  /// The row that a message fits and what stands in its holes.
  public func recognise(_ entry: Entry) -> (row: Row, values: HoleValues)? {
    let message = entry.message
    for candidate in index.candidates(in: message) {
      let row = rows[candidate]
      guard row.speaker.fits(entry.speaker) else { continue }
      if let values = row.form.match(message) { return (row, values) }
    }
    return nil
  }

  /// The literals of all rows with one of these meanings.
  public func needles(_ meanings: Set<Meaning>) -> [String] {
    var seen: Set<String> = []
    return rows.filter { meanings.contains($0.meaning) }.map(\.form.needle).filter {
      seen.insert($0).inserted
    }
  }
}

/// Finds which of many literals may stand in a text by looking at four bytes at a time.
///
/// Each literal is filed under one of its own four-byte windows; a bitmap says in one step whether
/// anything is filed under the window at hand.
struct LiteralIndex: Sendable {
  private var filed: [UInt32: [(offset: Int, literal: Int)]] = [:]
  private var bitmap = [UInt64](repeating: 0, count: 1024)
  private let literals: [[UInt8]]

  init(_ literals: [[UInt8]]) {
    self.literals = literals
    for (number, literal) in literals.enumerated() where literal.count >= 4 {
      let offsets = 0...(literal.count - 4)
      let best = offsets.min { Self.commonness(literal, $0) < Self.commonness(literal, $1) } ?? 0
      let window = Self.window(literal[...], best)
      filed[window, default: []].append((best, number))
      let bit = Self.bit(window)
      bitmap[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  /// The numbers of the literals that stand in `text`, in the order of the list.
  func candidates(in text: ArraySlice<UInt8>) -> [Int] {
    var found: [Int] = []
    text.withUnsafeBufferPointer { bytes in
      bitmap.withUnsafeBufferPointer { bitmap in
        var window: UInt32 = 0
        for end in bytes.indices {
          window = window << 8 | UInt32(bytes[end])
          let bit = Self.bit(window)
          // the first windows are not full yet: a literal would have to begin before the text
          guard bitmap[bit >> 6] & 1 << UInt64(bit & 63) != 0, let here = filed[window] else {
            continue
          }
          for (offset, literal) in here
          where stands(literals[literal], at: end - 3 - offset, in: bytes) {
            found.append(literal)
          }
        }
      }
    }
    return found.count > 1 ? found.sorted() : found
  }

  private func stands(
    _ literal: [UInt8], at start: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard start >= 0, start + literal.count <= bytes.count else { return false }
    for offset in literal.indices where bytes[start + offset] != literal[offset] { return false }
    return true
  }

  private static func window(_ text: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
    text[(text.startIndex + offset)..<(text.startIndex + offset + 4)]
      .reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func bit(_ window: UInt32) -> Int {
    Int((window &* 2_654_435_761) >> 16)
  }

  /// Blanks and the commonest letters make a window that stands in many texts.
  private static func commonness(_ literal: [UInt8], _ offset: Int) -> Int {
    literal[offset..<(offset + 4)].reduce(0) { $0 + commonness[Int($1)] }
  }

  private static let commonness: [Int] = {
    var ranks = [Int](repeating: 0, count: 256)
    for (place, letter) in " etaoinsr".utf8.enumerated() { ranks[Int(letter)] = 10 - place }
    return ranks
  }()
}
