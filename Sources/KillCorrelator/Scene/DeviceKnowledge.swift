/// Facts about devices that are not in a log: which module serves one, and what it is called.
///
/// Live and offline facts have this one face; whoever has none uses ``NoKnowledge``.
public protocol DeviceKnowledge: Sendable {
  /// The modules that a kernel loads for a modalias.
  ///
  /// - Parameter kernel: the release that ran (`6.1.0-50-amd64`), nil if the log does not tell.
  func modules(for modalias: String, kernel: String?) -> ModuleLookup?
  /// Vendor and model as people know them.
  func description(of modalias: String) -> String?
  /// The modalias of a device of the boot that runs now; nil for other boots.
  func modalias(ofDevice sysname: String, inBoot bootID: String?) -> String?
}

/// What serves a modalias, and by which kernel's tables.
public struct ModuleLookup: Sendable, Equatable {
  /// In the order of preference; empty if nothing serves it.
  public var modules: [String]
  /// The kernel whose tables were asked.
  public var kernel: String
  /// Whether that is the kernel that ran.
  public var isExact: Bool

  public init(modules: [String], kernel: String, isExact: Bool) {
    self.modules = modules
    self.kernel = kernel
    self.isExact = isExact
  }
}

/// Knows nothing beyond the log.
public struct NoKnowledge: DeviceKnowledge {
  public init() {}
  public func modules(for modalias: String, kernel: String?) -> ModuleLookup? { nil }
  public func description(of modalias: String) -> String? { nil }
  public func modalias(ofDevice sysname: String, inBoot bootID: String?) -> String? { nil }
}
