/// Tells which worker has which uevent. udevd says so only in its warning, which may not have come:
/// the rest is worked out from the driver in the worker's stack and the device that sysfs links to
/// that driver.
struct WorkerMatching {
  /// A worker that does something.
  struct Worker {
    var process: ProcessTable.Process
    /// The module in whose probe or init it is.
    var module: String?
    /// Devices that this module's drivers have or are taking: devpaths.
    var devices: [String] = []
  }

  private(set) var events: [WatchedEvent]

  /// - Parameters:
  ///   - events: those that take too long; some may know their worker.
  ///   - workers: those that are busy now.
  ///   - oldest: a worker that was started earlier than this, and has none of the events, is one
  ///     more; µs of CLOCK_MONOTONIC.
  init(_ events: [WatchedEvent], _ workers: [Worker], olderThan oldest: Int64) {
    self.events = events
    for index in self.events.indices {
      guard let worker = workers.first(where: { $0.process.pid == self.events[index].pid }) else {
        continue
      }
      take(worker, at: index)
    }
    var free = workers.filter { worker in !self.events.contains { $0.pid == worker.process.pid } }
    free.removeAll { worker in
      guard let index = eventOfDevice(worker) else { return false }
      take(worker, at: index)
      return true
    }
    let open = self.events.indices.filter { self.events[$0].pid == nil }
    if open.count == 1, free.count == 1, free[0].devices.isEmpty {
      take(free[0], at: open[0])
      free = []
    }
    for worker in free where worker.process.started < oldest {
      var event = WatchedEvent(since: worker.process.started)
      if worker.devices.count == 1 {
        event.devpath = worker.devices[0]
        event.sysname = Uevent.sysname(ofDevpath: worker.devices[0])
      }
      self.events.append(event)
      take(worker, at: self.events.count - 1)
    }
  }

  /// The one event without a worker whose device the worker's driver has.
  private func eventOfDevice(_ worker: Worker) -> Int? {
    let fitting = events.indices.filter { index in
      events[index].pid == nil && events[index].devpath.map(worker.devices.contains) == true
    }
    return fitting.first
  }

  private mutating func take(_ worker: Worker, at index: Int) {
    events[index].pid = worker.process.pid
    events[index].start = worker.process.start
    // who was started later cannot have had it before
    events[index].since = max(events[index].since, worker.process.started)
  }
}
