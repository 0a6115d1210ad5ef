/// Who printed a kernel line, as far as it can be told, and of which device it speaks.
public struct LineSpeaker: Sendable, Equatable {
  /// By what it is known who spoke.
  public enum How: String, Sendable {
    /// The module's, or its driver's, name stands in front.
    case prefix
    /// A name that it gave to something of its own stands in front.
    case instance
    /// A function of it stands in the line.
    case function
    /// Nobody else has such a text.
    case text
    /// Several have the text, and this one drives the device that the line speaks of.
    case device
    /// Several have the text, and this one was loaded.
    case loaded
    /// The same task said the same module's lines before and behind.
    case caller
    /// The kernel's own image has the text: no module printed it.
    case kernel
  }
  /// Whom the line is attributed to; nil where that cannot be told, and for the kernel's own lines.
  public var module: String?
  /// All that it may have been, best first.
  public var modules: [String] = []
  public var how: How?
  /// The device's sysname.
  public var device: String?

  public init(
    module: String? = nil, modules: [String] = [], how: How? = nil, device: String? = nil
  ) {
    self.module = module
    self.modules = modules.isEmpty ? module.map { [$0] } ?? [] : modules
    self.how = how
    self.device = device
  }
}
