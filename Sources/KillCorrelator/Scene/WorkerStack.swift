/// What a task's kernel stack shows at a glance: what a live machine is asked before there is a log.
public struct WorkerStack: Sendable, Equatable {
  /// The module whose probe or initialisation the task is in; nil for the kernel's own code, and for
  /// modules that others only use.
  public var driver: String?
  /// The innermost function of that module.
  public var function: String?
  /// For whom the task waits where it is in no driver, to be read after "it waits".
  public var waitsFor: String?
  /// Whether a driver's probe is on the stack.
  public var isProbing: Bool

  /// - Parameter text: `/proc/PID/stack`, one frame a line, the innermost first.
  public init(_ text: String) {
    let frames = text.split(separator: "\n").compactMap { Frame($0.utf8.span) }
    let reading = StackReading(frames)
    driver = reading.module
    function = reading.topFunction ?? frames.first { $0.module == reading.module }?.function
    waitsFor = reading.module == nil ? reading.waiting?.words ?? reading.activity : nil
    isProbing = reading.probing != nil
    if reading.module == nil { function = frames.first?.function }
  }
}
