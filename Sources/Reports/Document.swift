package import ReportModel

/// A report as what it says, before any format: blocks, one below the other.
package struct Document {
  /// The first thing that a page says, and its title.
  package var headline: Headline
  package var blocks: [Block]
  /// What was looked at, for the top of a page.
  package var about: [SafeText] = []
  /// The headlines of its articles, in their order.
  package var contents: [Headline] = []
  /// Rules of style that its pictures need beside those of all pages.
  package var style: StaticString = ""
  package init(_ blocks: [Block], headline: Headline = Headline(sentence: "")) {
    self.blocks = blocks
    self.headline = headline
  }
}

/// The formats that a document can be shown in.
package enum Medium {
  case text, markdown, page
}

/// A piece of a document. What is foreign in it is escaped already.
package indirect enum Block {
  case headline(Headline)
  /// Several findings, each by its headline.
  case headlines([Headline], rest: SafeText? = nil)
  case paragraph(SafeText, Style = .plain, mark: Mark? = nil)
  /// What happened, paragraph by paragraph.
  case story([SafeText])
  /// What stands below a list that is not whole.
  case note(SafeText)
  /// A paragraph with a word before it that says what it is about.
  case remark(SafeText, SafeText)
  case table(Table)
  case steps(Timeline)
  /// The answer in a few lines, each with a word before it.
  case facts([Fact])
  case items([Item])
  case list([SafeText], rest: SafeText? = nil)
  case picture(Illustration)
  /// Something with a title; without one it only stands apart.
  case part(SafeText?, [Block])
  case group(Group, [Block])
  /// What a reader opens who wants to see it.
  case folded(SafeText, [Block])
  /// What only some formats show, made where one of them does: see ``only(_:_:)``.
  case limited([Medium], () -> [Block])
}

extension Block {
  /// What only some formats show.
  static func only(
    _ media: [Medium], _ blocks: @autoclosure @escaping () -> [Block]
  ) -> Block {
    .limited(media, blocks)
  }

  /// What all formats show, made when it is its turn: of a thousand stories only one is in memory then.
  static func inTurn(_ blocks: @autoclosure @escaping () -> [Block]) -> Block {
    .limited([.text, .markdown, .page], blocks)
  }

  /// A note, if there is one.
  static func notes(_ text: SafeText?) -> [Block] { text.map { [.note($0)] } ?? [] }
}

/// What blocks are together.
package enum Group {
  /// One story.
  case article
  case section
  /// What was read, at the end.
  case footer
  /// The same in a line or two.
  case closing
}

/// How a piece stands out, where the medium can do it.
package enum Style {
  case plain, title, faint, bad, doubtful, good
}

/// A sign before a sentence, and how it stands out.
package struct Mark {
  package var sign: SafeText
  package var style: Style
}

/// The first line about a finding.
package struct Headline {
  package var sentence: SafeText
  package var mark = Mark(sign: "", style: .plain)
  /// How sure it is; empty where nobody is named.
  package var confidence: SafeText = ""
  /// What stands behind it in a list of several.
  package var more: SafeText = ""
}

/// One line of the answer: `Killed  worker 219, after 12 s  stated`.
package struct Fact {
  package var label: SafeText
  package var text: SafeText
  /// How sure it is, at the right margin.
  package var sure: SafeText = ""
}

/// One of several things that are told in the same way, with lines of a log or commands below it.
package struct Item {
  package enum Kind {
    /// A reason, with a sign that tells how much it proves.
    case reason
    /// Something to do, with the word for when it helps.
    case remedy
    /// Something that happened, with its time.
    case event
  }
  package var kind: Kind
  /// What stands before it.
  package var lead: SafeText
  package var says: SafeText
  package var lines: [SafeText] = []
  /// `… and 2 more lines`
  package var rest: SafeText?
}

/// Rows whose columns stand below each other. Columns that are empty in all rows take no room.
package struct Table {
  package var header: [SafeText]
  package var rows: [[SafeText]]
  /// Whether the header is shown where a table can do without.
  package var hasHeader = true
  /// Columns that are aligned to the right.
  package var numbers: Set<Int> = []
  /// What text has below each row, if anything.
  package var details: [[SafeText]] = []
  /// Which article of the page each row leads to, if any.
  package var articles: [Int?] = []
  /// Whether columns with nothing but a title stay.
  package var keepsEmpty = false

  package init(_ header: [SafeText], _ rows: [[SafeText]]) {
    self.header = header
    self.rows = rows
  }

  /// Without a header where a table can do without.
  package init(
    _ header: [SafeText] = [], bare rows: [[SafeText]], numbers: Set<Int>
  ) {
    self.init(header, rows)
    hasHeader = false
    self.numbers = numbers
  }

  /// The columns that are shown.
  var used: [Int] {
    let count = max(header.count, rows.map(\.count).max() ?? 0)
    return (0..<count).filter { column in
      keepsEmpty && !header[column].isEmpty || rows.contains { !$0[column].isEmpty }
    }
  }
}

/// A picture in a page.
package struct Illustration {
  var title: SafeText
  /// What it shows, below the title.
  var subtitle: SafeText = ""
  /// For those who hear the page instead of seeing it.
  var name: SafeText
  /// The drawing for a width.
  var drawing: (Double) -> Drawing
  /// The lines of the log behind its marks.
  var lines: LogLines?
}
