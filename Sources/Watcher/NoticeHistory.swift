/// Which kills were told, so that none is told twice: by this watcher, or by one before it, whose
/// reports are there.
///
/// A uevent is known by its number. That may be missing until udevd's own line is in the journal; up
/// to then it is known by its worker. A worker that is done with one uevent takes another.
struct NoticeHistory {
  private var seqnums: Set<UInt64> = []
  /// By pid: the number of the worker's last uevent, nil where that is not known.
  private var workers: [Int: UInt64?] = [:]

  /// - Parameter reports: paths, the names of which end in the kills' ids.
  init(reports: [String] = []) {
    for report in reports {
      let parts = StateDirectory.name(ofPath: report).split { $0 == "-" || $0 == "." }
      for (kind, value) in zip(parts, parts.dropFirst()) {
        if kind == "seqnum", let seqnum = UInt64(value) { seqnums.insert(seqnum) }
        if kind == "worker", let pid = Int(value) { workers[pid] = .some(nil) }
      }
    }
  }

  func contains(worker: Int?, seqnum: UInt64?) -> Bool {
    if let seqnum, seqnums.contains(seqnum) { return true }
    guard let worker, let last = workers[worker] else { return false }
    return last == nil || seqnum == nil
  }

  /// Takes the uevent of a notice.
  /// - Returns: whether that is new.
  mutating func insert(_ notice: Notice) -> Bool {
    let worker = notice[.workerPID].flatMap { Int($0) }
    let seqnum = notice[.seqnum].flatMap { UInt64($0) }
    let isNew = !contains(worker: worker, seqnum: seqnum)
    if let seqnum { seqnums.insert(seqnum) }
    if let worker { workers[worker] = .some(seqnum) }
    return isNew
  }
}
