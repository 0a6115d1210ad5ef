import Glibc

/// What a file is, whatever its path: two paths may lead to one.
package struct FileIdentity: Equatable {
  private let device: UInt
  private let number: UInt

  /// Nil for what is not there.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, number) = (UInt(status.st_dev), UInt(status.st_ino))
  }
}
