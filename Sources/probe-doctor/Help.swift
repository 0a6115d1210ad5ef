import Glibc

/// The help, as the argument parser writes it at its usual width: to be shown without making the parser
/// describe each option first. It stands in help.txt; a test compares the two, and with UPDATE_GOLDEN=1
/// writes it anew.
enum Help {
  /// Whether nothing asks for another width.
  static var fits: Bool {
    var size = winsize()
    return getenv("COLUMNS") == nil && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) != 0
  }

  static let text = String(decoding: PackageResources.help_txt.dropLast(), as: UTF8.self)
}
