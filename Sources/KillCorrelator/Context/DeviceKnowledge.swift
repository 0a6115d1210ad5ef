public import LogModel

/// Facts about machines that are not in their logs.
///
/// Live and recorded facts have this one face; whoever has none uses ``NoKnowledge``.
public protocol MachineKnowledge: Sendable {
  /// The files beside a log from which it learns.
  var attachments: [AttachmentPattern] { get }
  /// What is known of the machine that a boot's log is from.
  func knowledge(of log: BootLog) -> any DeviceKnowledge
}

/// What is known of one machine in one of its boots, beyond that boot's log.
public protocol DeviceKnowledge: Sendable {
  /// The modules that a kernel loads for a modalias.
  ///
  /// - Parameter kernel: the release that ran (`6.1.0-50-amd64`), nil if the log does not tell.
  func modules(for modalias: String, kernel: String?) -> ModuleLookup?
  /// Vendor and model as people know them.
  func description(of modalias: String) -> String?
  /// What the machine said of itself while this very boot ran; nil if nothing of that is known.
  var record: BootRecord? { get }
  /// A device as it was when that was recorded.
  ///
  /// - Parameter devpath: tells devices of the same name apart, where it is known.
  func device(_ sysname: String, at devpath: String?) -> DeviceRecord?
  /// The line in which the machine said that a module was loaded (lsmod).
  func hadLoaded(_ module: String) -> Entry?
  /// What holds for any machine.
  var kernels: any KernelKnowledge { get }
}

extension MachineKnowledge {
  public var attachments: [AttachmentPattern] { [] }
}

/// Knows the same of every machine.
extension MachineKnowledge where Self: DeviceKnowledge {
  public func knowledge(of log: BootLog) -> any DeviceKnowledge { self }
}

extension DeviceKnowledge {
  public var record: BootRecord? { nil }
  public func device(_ sysname: String, at devpath: String?) -> DeviceRecord? { nil }
  public func hadLoaded(_ module: String) -> Entry? { nil }
  public var kernels: any KernelKnowledge { NoKernels() }
}

/// A fact, and the line that tells it.
public struct Recorded<Value: Sendable>: Sendable {
  public var value: Value
  public var entry: Entry

  public init(_ value: Value, _ entry: Entry) {
    self.value = value
    self.entry = entry
  }
}

/// What ran, as the running machine itself tells it.
public struct BootRecord: Sendable {
  /// The release (`6.1.0-50-amd64`).
  public var kernel: Recorded<String>?
  /// systemd's or udev's version (`252.39-1~deb12u2`).
  public var udev: Recorded<String>?
  public var commandLine: Recorded<String>?
  /// `event_timeout=` in udev.conf: systemd's notation for a duration.
  public var eventTimeout: Recorded<String>?

  public init(
    kernel: Recorded<String>? = nil, udev: Recorded<String>? = nil,
    commandLine: Recorded<String>? = nil, eventTimeout: Recorded<String>? = nil
  ) {
    self.kernel = kernel
    self.udev = udev
    self.commandLine = commandLine
    self.eventTimeout = eventTimeout
  }
}

/// A device as the kernel showed it some time after the log.
public struct DeviceRecord: Sendable {
  public var devpath: String?
  public var subsystem: String?
  public var modalias: Recorded<String>?
  public var description: String?
  /// The driver that had it; nil if none had, or if that was not recorded.
  public var driver: Recorded<String>?
  /// What tells that it was there without a driver.
  public var driverless: Entry?
  /// The modules that its kernel has for it.
  public var modules: Recorded<[String]>?

  public init(
    devpath: String? = nil, subsystem: String? = nil, modalias: Recorded<String>? = nil,
    description: String? = nil, driver: Recorded<String>? = nil, driverless: Entry? = nil,
    modules: Recorded<[String]>? = nil
  ) {
    self.devpath = devpath
    self.subsystem = subsystem
    self.modalias = modalias
    self.description = description
    self.driver = driver
    self.driverless = driverless
    self.modules = modules
  }
}

/// What serves a modalias, and by which kernel's tables.
public struct ModuleLookup: Sendable, Equatable {
  /// Whose tables were asked.
  public enum Owner: Sendable, Equatable {
    /// The machine's that the log is from: they stood beside it.
    case logged
    /// This machine's.
    case here
    /// Those that the user named.
    case given
    /// Nobody's: out of the packages of a kernel (``KernelKnowledge``).
    case packages
  }
  /// In the order of preference; empty if nothing serves it.
  public var modules: [String]
  /// The kernel whose tables were asked.
  public var kernel: String
  /// Whether that is the kernel that ran.
  public var isExact: Bool
  public var owner: Owner
  /// The lines of a table in text that say so.
  public var entries: [Entry]

  public init(
    modules: [String], kernel: String, isExact: Bool, owner: Owner, entries: [Entry] = []
  ) {
    self.modules = modules
    self.kernel = kernel
    self.isExact = isExact
    self.owner = owner
    self.entries = entries
  }
}

/// Knows nothing beyond the log.
public struct NoKnowledge: MachineKnowledge, DeviceKnowledge {
  public init() {}
  public func modules(for modalias: String, kernel: String?) -> ModuleLookup? { nil }
  public func description(of modalias: String) -> String? { nil }
}
