internal import Glibc

/// Files of the running system, which may be anything from missing to endless.
public enum SmallFile {
  /// A regular file's content up to a limit; nil, with errno set, if it cannot be had.
  public static func bytes(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
    // opening and closing a pipe would end its writer
    guard case .file? = try? FileKind(of: path) else { return nil }
    let descriptor = path.withFileName { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var about = stat()
    guard fstat(descriptor, &about) == 0, about.st_mode & S_IFMT == S_IFREG else { return nil }
    return bytes(of: descriptor, limit: limit)
  }

  /// What can be read of a descriptor, to its end or up to a limit; nil, with errno set, if nothing can.
  public static func bytes(of descriptor: Int32, limit: Int = .max) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 && bytes.isEmpty ? nil : bytes }
      bytes += piece[..<count]
    }
    return bytes
  }

  /// The text of a file that the kernel makes up, in /proc: what it is need not be asked, and it is read
  /// with as few calls as can be. Nil, with errno set, if it cannot be had.
  public static func kernelText(_ path: String, limit: Int = 64 << 10) -> String? {
    let descriptor = path.withFileName { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while bytes.count < limit {
      var count = 0
      let piece = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, length in
        count = read(descriptor, buffer.baseAddress, buffer.count)
        length = max(count, 0)
      }
      guard count > 0 else {
        return count < 0 && bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
      }
      bytes += piece
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  public static func text(_ path: String, limit: Int = 64 << 10) -> String? {
    bytes(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first line, without the blanks at its end; nil for an empty one.
  public static func line(_ path: String) -> String? {
    guard let bytes = bytes(path, limit: 64 << 10) else { return nil }
    var line = bytes.prefix { $0 != 0x0a && $0 != 0 }
    while let last = line.last, last <= 0x20 { line.removeLast() }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  /// The names in a folder, in order; none if it cannot be read.
  public static func names(in folder: String) -> [String] {
    (try? Directory.names(in: folder)) ?? []
  }

  /// Where a link leads; nil if there is none.
  public static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = path.withFileName { readlink($0, &buffer, Int(PATH_MAX)) }
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The last part of where a link leads; nil if there is none.
  public static func target(of path: String) -> String? {
    link(path)?.split(separator: "/").last.map(String.init)
  }
}
