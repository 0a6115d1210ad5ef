internal import CSystemd
import Glibc
internal import LogModel

/// Why libsystemd, or the kernel below it, refused a journal file.
struct JournalFailure: Error, Hashable {
  /// An errno value, positive.
  var code: Int32
  /// The header's incompatible flags, where they are the reason.
  var flags: UInt32 = 0
  /// Said instead of the code's own sentence.
  var detail: String?

  init(code: Int32, flags: UInt32 = 0, detail: String? = nil) {
    self.code = code < 0 ? -code : code
    self.flags = flags
    self.detail = detail
  }

  static func damaged(_ how: String) -> JournalFailure {
    JournalFailure(code: EBADMSG, detail: "is damaged: \(how)")
  }

  /// libsystemd drops a file from which it cannot go on, and reports the end of the journal.
  static let droppedOnTheWay = damaged("reading broke off before its end")
  /// The same entry twice, or more entries than the file has room for.
  static let doesNotAdvance = damaged("its entries lead back to each other")
  /// An entry without MESSAGE, of a program that gives each of its entries one.
  static let noMessage = damaged("an entry has lost its text")
  /// An entry whose boot is not among those that the file's lists know.
  static let ofNoBoot = damaged("an entry is of a boot that its lists do not know")

  /// Entries that were seen are not where their times say.
  static let outOfOrder = JournalFailure(
    code: EBADMSG, detail: "has entries that are not in the order of their times")

  /// It was named as a journal, and is something else.
  static let isText = JournalFailure(code: ENOMSG, detail: "is text, and no journal file")

  /// Pages that were there when the file was opened are not any more.
  static let shrank = JournalFailure(
    code: EBADMSG,
    detail: "became shorter while it was read: journald put it away, or it is still being copied")

  /// What is wrong, to be read after the file's name.
  var reason: String {
    if let detail { return detail }
    switch code {
    case EACCES, EPERM: return "permission denied"
    case ENOENT: return "is not there"
    case EBADMSG: return "is corrupted"
    case ENODATA: return "is truncated or empty"
    case EPROTONOSUPPORT:
      return "uses a feature that this libsystemd cannot read\(Self.names(of: flags))"
    case ETOOMANYREFS: return "is one file too many for libsystemd"
    case EMFILE, ENFILE: return "cannot be opened: too many open files"
    // libsystemd's word where it needs /proc and has none
    case ENOSYS: return "cannot be read by this libsystemd without /proc"
    case ELIBACC: return "needs libsystemd to be read, which cannot be loaded\(Self.absence)"
    case EIO: return "cannot be read: input/output error"
    default: return "cannot be read: \(Self.text(code))"
    }
  }

  /// What the user can do about it.
  var cure: String? {
    switch code {
    case ENOENT: return "check the path"
    case EACCES, EPERM:
      return "add yourself to group systemd-journal or adm, or run with sudo"
    case EBADMSG:
      return "`journalctl --verify --file=FILE` shows the damage; the console, dmesg or a saved "
        + "log of that boot can be read instead"
    case ENOMSG: return "`probe-doctor FILE`, without --file, reads any log"
    case ENODATA:
      return "copy it again if it is a copy"
    case EPROTONOSUPPORT:
      return "export it where it was written: journalctl --file=FILE -o export > FILE.export"
    case ETOOMANYREFS: return "name fewer files at once"
    case EMFILE, ENFILE: return "raise the limit: ulimit -n"
    case ELIBACC:
      return
        "install it (Debian and Ubuntu: libsystemd0), or export the journal where there is one: "
        + "journalctl --file=FILE -o export > FILE.export"
    default: return nil
    }
  }

  /// Reason and cure in one line, for `Coverage.Source.skipped`.
  var sentence: String { reason + (cure.map { "; \($0)" } ?? "") }

  func readError(_ name: String) -> ReadError {
    ReadError(name: name, reason: reason, cure: cure)
  }

  private static var absence: String {
    pd_systemd_absence().map { " (\(String(cString: $0)))" } ?? ""
  }

  static func text(_ code: Int32) -> String {
    String(cString: strerror(code))
  }

  /// `incompatible_flags` of the header (systemd.io/JOURNAL_FILE_FORMAT), as journald names them.
  private static func names(of flags: UInt32) -> String {
    guard flags != 0 else { return "" }
    let known = ["compressed-xz", "compressed-lz4", "keyed-hash", "compressed-zstd", "compact"]
    let set = (0..<32).filter { flags & (1 << UInt32($0)) != 0 }
    let named = set.map { $0 < known.count ? known[$0] : "unknown flag \($0)" }
    return " (its header asks for \(named.joined(separator: ", ")))"
  }
}
