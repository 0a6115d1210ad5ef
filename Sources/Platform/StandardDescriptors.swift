internal import Glibc

public enum StandardDescriptors {
  /// O_PATH of open(2), which glibc only shows to GNU programs.
  private static let path: Int32 = 0o10000000

  /// Takes the numbers of those that are closed, so that no file that is opened later becomes
  /// standard output or gets what is said on standard error. What takes them can be neither read nor
  /// written: EBADF, as if they were closed.
  public static func holdClosed() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) < 0 {
      // the lowest number that is free
      _ = open("/", path)
    }
  }

  /// Whether bytes wait on standard input, in a pipe or a file. A service's or a cron job's is empty.
  public static var hasInput: Bool {
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
