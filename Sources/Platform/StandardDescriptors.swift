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
}
