/// What a task's kernel stack shows at a glance: what a live machine is asked before there is a log.
public struct WorkerStack: Sendable, Equatable {
  /// The module whose probe or initialisation the task is in; nil for the kernel's own code, and for
  /// modules that others only use.
  public var driver: String?
  /// The innermost function of that module.
  public var function: String?
  /// For whom the task waits, or what it does with a block device, where it is in no driver.
  public var wait: StackWait?
  public var activity: BlockActivity?
  /// Whether a driver's probe is on the stack.
  public var isProbing: Bool

  /// - Parameter text: `/proc/PID/stack`, one frame a line, the innermost first.
  public init(_ text: String) {
    let frames = text.split(separator: "\n").compactMap { Frame($0.utf8.span) }
    let reading = StackReading(frames)
    driver = reading.module
    function = reading.topFunction ?? frames.first { $0.module == reading.module }?.function
    wait = reading.module == nil ? reading.waiting : nil
    activity = reading.activity
    isProbing = reading.probing != nil
    if reading.module == nil { function = frames.first?.function }
  }
}
