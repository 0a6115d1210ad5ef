/// What has been told of workers, so that nothing is told twice: by this watcher, or of kills by one
/// before it, whose reports are there.
///
/// An event goes by its uevent's number, but that may not be known before udevd's own line is in the
/// journal; until then it goes by its worker. A worker that is done with one event takes another.
struct Told {
  private var seqnums: Set<UInt64> = []
  /// With the number of the worker's last uevent, where that is known.
  private var workers: [Int: UInt64?] = [:]

  /// - Parameter reports: paths, the names of which end in the kills' ids.
  init(reports: [String] = []) {
    for report in reports {
      let parts = StateDirectory.name(report).split { $0 == "-" || $0 == "." }
      for (kind, value) in zip(parts, parts.dropFirst()) {
        if kind == "seqnum", let seqnum = UInt64(value) { seqnums.insert(seqnum) }
        if kind == "worker", let pid = Int(value) { workers[pid] = .some(nil) }
      }
    }
  }

  func contains(worker: Int?, seqnum: UInt64?) -> Bool {
    if let seqnum, seqnums.contains(seqnum) { return true }
    guard let worker, let known = workers[worker] else { return false }
    return known == nil || seqnum == nil
  }

  /// Takes what a notice tells of.
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
