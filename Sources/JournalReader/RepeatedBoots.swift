internal import LogModel

/// Joins the boots of one text that tell of the same boot: a report holds the journal and, further
/// down, the kernel's buffer; somebody pastes a log twice.
struct RepeatedBoots {
  /// Those that may still be told again.
  private var recent: [(boot: BootLog, fingerprint: BootFingerprint)] = []
  /// How many were found to be another's.
  private(set) var count = 0

  /// A report has a few logs; that of a year has hundreds of boots, none of them twice.
  private static let most = 4
  /// A machine that has no clock says the same in each of its boots, but not so often to the
  /// microsecond.
  private static let leastLikeness = 8 * 16

  /// Hands out what cannot be told again any more.
  mutating func take(_ boot: BootLog, _ each: (BootLog) -> Void) {
    let fingerprint = BootFingerprint(boot)
    let likeness = recent.map { other in
      let isOther = boot.id != nil && other.boot.id != nil && boot.id != other.boot.id
      return isOther ? 0 : other.fingerprint.likeness(to: fingerprint)
    }
    let copy = recent.indices.first { boot.isCopy(of: recent[$0].boot) }
    if let same = copy ?? likeness.indices.max(by: { likeness[$0] < likeness[$1] }),
      copy != nil || likeness[same] >= Self.leastLikeness
        || likeness[same] > 0 && boot.repeatsEnd(of: recent[same].boot)
    {
      recent[same].boot.add(boot)
      recent[same].boot.id = recent[same].boot.id ?? boot.id
      recent[same].fingerprint.add(fingerprint)
      count += 1
      return
    }
    recent.append((boot, fingerprint))
    if recent.count > Self.most { each(recent.removeFirst().boot) }
  }

  mutating func end(_ each: (BootLog) -> Void) {
    for one in recent { each(one.boot) }
    recent = []
  }
}

extension BootLog {
  /// Whether it begins and ends to the microsecond when another does, by a clock that does not count ticks,
  /// and nothing that was kept of it is missing there.
  fileprivate func isCopy(of other: BootLog) -> Bool {
    guard let end = last?.monotonic, end > 1_000_000, end % 1000 != 0, last == other.last,
      first == other.first, id == other.id
    else { return false }
    let theirs = Set(other.entries.map { Wording($0) })
    return entries.allSatisfy { $0.speaker.kind == .unknown || theirs.contains(Wording($0)) }
  }

  /// Whether the last thing that was kept of it is told by another, too, with its time.
  fileprivate func repeatsEnd(of other: BootLog) -> Bool {
    guard let last = entries.last(where: { $0.stamp.monotonic != nil }) else { return false }
    let wording = Wording(last)
    return (last.stamp.monotonic ?? 0) > 10_000_000
      && other.entries.contains {
        $0.stamp.monotonic == last.stamp.monotonic && Wording($0) == wording
      }
  }
}
