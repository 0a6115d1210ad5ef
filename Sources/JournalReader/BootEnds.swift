internal import LogModel

/// How far the journal of a boot goes, and how far other logs of that boot do: one of the kernel's buffer,
/// or what the watch saved. journald may have hung, at the very device, until the boot was over.
struct BootEnds {
  /// The kernel and others speak on for a while when journald has ended.
  private static let patience: Int64 = 60_000_000

  private var journal: Int64?
  private var other: (time: Int64, name: String)?

  mutating func add(_ boot: BootLog, isJournal: Bool) {
    guard let last = boot.last?.monotonic else { return }
    if isJournal {
      journal = max(journal ?? last, last)
    } else if last > other?.time ?? .min, let name = boot.sources.first {
      other = (last, name)
    }
  }

  func gap(of boot: String?) -> Coverage.Gap? {
    guard let journal, let other, other.time - journal >= Self.patience else { return nil }
    let id = boot.map { " \($0)" } ?? ""
    return Coverage.Gap(
      kind: "journal-ends",
      detail: "the journal has nothing of boot\(id) after \(journal / 1_000_000) s, of which "
        + "\(other.name) tells until \(other.time / 1_000_000) s: journald may have hung")
  }
}
