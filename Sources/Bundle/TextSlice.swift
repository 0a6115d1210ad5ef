internal import LogModel
import ReportModel

/// The entries that were kept of a boot, as lines.
struct TextSlice {
  let boot: BootLog

  /// Each source's own lines in its own order; lines of a text that was no text of lines, as dmesg
  /// writes them. A source whose lines have no time is left out where another's have one: alone,
  /// nothing would show which boot they are of.
  var originals: [[UInt8]] {
    var sources: [(name: String, lines: [(number: Int, line: [UInt8])])] = []
    let timed = Set(boot.entries.lazy.filter { $0.stamp.clock != .none }.map(\.place.source))
    for entry in boot.entries where timed.isEmpty || timed.contains(entry.place.source) {
      let name = entry.place.source
      let number = entry.lineNumber ?? 0
      let line = entry.isLine ? entry.line : Self.line(entry, host: nil)
      if let place = sources.firstIndex(where: { $0.name == name }) {
        sources[place].lines.append((number, line))
      } else {
        sources.append((name, [(number, line)]))
      }
    }
    return sources.map { source in
      let lines = source.lines.enumerated().sorted {
        ($0.element.number, $0.offset) < ($1.element.number, $1.offset)
      }
      return lines.flatMap { $0.element.line + [0x0a] }
    }
  }

  /// As `journalctl -o short-monotonic` shows them.
  var rendition: [UInt8] {
    boot.entries.flatMap { Self.line($0, host: boot.hostname ?? "localhost") + [0x0a] }
  }

  private static func line(_ entry: Entry, host: String?) -> [UInt8] {
    let time = entry.stamp.monotonic.map { microseconds -> String in
      let seconds = String(microseconds / 1_000_000)
      let pad = String(repeating: " ", count: max(0, 5 - seconds.count))
      return "[\(pad)\(decimal(microseconds, places: 6).text)] "
    }
    let speaker = entry.speaker
    var tag = host.map { "\($0) " } ?? ""
    if host != nil || speaker.kind != .kernel, !speaker.identifier.isEmpty {
      tag += speaker.identifier + (speaker.pid.map { "[\($0)]" } ?? "") + ": "
    }
    let prefix = (time ?? "") + tag
    let indent = [UInt8](repeating: 0x20, count: prefix.utf8.count)
    let lines = entry.message.split(separator: 0x0a, omittingEmptySubsequences: false)
    return Array(prefix.utf8) + Array(lines.joined(separator: [0x0a] + indent))
  }
}

extension Entry {
  /// Where it stood in a text, of which its line is the whole truth.
  fileprivate var lineNumber: Int? {
    if case .line(let number) = place.position { number } else { nil }
  }

  /// Whether it came from a text.
  var isLine: Bool { lineNumber != nil }
}
