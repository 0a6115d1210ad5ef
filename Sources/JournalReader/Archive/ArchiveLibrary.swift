internal import CArchive

/// libarchive, which is loaded when there is something to unpack or to pack, for it and its own
/// libraries take longer to load than a small log takes to read.
public enum ArchiveLibrary {
  /// Why it cannot be used, in the dynamic linker's words, and what to do about it; nil if it can.
  public static var absence: (reason: String, cure: String)? {
    pd_archive_absence().map { reason in
      (
        String(cString: reason),
        "install libarchive (Debian and Ubuntu: apt-get install libarchive13)"
      )
    }
  }
}
