internal import LogModel

/// The log around each kill, twice: as it is read again, and in the other form for whoever has no
/// use for the first. The other says in its first line that it is none, so that nothing is read
/// twice.
struct LogMembers {
  let boot: BootLog
  /// Counts from 1.
  let number: Int
  /// Whether it only tells of a device that was well there.
  var isGood = false

  var members: [BundleMember] {
    let name = "log/\(isGood ? "good-" : "")boot-\(number)"
    guard isText else {
      return [
        BundleMember("\(name).export", slice.bytes()),
        BundleMember(
          "\(name).txt",
          Array("# \(Self.note): \(name).export, for people\n".utf8)
            + TextSlice(boot: boot).rendition),
      ]
    }
    let originals = TextSlice(boot: boot).originals
    let note = "\(Self.note): \(name).txt, for systemd-journal-remote"
    return originals.enumerated().map { index, lines in
      BundleMember("\(name)\(index == 0 ? "" : ".\(index + 1)").txt", lines)
    } + [BundleMember("\(name).export", slice.bytes(behind: note))]
  }

  /// A boot without an id gets one that no other has.
  private var slice: ExportSlice {
    ExportSlice(boot: boot, number: isGood ? 1_000 + number : number)
  }

  /// What all files begin with that quote a log and are none; a reader of logs passes over it.
  static let note = "probe-doctor: quotes a log"

  /// Whether the lines of a text are all there is. An export says all that a journal does, but not
  /// what a text leaves open: the year, the zone, who speaks.
  private var isText: Bool {
    boot.entries.allSatisfy(\.isLine)
      || boot.entries.contains { $0.stamp.realtime == nil || $0.stamp.calendar != .utc }
  }
}
