internal import Glibc

/// What stands where a regular file is wanted, and is none.
public struct OtherFile: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    case folder, link, pipe, socket, device
  }

  public let kind: Kind

  public init(_ kind: Kind) { self.kind = kind }

  /// - Parameter mode: as stat(2) gives it; nil comes of a regular file's.
  init?(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    case S_IFIFO: kind = .pipe
    case S_IFSOCK: kind = .socket
    default: kind = .device
    }
  }

  /// To be read behind the name of the file and a colon.
  public var description: String {
    switch kind {
    case .folder: "it is a directory"
    case .link: "it is a symbolic link; name the file that it leads to"
    case .pipe: "it is a pipe, and only regular files are written to"
    case .socket: "it is a socket, and only regular files are written to"
    case .device: "it is a device, and only regular files are written to"
    }
  }
}
