public import LogModel

/// All rows together, and the fast way from a message to the row that it fits.
public struct Catalogue: Sendable {
  let rows: [Row]
  private let index: PhraseIndex

  init(_ rows: [Row]) {
    self.rows = rows
    index = PhraseIndex(rows.map { Array($0.form.needle.utf8) })
  }

  /// The rows that the project knows: the files beside this one.
  public static let standard = Catalogue(
    tables.flatMap { MessageTable($0, checks: false).rows })

  static let tables = [
    PackageResources.udev_messages, PackageResources.programs_messages,
    PackageResources.services_messages, PackageResources.harm_messages,
    PackageResources.kernel_messages, PackageResources.tasks_messages,
    PackageResources.hardware_messages, PackageResources.watch_messages,
  ]

  /// With a user's rows, which are asked first.
  public func adding(_ rows: [Row]) -> Catalogue { Catalogue(rows + self.rows) }

  /// The row that a message fits and what stands in its holes.
  public func recognise(_ entry: Entry) -> (row: Row, values: HoleValues)? {
    let message = entry.message
    for candidate in index.matches(in: message) {
      let row = rows[candidate]
      guard row.speaker.fits(entry.speaker) else { continue }
      if let values = row.form.match(message), !row.isUnmistakable || values.isClean {
        return (row, values)
      }
    }
    return find(in: entry.line[...], isOthers: !mayCarry(entry), entry.speaker)
  }

  /// Whether what stands in a line may be udevd's. Another program with a process of its own, which
  /// may have workers, too, must name udevd.
  func mayCarry(_ entry: Entry) -> Bool {
    let speaker = entry.speaker
    if speaker.kind != .program || speaker.pid == nil || ExpectedSpeaker.udev.fits(speaker) {
      return true
    }
    return speaker.identifier != WatchWords.identifier && entry.line.span.contains("udev")
  }

  /// The first row whose message stands somewhere in a line.
  ///
  /// - Parameter isOthers: whether a program of another name says it: then only what names an event
  ///   as nobody else does is taken for udevd's.
  private func find(
    in line: ArraySlice<UInt8>, isOthers: Bool, _ speaker: Speaker
  ) -> (row: Row, values: HoleValues)? {
    if isOthers, speaker.identifier == WatchWords.identifier { return nil }
    var found: [(phrase: Int, offset: Int)] = []
    line.withUnsafeBytes { bytes in
      index.search(bytes) { phrase, offset in
        if rows[phrase].isUnmistakable { found.append((phrase, line.startIndex + offset)) }
      }
    }
    if found.count > 1 { found.sort { $0 < $1 } }
    for (candidate, anchor) in found {
      let row = rows[candidate]
      if isOthers, !row.namesEvent { continue }
      if let values = row.form.find(in: line, around: anchor) { return (row, values) }
    }
    return nil
  }

  /// The literals of all rows that are kept for one reason.
  func needles(of retention: Meaning.Retention) -> [String] {
    var seen: Set<String> = []
    return rows.filter { $0.meaning.retention == retention }.map(\.form.needle).filter {
      seen.insert($0).inserted
    }
  }
}
