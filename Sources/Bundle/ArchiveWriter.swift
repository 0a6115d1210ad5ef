internal import CArchive
internal import Glibc
internal import JournalReader
internal import LogModel

/// Writes a compressed tar in memory, by libarchive.
package final class ArchiveWriter {
  package enum Compression: String {
    case zstd, gzip, xz

    /// By the ending of a file's name; nil for one that is none of ours.
    package init?(path: String) {
      switch path {
      case _ where path.hasSuffix(".tar.zst"): self = .zstd
      case _ where path.hasSuffix(".tar.gz") || path.hasSuffix(".tgz"): self = .gzip
      case _ where path.hasSuffix(".tar.xz") || path.hasSuffix(".txz"): self = .xz
      default: return nil
      }
    }
  }

  private final class Sink {
    var bytes: [UInt8] = []
  }

  private let archive: OpaquePointer
  private let sink = Sink()
  private let now = time(nil)

  init(_ compression: Compression) throws(Complaint) {
    guard let archive = archive_write_new() else {
      let absence = ArchiveLibrary.absence
      throw Complaint(
        name: "the archive", reason: "cannot be made: \(absence?.reason ?? "no memory")",
        cure: absence?.cure)
    }
    self.archive = archive
    let filter = archive_write_add_filter_by_name(archive, compression.rawValue)
    // ARCHIVE_WARN: by a program of its own, where libarchive was built without the library
    guard filter >= ARCHIVE_WARN else { throw failure }
    try check(archive_write_set_format_pax_restricted(archive))
    // no padding behind the last byte
    try check(archive_write_set_bytes_in_last_block(archive, 1))
    let context = Unmanaged.passUnretained(sink).toOpaque()
    let opened = archive_write_open(
      archive, context, nil,
      { _, context, buffer, count in
        guard let context, let buffer else { return -1 }
        let sink = Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue()
        sink.bytes += UnsafeRawBufferPointer(start: buffer, count: count)
        return count
      }, nil)
    try check(opened)
  }

  deinit { archive_write_free(archive) }

  /// Adds a file that anybody may read and that belongs to nobody in particular.
  func add(_ name: String, _ bytes: [UInt8]) throws(Complaint) {
    let entry = archive_entry_new()
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname_utf8(entry, name)
    archive_entry_set_filetype(entry, S_IFREG)
    archive_entry_set_perm(entry, 0o644)
    archive_entry_set_size(entry, Int64(bytes.count))
    archive_entry_set_mtime(entry, now, 0)
    try check(archive_write_header(archive, entry))
    let written = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
    guard written == bytes.count else { throw failure }
  }

  /// The whole archive; nothing can be added after that.
  func finish() throws(Complaint) -> [UInt8] {
    try check(archive_write_close(archive))
    return sink.bytes
  }

  private func check(_ result: Int32) throws(Complaint) {
    if result < ARCHIVE_WARN { throw failure }
  }

  private var failure: Complaint {
    let reason = archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
    return Complaint(name: "the archive", reason: "cannot be written: \(reason)")
  }
}
