import CSignals
import Glibc

/// A directory that nobody else may look into, for journals and attachments that stand in archives: libsystemd
/// reads only a file that has a name (it refuses a memfd, and what is unlinked, with EIDRM).
///
/// Its files have numbers for names. It is made when the first one is, and goes with its owner, or
/// when SIGINT, SIGTERM or SIGHUP ends the process.
///
/// Only who makes files in it changes it; others keep it for as long as they read one.
final class PrivateDirectory: @unchecked Sendable {
  private var path: String?
  private var number: Int32 = -1
  private var files = 0

  /// Makes an empty file, to be written to and closed by the caller.
  func makeFile() throws(StreamFailure) -> (path: String, descriptor: Int32) {
    let directory = try made()
    files += 1
    pd_directory_holds(number, UInt32(files))
    let path = "\(directory)/\(files)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .system(errno) }
    return (path, descriptor)
  }

  private func made() throws(StreamFailure) -> String {
    if let path { return path }
    var pattern = Array("\(Self.parent)/probe-doctor-XXXXXX".utf8CString)
    number = pd_directory_make(&pattern)
    guard number >= 0 else { throw .system(errno) }
    let made = String(decoding: pattern.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    path = made
    return made
  }

  /// /var/tmp, for /tmp often is memory, and a journal may be large. TMPDIR is believed where nobody
  /// else can put another folder in place of ours.
  private static var parent: String {
    var about = stat()
    guard let value = getenv("TMPDIR"), value[0] == CChar(bitPattern: UInt8(ascii: "/")),
      strlen(value) < Int(PATH_MAX) / 2, stat(value, &about) == 0,
      about.st_mode & S_IFMT == S_IFDIR, about.st_uid == 0 || about.st_uid == geteuid(),
      about.st_mode & 0o022 == 0 || about.st_mode & S_ISVTX != 0, access(value, W_OK | X_OK) == 0
    else { return "/var/tmp" }
    return String(cString: value)
  }

  deinit {
    guard let path else { return }
    for file in stride(from: 1, through: files, by: 1) { unlink("\(path)/\(file)") }
    rmdir(path)
    pd_directory_forget(number)
  }
}
