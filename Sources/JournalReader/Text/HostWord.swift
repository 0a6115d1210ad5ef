/// Whether a word that stands where a host's name does is one.
enum HostWord {
  static func isLikely(_ word: ByteSpan) -> Bool {
    guard (1...64).contains(word.count), word[0] != "-" else { return false }
    for byte in word.bytes {
      guard
        byte.isLetter || byte.isDigit || byte >= 0x80 || byte.isOne(of: "-._:")
      else { return false }
    }
    return word[word.count - 1] != ":" && !isLevel(word) && !others.contains { word.equals($0) }
  }

  /// Whether it tells how bad something is, or where it belongs: `ERR`, `warning`, `daemon.err`.
  static func isLevel(_ word: ByteSpan) -> Bool {
    guard (3...16).contains(word.count) else { return false }
    var start = 0
    if let dot = word.firstIndex(of: ".") {
      guard facilities.contains(where: { word[0..<dot].equals($0) }) else { return false }
      start = dot + 1
    }
    let level = word[start...].bytes.map { $0.isUpper ? $0 | 0x20 : $0 }
    return levels.contains(level)
  }

  private static let levels = Set(
    [
      "emerg", "panic", "alert", "crit", "critical", "fatal", "err", "error", "warn", "warning",
      "notice", "info", "debug", "trace", "verbose",
    ].map { Array($0.utf8) })

  /// Of syslog(3), as syslogd's own tables call them.
  private static let facilities =
    ([
      "kern", "user", "mail", "daemon", "auth", "security", "syslog", "lpr", "news", "uucp", "cron",
      "authpriv", "ftp",
    ] + (0...7).map { "local\($0)" }).map { Array($0.utf8) }

  /// What the kernel and a syslogd begin lines with.
  private static let others = ["PM", "kvm", "Reserved", "kernel", "klogd", "syslogd", "rsyslogd"]
    .map { Array($0.utf8) }
}
