internal import Glibc

/// When to use colour.
package enum ColourChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// What is known about the place where standard output, or another, goes.
package struct Terminal {
  package let isTerminal: Bool
  package let width: Int
  /// Lines; nil where it is no terminal.
  package let height: Int?
  private let environment: (String) -> String?

  /// Text is hard to read on lines that are longer than this.
  private static let readable = 40...120
  private static let usual = 100

  /// - Parameters:
  ///   - isFile: the answer goes to a file, whatever standard output is.
  ///   - descriptor: what is looked at instead of standard output.
  package init(isFile: Bool = false, descriptor: Int32 = 1) {
    isTerminal = !isFile && isatty(descriptor) == 1
    environment = { name in getenv(name).map { String(cString: $0) } }
    var size = winsize()
    let hasSize = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    let columns =
      environment("COLUMNS").flatMap { Int($0) } ?? (hasSize ? Int(size.ws_col) : 0)
    height = isTerminal ? (hasSize && size.ws_row > 0 ? Int(size.ws_row) : 24) : nil
    width =
      columns > 0
      ? min(max(columns, Self.readable.lowerBound), Self.readable.upperBound) : Self.usual
  }

  /// Whether it has more than ASCII, as the locale says it. Where nothing sets one, only what goes
  /// to a terminal is kept to ASCII; the kernel's own console has no such signs in its font.
  package var showsUnicode: Bool {
    if isTerminal, environment("TERM") == "linux" { return false }
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment($0) }
      .first { !$0.isEmpty }
    guard let set else { return !isTerminal }
    let name = set.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  /// Whether it is the kernel's console, and nothing but an initrd or a rescue shell runs.
  package var isRescueConsole: Bool {
    guard isTerminal, let term = environment("TERM"), ["linux", "vt102", "vt220"].contains(term)
    else { return false }
    return [
      "/etc/initrd-release", "/run/systemd/units/invocation:emergency.service",
      "/run/systemd/units/invocation:rescue.service",
    ].contains { path in
      var status = stat()
      return lstat(path, &status) == 0
    }
  }

  /// Follows https://no-color.org, and what dumb terminals can do.
  package func usesColour(_ choice: ColourChoice) -> Bool {
    switch choice {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }
  }
}
