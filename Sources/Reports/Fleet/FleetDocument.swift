package import ReportModel

extension Document {
  /// - Parameter quiet: the headline and the table only.
  package init(_ report: FleetReport, quiet: Bool = false) {
    let blocks = FleetBlocks(report: report)
    self.init(blocks.all(quiet: quiet), headline: blocks.headline)
    style = FleetPicture.sheet
  }
}

extension SVGPicture {
  /// The kills over time.
  init(_ report: FleetReport) {
    let title = FleetWords(report: report).headline
    let picture = FleetPicture(report.days, width: Drawing.wide, title: title)
    self.init(title: title, parts: [(picture.name, picture.drawing)], style: FleetPicture.sheet)
  }
}

/// What a report about a fleet says, in its order.
private struct FleetBlocks {
  let report: FleetReport

  /// More rows than anybody reads, or than a tracker takes, are only counted.
  private static let mostRows = (text: 200, markdown: 100, page: 1_000)

  private var words: FleetWords { FleetWords(report: report) }
  private var totals: FleetReport.Totals { report.totals }
  /// Then there is no point in counting machines.
  private var isOfOneMachine: Bool { report.by == .machine }

  var headline: Headline {
    let style: Style = totals.kills > 0 ? .bad : totals.complete ? .good : .doubtful
    return Headline(sentence: words.headline, mark: Mark(sign: words.mark, style: style))
  }

  func all(quiet: Bool) -> [Block] {
    let tables: [Block] = [
      .only([.text, .markdown], [.headline(headline)]), .only([.text], textTable(quiet: quiet)),
      .only([.markdown], wideTable(Self.mostRows.markdown, saysRest: true)),
      .only([.page], picture),
      .only(
        [.page],
        report.rows.isEmpty ? [] : [.group(.section, wideTable(Self.mostRows.page))]),
    ]
    if quiet { return tables }
    let spared = words.spared
    return tables
      + [
        .only(
          [.text], spared.isEmpty ? [] : [.part("Near misses only", [.paragraph(spared)])])
      ] + list("New since", report.newSince.map(words.sentence))
      + list("What is missing", totals.complete ? [] : words.missing)
      + [
        .group(
          .closing, [.paragraph(words.closing), .only([.page], [.writtenBy(report.tool)])])
      ]
  }

  private func list(_ title: SafeText, _ items: [SafeText]) -> [Block] {
    items.isEmpty ? [] : [.group(.section, [.part(title, [.list(items)])])]
  }

  private var picture: [Block] {
    guard !report.days.days.isEmpty else { return [] }
    let name = FleetPicture(report.days, width: Drawing.wide, title: "").name
    let days = report.days
    let picture = Illustration(title: name, name: name) {
      FleetPicture(days, width: $0, title: "").drawing
    }
    return [.group(.section, [.picture(picture)])]
  }

  /// All columns; one that says what the first says already is empty.
  private func wideTable(_ most: Int, saysRest: Bool = false) -> [Block] {
    let header: [SafeText] = [
      words.keyTitle, "machines", "boots", "kills", "near misses", "culprits", "device models",
      "kernels", "udev", "afterwards", "limit", "first seen", "last seen",
    ]
    let rows = report.rows.prefix(most).map { row -> [SafeText] in
      [
        words.title(of: row), words.machines(of: row), grouped(row.boots), grouped(row.kills),
        grouped(row.nearMisses), report.by == .driver ? "" : words.culprits(of: row),
        report.by == .model ? "" : words.models(of: row),
        report.by == .kernel ? "" : words.kernels(of: row), words.udevs(of: row),
        words.outcomes(of: row), words.limits(of: row), words.day(row.first), words.day(row.last),
      ]
    }
    return [.table(Table(header, rows))] + (saysRest ? rest(report.rows.count - rows.count) : [])
  }

  private func rest(_ count: Int) -> [Block] {
    count > 0 ? [.note("… and \(grouped(count)) more")] : []
  }

  /// As much as fits into a line, and the rest below each.
  private func textTable(quiet: Bool) -> [Block] {
    let hit = report.rows.filter { $0.kills > 0 }
    let rows = hit.prefix(Self.mostRows.text)
    guard !rows.isEmpty else { return [] }
    let header: [SafeText] = [
      words.keyTitle, isOfOneMachine ? "" : "machines", "boots", "kills", "near misses",
      "first seen", "last seen",
    ]
    var table = Table(
      header,
      rows.map { row in
        [
          words.title(of: row), isOfOneMachine ? "" : words.machines(of: row), grouped(row.boots),
          grouped(row.kills), grouped(row.nearMisses), words.day(row.first), words.day(row.last),
        ]
      })
    table.numbers = Set(header.indices.dropFirst())
    table.keepsEmpty = true
    if !quiet { table.details = rows.map(details) }
    return [.group(.section, [.table(table)] + rest(hit.count - rows.count))]
  }

  private func details(of row: FleetReport.Row) -> [SafeText] {
    let kernels = words.kernels(of: row)
    let udevs = words.udevs(of: row)
    let limits = words.limits(of: row)
    let stopped: SafeText =
      row.stopKills == row.kills
      ? "while udevd was stopped"
      : "\(grouped(row.stopKills)) while udevd was stopped"
    func joined(_ parts: [SafeText]) -> SafeText {
      parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }
    return [
      report.by == .driver ? "" : words.culprits(of: row),
      report.by == .model ? "" : words.models(of: row),
      joined([
        kernels.isEmpty || report.by == .kernel ? "" : "Linux \(kernels)",
        udevs.isEmpty ? "" : "systemd \(udevs)",
      ]),
      joined([
        words.outcomes(of: row), row.stopKills == 0 ? "" : stopped,
        limits.isEmpty ? "" : "limit \(limits)",
      ]),
    ].filter { !$0.isEmpty }
  }
}
