import Glibc
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
  private let state: Mutex<State>
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
    state = Mutex(State(due: Clock.monotonic() + patience))
  }

  private struct State {
    var due: Int64
    /// Bytes of all files that were announced, and of those that are read.
    var expected = 0
    var finished = 0
    var current: (name: String, size: Int)?
    /// The most that was shown: it never runs backwards.
    var shown = 0.0
  }

  /// Says beforehand what will be read, so that one share is of all of it.
  func expect(_ paths: [String]) {
    let sizes = paths.map { path in
      var about = stat()
      return path.withFileName { stat($0, &about) } == 0 ? Int(about.st_size) : 0
    }
    state.withLock { $0.expected += sizes.reduce(0, +) }
  }

  func note(_ name: String, bytes: Int, of size: Int?) {
    note(name) { state in
      guard let size else { return (nil, bytes) }
      if state.current?.name != name {
        state.finished += state.current?.size ?? 0
        state.current = (name, size)
      }
      let all = max(state.expected, state.finished + size, 1)
      return (Double(state.finished + bytes) / Double(all), bytes)
    }
  }

  func note(_ name: String, file number: Int, of count: Int) {
    note(name) { _ in (Double(number) / Double(max(count, 1)), nil) }
  }

  private func note(_ name: String, _ measure: (inout State) -> (share: Double?, bytes: Int?)) {
    state.withLock { state in
      let (share, bytes) = measure(&state)
      let now = Clock.monotonic()
      guard now >= state.due else { return }
      state.due = now + interval
      state.shown = max(state.shown, share ?? 0)
      show(Step(name: name, share: share.map { _ in state.shown }, bytes: bytes))
    }
  }
}
