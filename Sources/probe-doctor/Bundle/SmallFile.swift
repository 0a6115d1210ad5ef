import Glibc

/// Files of the running system, which may be anything from missing to endless.
enum SmallFile {
  /// More of a file than this is not taken.
  static let most = 1 << 20

  /// A regular file's content; nil, with errno set, if it cannot be had.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var about = stat()
    guard fstat(descriptor, &about) == 0, about.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < most {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 && bytes.isEmpty ? nil : bytes }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// The first line, without the blanks at its end; nil for an empty one.
  static func line(_ path: String) -> String? {
    guard let bytes = read(path) else { return nil }
    var line = bytes.prefix { $0 != 0x0a && $0 != 0 }
    while let last = line.last, last <= 0x20 { line.removeLast() }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  /// The names in a folder, in order; none if it is not there.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let field = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      let name = String(decoding: field, as: UTF8.self)
      if name.first != "." { names.append(name) }
    }
    return names.sorted()
  }

  /// The last part of where a link leads; nil if there is none.
  static func target(of link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(link, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let path = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return path.split(separator: "/").last.map(String.init)
  }
}
