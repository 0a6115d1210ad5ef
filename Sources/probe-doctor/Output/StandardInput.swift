import Glibc

/// What was piped in although nothing named it.
enum StandardInput {
  /// Says how a log is read from a pipe, where something has been piped in that nobody read.
  static func noteIfUnread() {
    guard isWaiting else { return }
    StandardOutput.note(
      "probe-doctor: what is piped in was not read; `probe-doctor -` reads it\n")
  }

  /// Whether bytes wait in a pipe or a file. A service's or a cron job's is empty.
  private static var isWaiting: Bool {
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0 else { return false }
    if status.st_mode & S_IFMT == S_IFREG {
      return lseek(STDIN_FILENO, 0, SEEK_CUR) < status.st_size
    }
    guard status.st_mode & S_IFMT == S_IFIFO else { return false }
    var count: Int32 = 0
    return ioctl(STDIN_FILENO, UInt(FIONREAD), &count) == 0 && count > 0
  }
}
