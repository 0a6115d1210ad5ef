import JournalReader
import KillCorrelator

/// `--list-boots`: which boots a log has, numbered as `--boot` takes them.
struct BootList {
  let input: InputOptions
  let output: OutputOptions

  func run() throws {
    let answer = try Input.listBoots(input.all)
    switch output.format {
    case .text:
      let terminal = Terminal()
      var page = Page(width: terminal.width, colour: terminal.usesColour(output.color))
      Self.write(answer.boots, to: &page)
      StandardOutput.write(Array(page.text.utf8))
    case .json:
      var json = JSONWriter()
      answer.boots.enumerated()
        .map { EncodedBootLog(offset: $0.offset - answer.boots.count + 1, boot: $0.element) }
        .write(to: &json)
      json.raw("\n")
      StandardOutput.write(json.bytes)
    }
  }

  static func write(_ boots: [BootLog], to page: inout Page) {
    let rows = boots.enumerated().map { index, boot -> [Shown] in
      [
        "\(index - boots.count + 1)", boot.id.map { Shown($0) } ?? "no boot id", date(boot.first),
        date(boot.last),
      ]
    }
    Table(header: ["boot", "id", "first entry", "last entry"], rows: rows, numbers: [0])
      .write(to: &page, indent: 0)
  }

  private static func date(_ stamp: Stamp?) -> Shown {
    guard let stamp else { return "" }
    if let time = stamp.realtime, stamp.calendar != .yearless {
      let date = CivilTime(microseconds: time)
      return "\(date.day) \(date.time)\(stamp.calendar == .utc ? " UTC" : "")"
    }
    return Moment(stamp: stamp, basis: .stated).shown ?? ""
  }
}
