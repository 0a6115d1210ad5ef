internal import MachineFacts

/// Tells which worker has which uevent. udevd says so only in its own lines, which may not have come;
/// the rest is worked out of what each worker does. Where two fit, neither is given.
struct EventMatching {
  /// What shows which event a worker has, the surest first.
  enum Clue: Sendable, Hashable {
    /// The number, said by udevd or in the environment of a program.
    case seqnum(UInt64)
    /// A file that it has open: a device's node, or one of its attributes.
    case file(String)
    /// The devices that the driver on its stack has, or is taking.
    case taken([String])
    /// The module that it loads.
    case module(String)
  }

  struct Worker {
    var pid: Int
    /// When it was first seen at its event: that was sent before.
    var seen: Int64
    var clues: [Clue]
  }

  struct Match: Sendable, Hashable {
    var item: UeventQueue.Item
    /// Only because nobody else was left.
    var isGuess = false
  }

  /// By pid.
  private(set) var matches: [Int: Match] = [:]

  /// - Parameters:
  ///   - events: those that udevd may have given to workers.
  ///   - workers: those that are busy.
  ///   - serves: whether a module is the one for a device, by its devpath.
  init(
    _ events: [UeventQueue.Item], _ workers: [Worker],
    serves: (_ devpath: String, _ module: String) -> Bool
  ) {
    var free = events
    var open = workers
    func take(_ fits: (Clue, UeventQueue.Item) -> Bool) {
      let found = open.map { worker in
        free.filter { item in
          item.since <= worker.seen && worker.clues.contains { fits($0, item) }
        }
      }
      for (worker, items) in zip(open, found) where items.count == 1 {
        let item = items[0]
        // nobody else may have it as well
        guard found.count(where: { $0.contains(item) }) == 1 else { continue }
        matches[worker.pid] = Match(item: item)
        free.removeAll { $0.uevent.seqnum == item.uevent.seqnum }
      }
      open.removeAll { matches[$0.pid] != nil }
    }
    take { clue, item in clue == .seqnum(item.uevent.seqnum) }
    take { clue, item in
      guard case .file(let path) = clue else { return false }
      return path == "/dev/\(item.uevent.sysname)" || path.hasPrefix("/sys\(item.uevent.devpath)/")
    }
    take { clue, item in
      if case .taken(let paths) = clue { paths.contains(item.uevent.devpath) } else { false }
    }
    take { clue, item in
      if case .module(let module) = clue { serves(item.uevent.devpath, module) } else { false }
    }
    if open.count == 1, free.count == 1, free[0].since <= open[0].seen {
      matches[open[0].pid] = Match(item: free[0], isGuess: true)
    }
  }
}
