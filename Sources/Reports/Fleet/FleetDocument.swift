package import ReportModel

extension Document {
  /// - Parameter quiet: the headline and the table only.
  package init(_ report: FleetReport, quiet: Bool = false) {
    let words = FleetWords(report: report)
    self.init(words.blocks(quiet: quiet), headline: words.headline)
    style = FleetPicture.sheet
    about = [words.closing]
  }
}

extension SVGPicture {
  /// The kills over time.
  init(_ report: FleetReport) {
    let words = FleetWords(report: report)
    let title = [words.headline.sentence, words.undated].filter { !$0.isEmpty }.joined(
      separator: " ")
    let picture = FleetPicture(report.days, width: Drawing.wide, title: title)
    self.init(title: title, parts: [(picture.name, { picture.drawing })], style: FleetPicture.sheet)
  }
}

/// What a report about a fleet says, in its order.
extension FleetWords {
  /// More rows than anybody reads, or than a tracker takes, are only counted.
  private static let mostRows = (text: 200, markdown: 100, page: 1_000)

  /// Then there is no point in counting machines.
  private var isOfOneMachine: Bool { report.by == .machine }

  var headline: Headline {
    let style: Style = totals.kills > 0 ? .bad : totals.complete ? .good : .doubtful
    return Headline(sentence: found, mark: Mark(sign: mark, style: style))
  }

  func blocks(quiet: Bool) -> [Block] {
    let tables: [Block] = [
      .only([.text, .markdown], [.headline(headline)]), .only([.text], textTable(quiet: quiet)),
      .only([.markdown], wideTable(Self.mostRows.markdown, saysRest: true)),
      .only([.page], picture),
      .only(
        [.page],
        report.rows.isEmpty ? [] : [.group(.section, wideTable(Self.mostRows.page))]),
    ]
    if quiet { return tables }
    let spared = spared
    return tables
      + [
        .only(
          [.text], spared.isEmpty ? [] : [.part("Near misses only", [.paragraph(spared)])])
      ] + list("New since", report.newSince.map(sentence))
      + list("What is missing", totals.complete ? [] : missing)
      + [
        .group(
          .closing,
          [
            .only([.text, .markdown], [.paragraph(closing)]),
            .only([.page], [.writtenBy(report.tool)]),
          ])
      ]
  }

  private func list(_ title: SafeText, _ items: [SafeText]) -> [Block] {
    items.isEmpty ? [] : [.group(.section, [.part(title, [.list(items)])])]
  }

  private var picture: [Block] {
    guard !report.days.days.isEmpty else { return [] }
    let name = FleetPicture(report.days, width: Drawing.wide, title: "").name
    let days = report.days
    let picture = Illustration(title: name, subtitle: undated, name: name) {
      FleetPicture(days, width: $0, title: "").drawing
    }
    return [.group(.section, [.picture(picture)])]
  }

  /// All columns; one that says what the first says already is empty.
  private func wideTable(_ most: Int, saysRest: Bool = false) -> [Block] {
    let header: [SafeText] = [
      keyTitle, "machines", "boots", "kills", "near misses", "culprits", "device models",
      "kernels", "udev", "afterwards", "limit", "seen", "reports",
    ]
    let rows = report.rows.prefix(most).map { row -> [SafeText] in
      [
        title(of: row), machines(of: row),
        grouped(row.boots), grouped(row.kills), grouped(row.nearMisses),
        // the key of a fault begins with whose it is
        [.driver, .fault].contains(report.by) ? "" : culprits(of: row),
        report.by == .model ? "" : models(of: row),
        report.by == .kernel ? "" : kernels(of: row), udevs(of: row),
        outcomes(of: row), limits(of: row), seen(row), reports(of: row),
      ]
    }
    return [.table(Table(header, rows))]
      + (saysRest ? Block.notes(more(report.rows.count - rows.count)) : [])
  }

  /// As much as fits into a line, and the rest below each.
  private func textTable(quiet: Bool) -> [Block] {
    let hit = report.rows.filter { $0.kills > 0 }
    let rows = hit.prefix(Self.mostRows.text)
    guard !rows.isEmpty else { return [] }
    let header: [SafeText] = [
      keyTitle, isOfOneMachine ? "" : "machines", "boots", "kills", "near misses",
      "first seen", "last seen",
    ]
    var table = Table(
      header,
      rows.map { row in
        [
          title(of: row), isOfOneMachine ? "" : machines(of: row), grouped(row.boots),
          grouped(row.kills), grouped(row.nearMisses), day(row.first), day(row.last),
        ]
      })
    table.numbers = Set(header.indices.dropFirst())
    table.keepsEmpty = true
    if !quiet { table.details = rows.map(details) }
    return [.group(.section, [.table(table)] + Block.notes(more(hit.count - rows.count)))]
  }

  private func details(of row: FleetReport.Row) -> [SafeText] {
    let kernels = kernels(of: row)
    let udevs = udevs(of: row)
    let limits = limits(of: row)
    let stopped: SafeText =
      row.stopKills == row.kills
      ? "while udevd was stopped"
      : "\(grouped(row.stopKills)) while udevd was stopped"
    func joined(_ parts: [SafeText]) -> SafeText {
      parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }
    return [
      reports(of: row), report.by == .driver ? "" : culprits(of: row),
      report.by == .model ? "" : models(of: row),
      joined([
        kernels.isEmpty || report.by == .kernel ? "" : "Linux \(kernels)",
        udevs.isEmpty ? "" : "systemd \(udevs)",
      ]),
      joined([
        outcomes(of: row), row.stopKills == 0 ? "" : stopped,
        limits.isEmpty ? "" : "limit \(limits)",
      ]),
    ].filter { !$0.isEmpty }
  }
}
