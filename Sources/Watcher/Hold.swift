internal import KillCorrelator
internal import MachineFacts
internal import Telling

/// Who keeps a worker busy: the one that does the work, or does not do it.
struct Hold: Sendable, Hashable {
  enum Kind: String, Sendable {
    case driver, program, unknown
  }

  var kind = Kind.unknown
  /// The driver that the device has, or the program.
  var name: String?
  /// The innermost function of a module where it stands.
  var function: String?
  var confidence = Culprit.Confidence.none
  /// The task that stands there: the worker, or the one that it waits for.
  var holder: Int
  /// For whom the worker waits, to be read after "it waits"; nil where that is the culprit itself.
  var words: String?
  /// It is seen to get on, only slowly: nobody holds it.
  var getsOn = false

  var isNamed: Bool { name != nil && confidence.isProved }

  /// Whether two workers are held by the same task, or wait for the same without its being seen for what.
  func isLike(_ other: Hold) -> Bool {
    holder == other.holder || !isNamed && !other.isNamed && words != nil && words == other.words
  }
}

/// Follows who waits for whom, from a worker to the task that waits for nobody.
struct HoldFinder {
  /// Workers and whoever else may keep them waiting.
  let tasks: [TaskSighting]
  /// The stacks of those that run, by sampling.
  var samples: [Int: RunningTask] = [:]
  /// The module whose file a task has open, by its pid.
  var loaded: [Int: String] = [:]
  /// The devices that a module's drivers have, or are taking.
  var devices: (_ module: String) -> [String] = { _ in [] }
  /// What a program is called, by its pid.
  var program: (_ pid: Int) -> String? = { _ in nil }
  /// The device of a task's event, where it is known.
  var device: [Int: String] = [:]
  /// Those that get on: they hold nobody.
  var moving: Set<Int> = []

  /// Of a running task's samples so many must agree for it to be told, in percent.
  private static let most = 80

  func hold(of pid: Int) -> Hold { hold(of: pid, besides: []) }

  private func hold(of pid: Int, besides asked: Set<Int>) -> Hold {
    guard let task = tasks.first(where: { $0.pid == pid }), !asked.contains(pid) else {
      return Hold(holder: pid)
    }
    // who waits for somebody slow is not stuck either
    if !asked.isEmpty, moving.contains(pid) { return Hold(holder: pid, getsOn: true) }
    switch task.position {
    case .driver(let driver):
      let stack = WorkerStack(task.stack ?? "")
      var mine = Hold(
        kind: .driver, name: driver, function: stack.function, confidence: .certain, holder: pid)
      // it has given its work to a kernel thread, and waits for that
      if stack.isFlushing, let other = one(threads(workingFor: driver, besides: task)) {
        mine.function = WorkerStack(other.stack ?? "").function
        mine.holder = other.pid
      }
      return mine
    case .running, .loading: return running(task)
    case .program(let child):
      guard let name = program(child) else { return Hold(holder: pid, words: "for a program") }
      return Hold(kind: .program, name: name, confidence: .likely, holder: child)
    case .wait(let wait):
      let mine = Hold(holder: pid, words: wait.words)
      guard let other = holder(of: task, wait) else { return mine }
      var theirs = hold(of: other.pid, besides: asked.union([pid]))
      guard theirs.isNamed || theirs.getsOn else { return mine }
      if theirs.isNamed { theirs.confidence = .likely }
      return theirs
    case .activity, .elsewhere, .hidden:
      return Hold(holder: pid, words: WorkerStack(task.stack ?? "").waitsFor)
    }
  }

  private func running(_ task: TaskSighting) -> Hold {
    if let sample = samples[task.pid] {
      let stack = WorkerStack(sample.stack)
      if let driver = stack.driver, sample.percent >= Self.most {
        return Hold(
          kind: .driver, name: driver, function: stack.function, confidence: .certain,
          holder: task.pid)
      }
      return Hold(holder: task.pid, getsOn: true)
    }
    // it loads it; whether it hangs in it nobody can see
    guard case .loading(let module) = task.position else { return Hold(holder: task.pid) }
    return Hold(kind: .driver, name: module, confidence: .possible, holder: task.pid)
  }

  /// The task for which another one waits; nil if none is to be seen, or more than one may be it.
  private func holder(of task: TaskSighting, _ wait: StackWait) -> TaskSighting? {
    let others = tasks.filter { $0.pid != task.pid }.map(sampled)
    switch wait {
    case .asyncProbe:
      let own = others.filter { $0.stack?.contains("async_run_entry_fn") == true }
      // of several the one that gets nowhere keeps all others waiting
      let still = own.filter { $0.isInDriver && !moving.contains($0.pid) }
      return one(still.isEmpty ? own.filter(\.isInDriver) : still)
    case .kworker:
      let threads = others.filter { task in
        task.isInDriver && (task.stack ?? "").contains("work_for_cpu_fn")
      }
      return one(threads) ?? one(threads.filter { $0.driver == loaded[task.pid] })
    case .sameModule, .neededModule, .moduleLoad:
      let loaders = others.filter { other in
        loaded[other.pid] != nil && other.position != .wait(wait)
          || WorkerStack(other.stack ?? "").initialising != nil
      }
      let mine = loaded[task.pid]
      let same = loaders.filter { other in
        mine != nil
          && (loaded[other.pid] == mine || WorkerStack(other.stack ?? "").initialising == mine)
      }
      return one(same) ?? one(loaders)
    case .deviceLock, .lock:
      let probing = others.filter { $0.isInDriver && $0.position != .wait(wait) }
      guard let path = device[task.pid] else { return one(probing) }
      let related = probing.filter { other in
        other.driver.map { devices($0).contains { isRelated($0, path) } } ?? false
      }
      return one(related) ?? one(probing)
    case .blockRead: return nil
    }
  }

  /// One that runs, as it was sampled.
  private func sampled(_ task: TaskSighting) -> TaskSighting {
    guard task.position == .running, let sample = samples[task.pid], sample.percent >= Self.most,
      let driver = WorkerStack(sample.stack).driver
    else { return task }
    var task = task
    task.stack = sample.stack
    task.position = .driver(driver)
    return task
  }

  private func threads(workingFor driver: String, besides task: TaskSighting) -> [TaskSighting] {
    tasks.filter { other in
      guard other.pid != task.pid, !moving.contains(other.pid), let stack = other.stack else {
        return false
      }
      return stack.contains("process_one_work") && stack.contains("[\(driver)]")
        && !WorkerStack(stack).isFlushing
    }
  }

  /// Several that stand in one driver are as good as one.
  private func one(_ tasks: [TaskSighting]) -> TaskSighting? {
    guard let first = tasks.first, tasks.allSatisfy({ $0.position == first.position }) else {
      return nil
    }
    return tasks.count == 1 || first.isInDriver ? first : nil
  }

  private func isRelated(_ one: String, _ other: String) -> Bool {
    one == other || one.hasPrefix(other + "/") || other.hasPrefix(one + "/")
  }
}

extension TaskSighting {
  var driver: String? { if case .driver(let name) = position { name } else { nil } }
  var isInDriver: Bool { driver != nil }
}
