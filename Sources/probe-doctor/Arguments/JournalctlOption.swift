/// An option of journalctl that probe-doctor has not, and what does here what it does there: whoever
/// types it out of habit gets an answer rather than "unknown".
struct JournalctlOption {
  let letter: Character?
  let name: String
  let advice: String

  /// journalctl(1) of systemd 257, as far as the program has no such option itself.
  static let all: [JournalctlOption] = [
    .init(
      "k", "dmesg",
      "the kernel's lines are always read beside udevd's, and `dmesg | probe-doctor -` reads nothing else"
    ),
    .init("u", "unit", unfiltered),
    .init(nil, "user-unit", unfiltered),
    .init("t", "identifier", unfiltered),
    .init("T", "exclude-identifier", unfiltered),
    .init(
      "g", "grep",
      "what to look for is known, and for lines of one device or module there is `probe-doctor annotate --help`"
    ),
    .init("p", "priority", unfiltered),
    .init(nil, "facility", unfiltered),
    .init(
      "n", "lines",
      "all of the boot is read: --brief gives a short answer, -S leaves out what is older"),
    .init("x", "catalog", "the report explains itself, and `probe-doctor explain WORD` says more"),
    .init("e", "pager-end", "the verdict stands at the end of a report on a terminal"),
    .init("r", "reverse", "a report is told in the order in which things came about"),
    .init("f", "follow", "`probe-doctor watch` follows a running machine"),
    .init("a", "all", "--format json has all lines whole"),
    .init("l", "full", "--format json has all lines whole"),
    .init(nil, "no-full", "lines are as wide as the terminal: `--brief` gives a short answer"),
    .init("c", "cursor", "-S and -b say where to begin"),
    .init("M", "machine", "name the journal's directory: -D DIRECTORY"),
    .init(nil, "image", "mount the image and give --root"),
    .init(nil, "system", "the system's journal is read without it"),
    .init(
      nil, "user", "udevd and the kernel write to the system's journal, which is read without it"),
    .init(nil, "no-hostname", "--redact gives hosts other names"),
    .init(nil, "output-fields", "--format json and `probe-doctor annotate` have all fields"),
    .init(nil, "case-sensitive", unfiltered),
    .init(nil, "verify", "damage is told in each report, and --thorough reads every file through"),
    .init(nil, "header", "`journalctl --header` shows it"),
    .init(nil, "disk-usage", "`journalctl --disk-usage` shows it"),
    .init(nil, "list-invocations", "--list-boots lists boots"),
    .init("0", "0", chosen), .init("1", "1", chosen), .init("2", "2", chosen),
  ]

  private static let unfiltered =
    "udevd's, the kernel's and PID 1's lines are all needed, and found by themselves"

  private static let chosen = "a boot is chosen with -b: `-b -1` is the one before the last"

  private init(_ letter: Character?, _ name: String, _ advice: String) {
    self.letter = letter
    self.name = name
    self.advice = advice
  }

  var spelling: String { letter.map { "-\($0)" } ?? "--\(name)" }

  /// The first of a command line's words that is one; letters may stand together (`-xeu`).
  static func first(in arguments: [String]) -> JournalctlOption? {
    arguments.prefix { $0 != "--" }.lazy.compactMap { word in
      if word.hasPrefix("--") {
        let name = word.dropFirst(2).prefix { $0 != "=" }
        return all.first { $0.name == name }
      }
      guard word.hasPrefix("-"), let letter = word.dropFirst().first else { return nil }
      return all.first { $0.letter == letter }
    }.first
  }
}
