import ArgumentParser

/// `--redact` and `--no-redact`: each says what it does itself, which the parser's own pairs do not.
enum RedactSwitch: String, EnumerableFlag {
  case redact
  case noRedact = "no-redact"

  static func name(for value: RedactSwitch) -> NameSpecification { .customLong(value.rawValue) }

  static func help(for value: RedactSwitch) -> ArgumentHelp? {
    switch value {
    case .redact:
      "Replace names of hosts and users, addresses, serial numbers and the like by host-1, user-1 and so on, the same ones in all of the answer. Markdown, html, svg and bundles, which are made to be passed on, have it without asking."
    case .noRedact:
      "Leave all names, addresses and serial numbers as they are, also in what is made to be passed on."
    }
  }
}

/// `--brief` and `--no-brief`.
enum BriefSwitch: String, EnumerableFlag {
  case brief
  case noBrief = "no-brief"

  static func name(for value: BriefSwitch) -> NameSpecification { .customLong(value.rawValue) }

  static func help(for value: BriefSwitch) -> ArgumentHelp? {
    switch value {
    case .brief:
      "Show the whole answer in at most 20 lines of 80 columns. On the console of an initrd or of a rescue shell that is done without asking."
    case .noBrief: "Show the whole report, also on such a console."
    }
  }
}
