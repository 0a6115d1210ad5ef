import JournalReader
import LogModel
import ReportModel

/// What could not be read or was lost, and what can be done about it.
struct MissingParts {
  let coverage: Coverage

  /// More than these are only counted.
  private static let most = 20

  var count: Int { skipped.count + coverage.gaps.count }

  private var skipped: [Coverage.Source] { coverage.sources.filter { $0.skipped != nil } }

  /// One sentence or two for each.
  var items: [SafeText] {
    let sources = skipped.map { source -> SafeText in
      let part: SafeText = source.entries == 0 ? "was not read" : "was read in part"
      return "\(source.name) \(part): \(source.skipped ?? "")"
    }
    let gaps = coverage.gaps.map { gap -> SafeText in
      guard let cure = cure(for: gap.kind) else { return SafeText(gap.detail) }
      return "\(gap.detail)\(gap.detail.hasSuffix(".") ? "" : ".") \(cure)"
    }
    let hidden = count - Self.most
    let rest: [SafeText] = hidden > 0 ? ["… and \(grouped(hidden)) more"] : []
    return (sources + gaps).prefix(Self.most) + rest
  }

  func write(to page: inout Page) {
    page.line(("What is missing", .title))
    for (index, item) in items.enumerated() {
      if index < Self.most {
        page.paragraph(item, lead: "· ", indent: 2)
      } else {
        page.line((item, .faint), indent: 2)
      }
    }
  }

  private func cure(for kind: String) -> SafeText? {
    switch kind {
    case "permission":
      "Run it with sudo, or join the group systemd-journal."
    case "missed-kernel-messages":
      "A larger kernel buffer (log_buf_len=16M on the kernel command line) keeps them next time."
    case "rotated":
      "Name the older files too, if a copy of them is somewhere; a larger SystemMaxUse= in "
        + "journald.conf keeps more next time."
    case "rate-limited":
      "RateLimitBurst=0 in journald.conf keeps them next time."
    default: nil
    }
  }
}
