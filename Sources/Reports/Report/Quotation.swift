internal import LogModel
internal import ReportModel

/// Where a line stands in what was read.
struct Place: Hashable {
  var source: String
  var position: String

  /// Counts up through one log.
  var number: UInt64 { position.split(separator: " ").last.flatMap { UInt64($0) } ?? 0 }
}

extension Report.Entry {
  var place: Place { Place(source: source, position: position) }

  /// Whether it says nothing itself: the kernel's line above a warning.
  var isOrnament: Bool { firstLine.starts(with: Array("------------[ cut here ]".utf8)) }

  /// The first line of the message, without the blanks before it.
  var firstLine: ArraySlice<UInt8> { message.drop { $0 == 0x20 }.prefix { $0 != 0x0a } }

  /// The lines as the report quotes them. A text log's line has its time in it; a journal's entry
  /// gets one.
  var quoted: [SafeText] {
    line.split(separator: 0x0a).enumerated().map { index, part in
      index == 0 ? timeBefore + SafeText(bytes: part) : SafeText(bytes: part)
    }
  }

  private var timeBefore: SafeText {
    guard !isTextLine, messageStart > 0 else { return "" }
    if let monotonic = time?.monotonic { return "[\(monotonic.description)] " }
    return time?.calendar.map { "\(CivilTime(microseconds: $0).timeText) " } ?? ""
  }
}
