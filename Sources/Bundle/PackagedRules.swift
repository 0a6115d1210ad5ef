internal import CArchive
internal import Glibc
internal import Platform

/// Which rules are not as their packages have them, by dpkg's own lists of checksums.
struct PackagedRules {
  /// Checksums by path, without the first slash; empty where dpkg keeps none.
  private var sums: [String: String] = [:]

  /// - Parameter database: dpkg's folder with a list for each package.
  init(database: String = "/var/lib/dpkg/info") {
    for name in SmallFile.names(in: database) where name.hasSuffix(".md5sums") {
      guard let list = SmallFile.bytes("\(database)/\(name)") else { continue }
      guard list.firstRange(of: Array("udev/rules.d/".utf8)) != nil else { continue }
      for line in String(decoding: list, as: UTF8.self).split(separator: "\n") {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2 else { continue }
        let path = parts[1].drop { $0 == " " }
        guard path.contains("udev/rules.d/") else { continue }
        // /lib is a link to /usr/lib, whatever the list says
        sums[path.hasPrefix("lib/") ? "usr/\(path)" : String(path)] = String(parts[0])
      }
    }
  }

  /// Whether there is anything to compare with.
  var isKnown: Bool { !sums.isEmpty }

  /// Whether a file below `/usr/lib/udev/rules.d` is a package's own, unchanged.
  func has(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard let sum = sums[String(path.drop { $0 == "/" })] else { return false }
    return sum == Self.md5(bytes)
  }

  /// libarchive computes it for the lists that it calls mtree.
  static func md5(_ bytes: [UInt8]) -> String? {
    guard let archive = archive_write_new() else { return nil }
    defer { archive_write_free(archive) }
    archive_write_set_format_mtree(archive)
    archive_write_set_options(archive, "!all,md5")
    var list = [UInt8](repeating: 0, count: 4096)
    var length = 0
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, "file")
    archive_entry_set_filetype(entry, S_IFREG)
    archive_entry_set_size(entry, Int64(bytes.count))
    let isDone = list.withUnsafeMutableBytes { list in
      archive_write_open_memory(archive, list.baseAddress, list.count, &length) == ARCHIVE_OK
        && archive_write_header(archive, entry) == ARCHIVE_OK
        && bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) } >= 0
        && archive_write_close(archive) == ARCHIVE_OK
    }
    guard isDone else { return nil }
    let text = String(decoding: list[..<length], as: UTF8.self)
    guard let key = text.firstRange(of: "md5digest=") ?? text.firstRange(of: "md5=") else {
      return nil
    }
    return String(text[key.upperBound...].prefix { $0.isHexDigit })
  }
}
