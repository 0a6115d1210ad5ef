internal import Glibc

/// Why a system call failed.
public struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// errno(3)
  public let code: Int32

  public init(code: Int32) { self.code = code }

  public var description: String { String(cString: strerror(code)) }
}
