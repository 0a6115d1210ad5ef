/// Programs that run others: a script is meant by what it does, not its interpreter.
package enum Interpreter {
  private static let names: Set<String> = [
    "sh", "bash", "dash", "ash", "busybox", "ksh", "zsh", "python", "python2", "python3", "perl",
    "ruby", "lua", "env", "tclsh", "node", "awk", "gawk", "mawk",
  ]

  /// `/bin/sh -e /usr/lib/foo eth0` from `/usr/lib/foo` on; of `sh -c '…'` nothing else is to be told.
  package static func skipped<Word: StringProtocol>(_ words: [Word]) -> ArraySlice<Word> {
    var rest = words[...]
    while let word = rest.first, let base = word.split(separator: "/").last,
      names.contains(String(base)) || base.hasPrefix("python3.")
    {
      let after = rest.dropFirst()
      // env takes variables before the program
      let script = after.firstIndex { !$0.hasPrefix("-") && !(base == "env" && $0.contains("=")) }
      guard let script, !after[..<script].contains("-c"),
        !after[..<script].contains("-e") || base.hasSuffix("sh"),
        !base.hasSuffix("awk") || after[..<script].contains("-f")
      else { break }
      rest = after[script...]
    }
    return rest
  }
}
