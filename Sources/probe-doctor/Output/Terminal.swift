import ArgumentParser
import Glibc

/// When to use colour.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// What is known about the place where standard output, or another, goes.
struct Terminal {
  let isTerminal: Bool
  let width: Int
  private let environment: (String) -> String?

  /// Text is hard to read on lines that are longer than this.
  private static let readable = 40...120
  private static let usual = 100

  /// - Parameters:
  ///   - isFile: the answer goes to a file, whatever standard output is.
  ///   - descriptor: what is looked at instead of standard output.
  init(isFile: Bool = false, descriptor: Int32 = STDOUT_FILENO) {
    isTerminal = !isFile && isatty(descriptor) == 1
    environment = { name in getenv(name).map { String(cString: $0) } }
    var size = winsize()
    let hasSize = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    let columns =
      environment("COLUMNS").flatMap { Int($0) } ?? (hasSize ? Int(size.ws_col) : 0)
    width =
      columns > 0
      ? min(max(columns, Self.readable.lowerBound), Self.readable.upperBound) : Self.usual
  }

  /// Follows https://no-color.org, and what dumb terminals can do.
  func usesColour(_ choice: ColourChoice) -> Bool {
    switch choice {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
    }
  }
}
