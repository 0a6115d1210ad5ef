extension Report {
  /// A line of `annotate --format ndjson`: a line of the kernel's, and who printed it.
  public struct AnnotatedLine: Codable, Sendable, Hashable {
    /// The log.
    public var source: String
    /// Where in it.
    public var position: String
    /// When it was printed.
    public var time: Time?
    /// The message, without the log's own prefix.
    public var text: String
    /// Whom it is attributed to; null where that cannot be told, and for the kernel's own lines.
    public var module: String?
    /// All that it may have been, best first.
    public var modules: [String]
    /// By what that is known: prefix, instance, function, text, device (several have the text, this
    /// one has the device), loaded (several have it, this one was loaded), caller; kernel for the
    /// kernel's own lines.
    public var how: String?
    /// Of the module's source in the kernel's tree.
    public var directory: String?
    /// The device that it speaks of.
    public var device: Device?
    /// progress, ready, trouble or gave-up.
    public var tone: String?

    public init(
      source: String, position: String, time: Time?, text: String, module: String?,
      modules: [String], how: String?, directory: String?, device: Device?, tone: String?
    ) {
      self.source = source
      self.position = position
      self.time = time
      self.text = text
      self.module = module
      self.modules = modules
      self.how = how
      self.directory = directory
      self.device = device
      self.tone = tone
    }
  }
}
