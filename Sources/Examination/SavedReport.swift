internal import Glibc
package import LogModel
internal import Platform
package import ReportModel

/// A report that `--format json` wrote: shown again instead of read as a log.
package struct SavedReport {
  private let name: String
  private let bytes: [UInt8]

  private static let head = 4096

  /// Nil for an input that is anything else.
  ///
  /// - Parameter name: a file, or `-` for standard input.
  /// - Throws: `Complaint` if it is another answer of this program, and no log.
  package init?(_ name: String) throws(Complaint) {
    guard
      let bytes = try name == "-" ? Self.standardInput() : Self.file(name) ?? Self.pipe(name)
    else { return nil }
    self.name = name
    self.bytes = bytes
  }

  /// - Throws: `Complaint` if it is damaged.
  package func report() throws(Complaint) -> Report {
    do {
      return try Report(json: bytes)
    } catch {
      throw Complaint(name: name, reason: "is a report of probe-doctor, but damaged")
    }
  }

  private static func file(_ path: String) throws(Complaint) -> [UInt8]? {
    guard let start = SmallFile.bytes(path, limit: head) else { return nil }
    if Report.beginsFindings(start) {
      throw Complaint(
        name: path, reason: "holds findings that --format ndjson wrote, which is no log",
        cure: "`probe-doctor fleet \(path)` counts over them")
    }
    guard Report.begins(start) else {
      if isShown(start, path) {
        throw Complaint(
          name: path, reason: "is a report that probe-doctor made for people, and no log",
          cure: "name the log; a report that --format json wrote can be shown again")
      }
      return nil
    }
    return SmallFile.bytes(path, limit: .max)
  }

  /// Whether a file is a report in a form for people, and nothing else: what was pasted before or behind one
  /// may be the log.
  private static func isShown(_ start: [UInt8], _ path: String) -> Bool {
    let text = String(decoding: start, as: UTF8.self)
    if text.hasPrefix("<!DOCTYPE html>") { return text.contains("<title>probe-doctor: ") }
    guard let first = text.drop(while: { $0 == "#" || $0.isWhitespace }).first,
      "✗✓!?X+".contains(first), let whole = SmallFile.bytes(path, limit: 1 << 24)
    else { return false }
    let end = String(decoding: whole.suffix(tail), as: UTF8.self).split(
      whereSeparator: \.isWhitespace
    )
    .joined(separator: " ")
    guard let read = end.firstRange(of: "Read: ") else { return false }
    let said = end[read.upperBound...]
    // earlier versions said that nothing was missing
    return (said.hasPrefix("all of ") || said.contains(" missing."))
      && (said.contains(" entries") || said.contains(" entry"))
  }

  private static let tail = 600

  private static func standardInput() throws(Complaint) -> [UInt8]? {
    // a file that standard input was redirected from can be opened anew
    try file("/dev/stdin") ?? pipe(STDIN_FILENO)
  }

  private static func pipe(_ path: String) -> [UInt8]? {
    guard let descriptor = NamedPipe.look(at: path), let bytes = pipe(descriptor) else {
      return nil
    }
    _ = NamedPipe.take(path).map { close($0) }
    return bytes
  }

  private static func pipe(_ descriptor: Int32) -> [UInt8]? {
    let start = PipeHead.bytes(of: descriptor, limit: head) {
      $0.first { $0 > 0x20 } == UInt8(ascii: "{") && !Report.begins($0) && $0.count < 256
    }
    return Report.begins(start) ? SmallFile.bytes(of: descriptor) : nil
  }
}
