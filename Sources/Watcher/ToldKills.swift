/// Which kills have been told, so that none is told twice: by this watcher, or by one before it, whose
/// reports are there.
///
/// A kill has its uevent's number, but not before udevd's own line is in the journal; until then it
/// goes by its worker.
struct ToldKills {
  private var seqnums: Set<String> = []
  /// With the number of the worker's uevent, where that is known.
  private var workers: [String: String?] = [:]

  /// - Parameter reports: paths, the names of which end in the kills' ids.
  init(reports: [String]) {
    for report in reports {
      let parts = StateDirectory.name(report).split { $0 == "-" || $0 == "." }
      for (kind, value) in zip(parts, parts.dropFirst()) {
        if kind == "seqnum" { seqnums.insert(String(value)) }
        if kind == "worker" { workers[String(value)] = .some(nil) }
      }
    }
  }

  /// Takes a kill.
  /// - Returns: whether it is a new one.
  mutating func insert(_ notice: Notice) -> Bool {
    let (seqnum, worker) = (notice[.seqnum], notice[.workerPID])
    defer {
      if let seqnum { seqnums.insert(seqnum) }
      if let worker { workers[worker] = .some(seqnum) }
    }
    if let seqnum, seqnums.contains(seqnum) { return false }
    guard let worker, let known = workers[worker] else { return true }
    // the same worker, unless both have a number: then it is another process of that pid
    return known != nil && seqnum != nil
  }
}
