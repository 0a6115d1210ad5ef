internal import MachineFacts

/// Tells which worker has which uevent. udevd says so only in its warning, which may not have come:
/// the rest is worked out from the driver in the worker's stack and the device that sysfs links to
/// that driver.
struct WorkerMatching {
  /// A worker that does something.
  struct Worker {
    var process: ProcessTable.Process
    /// Nil where it cannot be read.
    var stack: String?
    /// The module in whose probe or init it is.
    var module: String?
    /// Devices that this module's drivers have or are taking: devpaths.
    var devices: [String] = []
  }

  private(set) var uevents: [OverdueUevent]

  /// - Parameters:
  ///   - uevents: those that take too long; some may know their worker.
  ///   - workers: those that are busy now.
  ///   - isServed: whether a module is the one for a device, by its devpath: a module whose init
  ///     hangs has no device yet.
  ///   - oldest: a worker that was started earlier than this, and has none of them, is one
  ///     more; µs of CLOCK_MONOTONIC.
  init(
    _ uevents: [OverdueUevent], _ workers: [Worker], olderThan oldest: Int64,
    isServed: (_ devpath: String, _ module: String) -> Bool
  ) {
    self.uevents = uevents
    for index in self.uevents.indices {
      guard let worker = workers.first(where: { $0.process.pid == self.uevents[index].pid }) else {
        continue
      }
      take(worker, at: index)
    }
    var free = workers.filter { worker in !self.uevents.contains { $0.pid == worker.process.pid } }
    free.removeAll { worker in
      takeUevent(of: worker) { worker.devices.contains($0) }
    }
    free.removeAll { worker in
      guard let module = worker.module else { return false }
      return takeUevent(of: worker) { isServed($0, module) }
    }
    let open = self.uevents.indices.filter { self.uevents[$0].pid == nil }
    if open.count == 1, free.count == 1, free[0].devices.isEmpty {
      take(free[0], at: open[0])
      free = []
    }
    for worker in free where worker.process.started < oldest {
      var uevent = OverdueUevent(since: worker.process.started)
      if worker.devices.count == 1 {
        uevent.devpath = worker.devices[0]
        uevent.sysname = Uevent.sysname(ofDevpath: worker.devices[0])
      }
      self.uevents.append(uevent)
      take(worker, at: self.uevents.count - 1)
    }
  }

  /// Gives a worker the first uevent without one whose device fits.
  /// - Returns: whether there is one.
  private mutating func takeUevent(
    of worker: Worker, where fits: (_ devpath: String) -> Bool
  ) -> Bool {
    let index = uevents.indices.first {
      uevents[$0].pid == nil && uevents[$0].devpath.map(fits) == true
    }
    if let index { take(worker, at: index) }
    return index != nil
  }

  private mutating func take(_ worker: Worker, at index: Int) {
    uevents[index].pid = worker.process.pid
    uevents[index].start = worker.process.start
    // who was started later cannot have had it before
    uevents[index].since = max(uevents[index].since, worker.process.started)
  }
}
