public import LogModel

/// A fault that a maintainer has already explained: what must be seen for it, in which kernels, what it
/// is and what mended it.
public struct KnownIssue: Sendable {
  /// Stable.
  public let id: String
  /// What it is.
  public let title: String
  /// A driver or a program that must be among those of the chain or the suspects; nil where what is
  /// seen names the device.
  let suspect: String?
  /// Both have to be in the log, of one device where they name one.
  let seen: [Form]
  /// The first kernel that has it, and the last.
  let since: Version?
  let until: Version?
  /// The first version without it.
  public let fixedIn: String?
  /// What to do.
  public let mended: String
  /// Where it is explained.
  public let url: String
  /// A line of such a log, and one of the same driver's that has another cause.
  let example: String
  let nearMiss: String

  /// Whether a kernel may have it; one that is not told may.
  func mayBe(in kernel: Version?) -> Bool {
    guard let kernel else { return true }
    return since.map { kernel >= $0 } ?? true && until.map { kernel <= $0 } ?? true
  }
}

/// A known issue that a finding is one of, and what shows it.
public struct KnownIssueMatch: Sendable {
  public let issue: KnownIssue
  /// What was seen of it, each by its first line.
  public let entries: [Entry]
}

/// Where a boot's log has what known issues are known by: looked for once.
struct KnownIssueReading {
  private struct Hit {
    var entry: Int
    var device: String?
  }

  private let boot: BootContext
  private let issues: [KnownIssue]
  /// For each issue and each of its forms, the lines that have it.
  private let hits: [[[Hit]]]

  /// More lines than this show nothing more.
  private static let enough = 64

  init(_ issues: [KnownIssue], in boot: BootContext) {
    self.boot = boot
    let kernel = boot.system.kernel
    let issues = issues.filter { $0.mayBe(in: kernel) }
    self.issues = issues
    let forms = issues.enumerated().flatMap { number, issue in
      issue.seen.enumerated().map { (number, $0.offset, $0.element) }
    }
    let index = PhraseIndex(forms.map { Array($0.2.needle.utf8) })
    var hits = issues.map { $0.seen.map { _ in [Hit]() } }
    let lent = boot.entries.span
    for entry in lent.indices where !forms.isEmpty {
      let message = lent[entry].message
      for candidate in index.matches(in: message) {
        let (issue, place, form) = forms[candidate]
        guard hits[issue][place].count < Self.enough, let values = form.match(message) else {
          continue
        }
        hits[issue][place].append(Hit(entry: entry, device: values[.device]))
      }
    }
    self.hits = hits
  }

  /// The first issue that a finding is one of.
  func match(_ finding: Finding, _ kill: KillCase) -> KnownIssueMatch? {
    for (number, issue) in issues.enumerated() where !hits[number].contains(where: \.isEmpty) {
      guard issue.suspect.map({ names(of: finding).contains(Self.base($0)) }) ?? true else {
        continue
      }
      let devices = devices(of: finding)
      let shown = hits[number].map { hits in
        hits.first { hit in
          kill.covers(hit.entry, boot, before: Self.before)
            && hit.device.map(devices.contains) ?? true
        }
      }
      let found = shown.compactMap { $0 }
      guard found.count == shown.count, Set(found.compactMap(\.device)).count <= 1 else { continue }
      return KnownIssueMatch(issue: issue, entries: found.map { boot.entries[$0.entry] })
    }
    return nil
  }

  /// What a device was announced as may be some time before it hangs.
  private static let before: Int64 = 600_000_000

  private static func base(_ name: String) -> String {
    let word = name.split(separator: " ").first.map(String.init) ?? name
    return (word.split(separator: "/").last.map(String.init) ?? word).moduleName
  }

  private func names(of finding: Finding) -> Set<String> {
    let names = finding.chain.links.compactMap(\.name) + finding.suspects.map(\.name)
    return Set((names + [finding.program, finding.driver].compactMap { $0 }).map(Self.base))
  }

  private func devices(of finding: Finding) -> Set<String> {
    let own = [finding.device?.sysname].compactMap { $0 }
    let named = finding.chain.links.compactMap(\.name) + finding.suspects.map(\.name)
    let all = own + named
    return Set(all + all.flatMap { boot.tree.ancestors(of: $0) })
  }
}
