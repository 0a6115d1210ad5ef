internal import Glibc

public enum Directory {
  /// The names in a directory, in order, without `.` and `..`.
  ///
  /// - Throws: Why it cannot be listed: it is not there, is no directory, or may not be read.
  public static func names(in path: String) throws(SystemError) -> [String] {
    guard let directory = path.withFileName({ opendir($0) }) else { throw SystemError(code: errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        $0.baseAddress.map { String(fileName: $0.assumingMemoryBound(to: CChar.self)) } ?? ""
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
