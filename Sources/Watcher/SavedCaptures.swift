package import JournalReader
package import LogModel

/// What `watch` saved of this machine's boots: read with the journal as one more log of the boot.
package struct SavedCaptures {
  private let folders = StateDirectory.all

  package init() {}

  /// The captures of the boots that are asked for.
  ///
  /// - Parameter journal: where a boot's offset is looked up.
  package func inputs(for selection: Selection, in journal: Input) -> [Input] {
    let paths: [String] =
      switch selection.boot {
      case .all: captures()
      case .id(let id): captures(ofBoot: id.filter { $0 != "-" })
      case .offset(0): captures(ofBoot: Watch.bootID)
      case .offset: id(selection.boot, in: journal).map { captures(ofBoot: $0) } ?? []
      }
    return paths.map { .path($0) }
  }

  private func captures(ofBoot id: String? = nil) -> [String] {
    folders.flatMap { $0.captures(ofBoot: id) }
  }

  /// Nothing is looked up where nothing was saved.
  private func id(_ boot: Selection.Boot, in journal: Input) -> String? {
    guard !captures().isEmpty, let boots = try? Input.boots([journal]).boots else {
      return nil
    }
    return boot.index(among: boots.count).flatMap { boots[$0].id }
  }
}
