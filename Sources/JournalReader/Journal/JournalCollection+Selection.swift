internal import LogModel

extension JournalCollection {
  /// The boots of a selection, oldest first; none if it names one that is not here.
  func boots(in selection: Selection) -> [Boot] {
    selected(selection).filter { boot in
      selection.unchanged.isEmpty
        || selection.unchanged[boot.id.description] != boot.last.realtime
    }
  }

  private func selected(_ selection: Selection) -> [Boot] {
    switch selection.boot {
    case .all:
      if let neighbours = selection.neighbours { return self.neighbours(neighbours) }
      return boots.filter { boot in
        // Entries of a boot lie between its first and last by the calendar too, unless its clock
        // was set back; then its times cannot be told from here, and it is looked through.
        let (first, last) = (boot.first.realtime, boot.last.realtime)
        guard first <= last else { return true }
        return last >= selection.since ?? .min && first <= selection.until ?? .max
      }
    case .id(let text):
      return boots.filter { $0.id == BootID(text) }
    case .offset(let offset):
      if offset == 0, sources.contains(where: \.isThisMachine), let id = BootID.current {
        return boots.filter { $0.id == id }
      }
      return selection.boot.index(among: boots.count).map { [boots[$0]] } ?? []
    }
  }

  private func neighbours(_ wanted: Selection.Neighbours) -> [Boot] {
    let behind = boots.firstIndex { $0.first.realtime >= wanted.time } ?? boots.endIndex
    let before = boots[..<behind].suffix(wanted.most)
    return Array(before + boots[behind...].prefix(wanted.most - before.count))
  }

  /// From when on files are looked at for the sake of a boot's neighbours: each file has some of the
  /// boot that its header names.
  private func start(of wanted: Selection.Neighbours, _ headers: [JournalHeader?]) -> Int64? {
    let before = headers.compactMap { $0 }.filter { $0.lastRealtime > 0 }
      .sorted { $0.lastRealtime > $1.lastRealtime }
    var seen: Set<BootID> = []
    for header in before where header.lastRealtime < wanted.time {
      seen.insert(header.boot)
      // the first may be shared with the boot itself
      if seen.count > wanted.most + 1 { return header.lastRealtime }
    }
    return nil
  }

  // MARK: By the files' headers alone: of years of files those of a day are few

  /// Finds out which files a selection can be about.
  mutating func screen(by selection: Selection) {
    let isSelective =
      switch selection.boot {
      case .all: selection.since != nil || selection.neighbours != nil
      case .offset(0): files.contains { $0.isThisMachine }
      case .offset, .id: false
      }
    guard isSelective else { return }
    for number in files.indices {
      let file = files[number]
      guard let header = (try? JournalFile(path: file.path, at: file.copy))?.header else {
        continue
      }
      files[number].header = header
    }
    var selection = selection
    if let neighbours = selection.neighbours {
      selection.since = start(of: neighbours, files.map(\.header)) ?? selection.since
    }
    for number in files.indices {
      guard let header = files[number].header else { continue }
      files[number].isWanted = !isPassedOver(files[number], header, by: selection)
    }
    // Something has to tell that there is nothing.
    if !files.contains(where: \.isWanted) {
      for number in files.indices { files[number].isWanted = true }
    }
  }

  private func isPassedOver(
    _ file: File, _ header: JournalHeader, by selection: Selection
  ) -> Bool {
    switch selection.boot {
    case .all:
      // journald begins a new file when the clock is set back: no entry is later than the last.
      guard let since = selection.since, !header.isOnline else { return false }
      return header.lastRealtime > 0 && header.lastRealtime < since
    case .offset:
      // journald writes its boot into the header when it opens a file to write to it, and since 254
      // with each entry (journal_file_refresh_header(), journal_file_append_entry_internal()).
      guard file.isThisMachine, let current = BootID.current else { return false }
      return header.boot != current
    case .id: return false
    }
  }

  /// The files that were passed over and may have the start of a boot which is not in the others.
  var earlier: [Int] {
    let starts = boots.filter { !$0.hasStart }.map { $0.first.realtime &- $0.first.monotonic }
    guard let start = starts.min() else { return [] }
    return files.indices.filter {
      !files[$0].isWanted && files[$0].header?.lastRealtime ?? .min >= start
    }
  }
}
