public import LogModel

/// All rows together, and the fast way from a message to the row that it fits.
public struct Catalogue: Sendable {
  public let rows: [Row]
  private let index: PhraseIndex

  public init(_ rows: [Row]) {
    self.rows = rows
    index = PhraseIndex(rows.map { Array($0.form.needle.utf8) })
  }

  /// The rows that the project knows.
  public static let standard = Catalogue(
    UdevRows.rows + ProgramRows.rows + ServiceRows.rows + KernelRows.rows + TaskRows.rows
      + WatchRows.rows)

  /// The row that a message fits and what stands in its holes.
  public func recognise(_ entry: Entry) -> (row: Row, values: [String: String])? {
    let message = entry.message
    for candidate in index.matches(in: message) {
      let row = rows[candidate]
      guard row.voice.fits(entry.speaker) else { continue }
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
