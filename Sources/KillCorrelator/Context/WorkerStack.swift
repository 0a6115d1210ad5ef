/// What a task's kernel stack shows at a glance: what a live machine is asked before there is a log.
public struct WorkerStack: Sendable, Hashable {
  /// The module whose probe or initialisation the task is in; nil for the kernel's own code, and for
  /// modules that others only use.
  public var driver: String?
  /// The innermost function of a module: the driver's own, or one of a library that works for it.
  /// Without a driver the innermost of all.
  public var function: String?
  /// For whom the task waits, or what it does with a block device, where it is in no driver.
  public var wait: StackWait?
  public var activity: BlockActivity?
  /// Whether a driver's probe is on the stack.
  public var isProbing: Bool
  /// The module whose init runs, if its frame tells it.
  public var initialising: String?
  /// It waits for something to read, or for a child: so does a worker without an event.
  public var isPolling: Bool
  /// It waits for a kernel thread to do its work.
  public var isFlushing: Bool

  /// - Parameter text: `/proc/PID/stack`, one frame a line, the innermost first.
  public init(_ text: String) {
    let frames = text.split(separator: "\n").compactMap { Frame($0.utf8.span) }
    let reading = StackReading(frames)
    // a driver that only registers waits at each device's lock, for whoever is at that device
    let isAtLock = reading.waiting == .deviceLock && reading.probing == nil
    driver = isAtLock ? nil : reading.module
    wait = driver == nil ? reading.waiting : nil
    activity = reading.activity
    isProbing = reading.probing != nil
    initialising = reading.initialising
    isPolling = frames.prefix(3).contains { Self.polls.contains($0.function) }
    isFlushing = frames.prefix { $0.module == nil }.contains {
      $0.function.hasSuffix("flush_work") || $0.function.contains("flush_workqueue")
    }
    let ofModules = frames.filter { $0.module != nil }
    function =
      driver == nil
      ? frames.first?.function
      : (ofModules.first { !Self.isService($0) } ?? ofModules.first)?.function
  }

  private static let polls: Set<String> = [
    "ep_poll", "do_epoll_wait", "do_epoll_pwait", "do_sys_poll", "do_poll", "__x64_sys_epoll_wait",
  ]

  /// Functions of a bus that wait for an answer, whoever asks: who asks is to be named.
  private static func isService(_ frame: Frame) -> Bool {
    guard let module = frame.module, services.contains(module) else { return false }
    return serviceFunctions.contains { frame.function.hasPrefix($0) }
  }

  private static let services: Set<String> = ["usbcore", "scsi_mod", "mmc_core", "hid"]
  private static let serviceFunctions = [
    "usb_start_wait", "usb_control_msg", "usb_bulk_msg", "usb_interrupt_msg", "usb_internal_",
    "usb_kill_", "usb_get_", "usb_set_", "usb_clear_", "scsi_execute", "__scsi_execute", "scsi_vpd",
    "scsi_mode_sense", "scsi_test_unit", "mmc_wait_", "__mmc_", "mmc_send_", "hid_hw_",
  ]
}
