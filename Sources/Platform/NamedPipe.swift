internal import Glibc
internal import Synchronization

/// Pipes that have a name, such as `<(journalctl -b)`, which can be opened only once: closing one ends
/// its writer.
public enum NamedPipe {
  private static let opened = Mutex<[String: Int32]>([:])

  /// Opens a pipe to look at what stands in it; nil if it is none, or cannot be opened. Who reads it
  /// ``take(_:)``s it.
  public static func look(at path: String) -> Int32? {
    guard case .pipe? = try? FileKind(of: path) else { return nil }
    if let descriptor = opened.withLock({ $0[path] }) { return descriptor }
    let descriptor = path.withFileName { open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
    guard descriptor >= 0 else { return nil }
    opened.withLock { $0[path] = descriptor }
    return descriptor
  }

  /// The pipe that was looked at under this name, to be closed by the caller.
  public static func take(_ path: String) -> Int32? {
    opened.withLock { $0.removeValue(forKey: path) }
  }
}
