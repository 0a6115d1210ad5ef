extension Report {
  /// What `explain WORD --format json` tells.
  public struct LookedUpWord: Codable, Sendable, Hashable {
    /// The word as it was asked for.
    public var word: String
    /// What it is: rule, outcome, term, modalias, firmware, module, function, message.
    public var kind: String
    /// Whom it leads to, best first.
    public var modules: [LookedUpModule]
    /// What the text format says.
    public var text: String

    public init(word: String, kind: String, modules: [LookedUpModule], text: String) {
      self.word = word
      self.kind = kind
      self.modules = modules
      self.text = text
    }
  }

  /// A module of the kernel.
  public struct LookedUpModule: Codable, Sendable, Hashable {
    /// As lsmod writes it.
    public var name: String
    /// What its driver is called in sysfs and in front of its lines.
    public var driver: String?
    /// Of its source in the kernel's tree.
    public var directory: String?
    /// From the oldest to the newest kernel that is known to have it; null if none of them has.
    public var kernels: String?
    /// The mailing list for it.
    public var list: String?

    public init(
      name: String, driver: String?, directory: String?, kernels: String?, list: String?
    ) {
      self.name = name
      self.driver = driver
      self.directory = directory
      self.kernels = kernels
      self.list = list
    }
  }
}
