public import LogModel

/// How long udevd allows for one event.
public struct EventTimeout: Sendable, Equatable {
  public enum Source: String, Sendable {
    /// udevd's own default in that version.
    case `default`
    /// `udev.event_timeout=` or `rd.udev.event_timeout=`, in either spelling.
    case commandLine = "command-line"
    case udevConf = "udev.conf"
    /// From the time between the warning and the kill.
    case measured
    case unknown
  }
  /// Nil if the log does not tell.
  public var seconds: Double?
  public var source: Source
  /// By how many seconds it may be wrong, because the log's clock does not tell it better.
  public var margin = 0.0
  /// What tells it where that is not the log: lines of files that stood beside it.
  public var entries: [Entry] = []
}
