public import LogModel

/// All rows together, and the fast way from a message to the row that it fits.
public struct Catalogue: Sendable {
  let list: RowList
  /// A user's, and those that the project knows by name.
  var issues: [KnownIssue] { ownIssues + Self.knownIssues }
  private let ownIssues: [KnownIssue]
  private let index: PhraseIndex

  private init(_ rows: RowList, issues: [KnownIssue] = []) {
    list = rows
    ownIssues = issues
    index = PhraseIndex(rows.headers.map(\.needle))
  }

  /// The rows that the project knows: the files beside this one.
  public static let standard = Catalogue(RowList(before: tables.flatMap(RowList.headers)))

  private static let knownIssues =
    MessageTable(PackageResources.known_messages, checks: false).issues

  static let tables = [
    PackageResources.udev_messages, PackageResources.programs_messages,
    PackageResources.services_messages, PackageResources.harm_messages,
    PackageResources.kernel_messages, PackageResources.tasks_messages,
    PackageResources.hardware_messages, PackageResources.watch_messages,
  ]

  /// With a user's rows, which are asked first.
  public func adding(_ rows: [Row], issues: [KnownIssue] = []) -> Catalogue {
    Catalogue(RowList(rows, before: list.headers), issues: issues + ownIssues)
  }

  /// All of them.
  var rows: [Row] { list.all }

  /// The row that a message fits and what stands in its holes.
  public func recognise(_ entry: Entry) -> (row: Row, values: HoleValues)? {
    var found: [(phrase: Int, offset: Int)] = []
    entry.line.withUnsafeBytes { bytes in
      index.search(bytes) { phrase, offset in found.append((phrase, offset)) }
    }
    if found.isEmpty { return nil }
    if found.count > 1 { found.sort { $0 < $1 } }
    let whole = whole(entry, found)
    if let whole, whole.row.speaker == .udev, !whole.row.has(.openEnded) { return whole }
    // udevd's words may stand in a line that another began, or goes on with
    return part(of: entry, found) ?? whole ?? part(of: entry, found, isOpenEnded: true)
  }

  /// The first row that describes the whole message.
  private func whole(
    _ entry: Entry, _ found: [(phrase: Int, offset: Int)]
  ) -> (row: Row, values: HoleValues)? {
    let message = entry.message
    let speaker = entry.speaker
    var last = -1
    for (phrase, offset) in found where offset >= message.startIndex && phrase != last {
      last = phrase
      let header = list.headers[phrase]
      guard header.speaker.fits(speaker), let row = list[phrase] else { continue }
      if let values = row.form.match(message), !header.isUnmistakable || values.isClean {
        return (row, values)
      }
    }
    return nil
  }

  /// The first row whose message stands somewhere in a line. Where a program of another name says it, only
  /// what names an event as nobody else does is taken for udevd's.
  ///
  /// - Parameter isOpenEnded: whether those rows are meant whose last hole takes all that follows.
  private func part(
    of entry: Entry, _ found: [(phrase: Int, offset: Int)], isOpenEnded: Bool = false
  ) -> (row: Row, values: HoleValues)? {
    let isOthers = !mayCarry(entry)
    if isOthers, entry.speaker.identifier == WatchWords.identifier { return nil }
    let line = entry.line[...]
    for (phrase, offset) in found where list.headers[phrase].isUnmistakable {
      guard let row = list[phrase], row.has(.openEnded) == isOpenEnded,
        !isOthers || row.namesEvent
      else { continue }
      if let values = row.form.find(in: line, around: offset) { return (row, values) }
    }
    return nil
  }

  /// Whether what stands in a line may be udevd's. Another program with a process of its own, which
  /// may have workers, too, must name udevd.
  func mayCarry(_ entry: Entry) -> Bool {
    let speaker = entry.speaker
    if speaker.kind != .program || speaker.pid == nil || ExpectedSpeaker.udev.fits(speaker) {
      return true
    }
    return speaker.identifier != WatchWords.identifier
      && (entry.line.span.contains("udev") || ExpectedSpeaker.lostItsBeginning(speaker.identifier))
  }

  /// The literals of all rows that are kept for one reason.
  func needles(of retention: Meaning.Retention) -> [String] {
    var seen: Set<[UInt8]> = []
    return list.headers.filter {
      $0.retention == retention && seen.insert($0.needle).inserted
    }.map { String(decoding: $0.needle, as: UTF8.self) }
  }
}
