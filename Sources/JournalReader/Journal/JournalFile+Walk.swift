import CSignals

extension JournalFile {
  /// What may be in memory of all files, the program's own among them: in bytes, looked at after so
  /// many entries.
  private static let mostMapped = 30 << 20
  private static let interval = 128

  /// Visits what `match` selects, from the head or from a time of writing, until `visit` says no.
  /// Damage is noted: in an entry it costs that entry, in the index what would have come.
  func walk(
    _ match: JournalMatch, from start: (boot: BootID, monotonic: Int64)? = nil,
    visit: (JournalHandle, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    pd_child_reads(number)
    let faults = pd_sigbus_count()
    defer { if pd_sigbus_count() != faults { note(.shrank) } }
    do throws(JournalFailure) {
      let handle = try handle()
      if !isTorn { try match.apply(to: handle) }
      var walk = try JournalWalk(handle, in: self, from: start)
      defer { toll.steps += walk.steps }
      while let times = try walk.next() {
        if walk.steps % Self.interval == 0 { MappedFiles.limit(to: Self.mostMapped) }
        do throws(JournalFailure) {
          if isTorn, try !match.accepts(handle, times) { continue }
          guard try visit(handle, times) else { break }
        } catch {
          note(error)
        }
      }
    } catch {
      note(error)
      close()
    }
  }

  private func note(_ failure: JournalFailure) {
    // That its end is missing has been said.
    guard missing == 0 else { return }
    toll.damage = toll.damage ?? failure
  }
}
