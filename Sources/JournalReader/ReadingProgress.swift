internal import Platform
internal import Synchronization

/// Tells whoever waits what is being read, and how far that is.
///
/// Only now and then, and never before reading has taken long enough for somebody to wonder.
public final class ReadingProgress: Sendable {
  public struct Step: Sendable, Equatable {
    /// The file that is being read, as the user named it.
    public var name: String
    /// How much of it, or of all files, has been read: from 0 to 1; nil if nobody knows how much
    /// there is, as of a pipe.
    public var share: Double?
    /// Bytes read of the file; nil where only files are counted.
    public var bytes: Int?

    public init(name: String, share: Double?, bytes: Int?) {
      self.name = name
      self.share = share
      self.bytes = bytes
    }
  }

  private let show: @Sendable (Step) -> Void
  private let due: Mutex<Int64>
  private let interval: Int64

  /// - Parameters:
  ///   - patience: how long nothing is said, in µs.
  ///   - interval: the least time between two steps, in µs.
  ///   - show: takes a step; it may be called on another thread, but never twice at a time.
  public init(
    patience: Int64 = 500_000, interval: Int64 = 100_000,
    show: @escaping @Sendable (Step) -> Void
  ) {
    self.show = show
    self.interval = interval
    due = Mutex(Clock.monotonic() + patience)
  }

  func note(_ name: String, bytes: Int, of size: Int?) {
    note { Step(name: name, share: size.map { Double(bytes) / Double(max($0, 1)) }, bytes: bytes) }
  }

  func note(_ name: String, file number: Int, of count: Int) {
    note { Step(name: name, share: Double(number) / Double(max(count, 1)), bytes: nil) }
  }

  private func note(_ step: () -> Step) {
    due.withLock { due in
      let now = Clock.monotonic()
      guard now >= due else { return }
      due = now + interval
      show(step())
    }
  }
}
