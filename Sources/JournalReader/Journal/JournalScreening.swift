internal import LogModel

/// Which journal files a selection can be about, by their headers alone: of years of files those of
/// a day are few.
struct JournalScreening {
  private let selection: Selection
  private let headers: [JournalHeader?]
  private let isThisMachine: [Bool]

  init(_ selection: Selection, _ places: [JournalPlace]) {
    self.selection = selection
    let isSelective =
      switch selection.boot {
      case .all: selection.since != nil
      case .offset(0): places.contains { $0.isThisMachine }
      case .offset, .id: false
      }
    headers = places.map {
      isSelective ? (try? JournalFile(path: $0.path, at: $0.copy))?.header : nil
    }
    isThisMachine = places.map(\.isThisMachine)
  }

  /// The numbers of the files that can matter.
  var wanted: [Int] {
    let wanted = headers.indices.filter { !isPassedOver($0) }
    // Something has to tell that there is nothing.
    return wanted.isEmpty ? Array(headers.indices) : wanted
  }

  private func isPassedOver(_ file: Int) -> Bool {
    guard let header = headers[file] else { return false }
    switch selection.boot {
    case .all:
      // journald begins a new file when the clock is set back: no entry is later than the last.
      guard let since = selection.since, !header.isOnline else { return false }
      return header.lastRealtime > 0 && header.lastRealtime < since
    case .offset:
      // journald writes its boot into the header when it opens a file to write to it, and since 254
      // with each entry (journal_file_refresh_header(), journal_file_append_entry_internal()).
      guard isThisMachine[file], let current = BootID.current else { return false }
      return header.boot != current
    case .id: return false
    }
  }

  /// Those of the others that may have the start of a boot which is not in those that were wanted.
  func earlier(than boots: [JournalCollection.Boot]) -> [Int] {
    let starts = boots.filter { !$0.hasStart }.map { $0.first.realtime - $0.first.monotonic }
    guard let start = starts.min() else { return [] }
    let wanted = Set(wanted)
    return headers.indices.filter {
      !wanted.contains($0) && headers[$0]?.lastRealtime ?? .min >= start
    }
  }
}
