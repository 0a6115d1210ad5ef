internal import Redaction
/// The first file of a bundle: what the others are, and what is not there.
struct Readme {
  /// Of this program.
  let version: String
  let missing: [String]
  /// Whether anything is known beside the log.
  let hasMachine: Bool
  /// How many values of each kind got another name; nil if all is as it was.
  let counts: [PrivateKind: Int]?

  var text: String {
    """
    What probe-doctor \(version) found about device workers that udevd killed.

    report.md      the diagnosis, for an issue tracker or a mail
    report.html    the same with a time line, for a browser
    report.json    the same for programs
    log/           the log around each kill, boot by boot; good-boot-1 and so on, if there are any, are
                   what the boots in which a device was last well say of it. Of the two forms of each, one says in its
                   first line that it is a copy of the other. To make a journal of an export:
                   systemd-journal-remote -o boot-1.journal boot-1.export
    \(hasMachine ? "The rest is what is known of the machine beside the log.\n" : "")
    `probe-doctor ARCHIVE` reads all of it again.

    \(redaction)
    \(gaps)
    """
  }

  private var redaction: String {
    guard let counts else { return "Nothing was left out or replaced.\n" }
    guard !counts.isEmpty else { return "There was nothing private to replace.\n" }
    let kinds = PrivateKind.allCases.compactMap { kind in
      counts[kind].map { "\($0) × \(kind.rawValue)" }
    }
    return """
      Private values have other names here, the same everywhere: \(kinds.joined(separator: ", ")).

      """
  }

  private var gaps: String {
    let reasons = missing + (hasMachine ? [] : ["Nothing is known of the machine but its log."])
    return reasons.isEmpty
      ? "" : "What is missing:\n" + reasons.map { "- \($0)\n" }.joined()
  }
}
