import Glibc

/// Reads on where libsystemd gives a whole file up because its end is missing.
///
/// A power loss, a full disk or a copy that was not finished leave a file that is shorter than its
/// header says. libsystemd refuses it with ENODATA (journal_file_verify_header() in journal-file.c;
/// systemd's pull request 42639 changes that), though all before the cut is whole. A copy that is
/// as long as the header says, with a hole for what is missing, it does read: an object of zeros is
/// one damaged object.
struct JournalSalvage {
  /// Where the copy goes.
  let directory: PrivateDirectory
  let budget: UnpackingBudget

  /// No journal is larger: journald's compact files cannot be (JOURNAL_COMPACT_SIZE_MAX), others
  /// have SystemMaxFileSize=, 128 MiB by default.
  private static let most = 4 << 30

  /// A copy of a file that is too short, with what it is to be called; nil if that is not what is
  /// wrong with it, or there is no room for the copy.
  func lengthened(_ file: JournalFile) -> JournalFile? {
    guard let length = file.header?.length, length > file.size, length <= Self.most else {
      return nil
    }
    do {
      let stream = try FileStream(path: file.location, budget: budget)
      let copy = try directory.store(stream, budget)
      guard copy.cut == nil, truncate(copy.path, off_t(length)) == 0 else { return nil }
      return try JournalFile(path: file.path, at: copy.path, missing: length - file.size)
    } catch {
      return nil
    }
  }
}
