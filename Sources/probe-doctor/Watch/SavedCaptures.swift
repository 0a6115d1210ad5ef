import JournalReader
import LogModel
import Watcher

/// What `watch` saved of this machine's boots: read with the journal as one more log of the boot.
struct SavedCaptures {
  var folders = StateDirectory.all

  /// The captures of the boots that are asked for.
  ///
  /// - Parameter journal: where a boot's offset is looked up.
  func inputs(for selection: Selection, in journal: Input) -> [Input] {
    let paths: [String] =
      switch selection.boot {
      case .all: captures()
      case .id(let id): captures(ofBoot: id.filter { $0 != "-" })
      case .offset(0): captures(ofBoot: Watch.bootID)
      case .offset(let offset): id(offset, in: journal).map { captures(ofBoot: $0) } ?? []
      }
    return paths.map { .path($0) }
  }

  private func captures(ofBoot id: String? = nil) -> [String] {
    folders.flatMap { $0.captures(ofBoot: id) }
  }

  /// Nothing is looked up where nothing was saved.
  private func id(_ offset: Int, in journal: Input) -> String? {
    guard !captures().isEmpty, let boots = try? Input.boots([journal]).boots else {
      return nil
    }
    let index = offset > 0 ? offset - 1 : boots.count - 1 + offset
    return boots.indices.contains(index) ? boots[index].id : nil
  }
}
