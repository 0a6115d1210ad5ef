import Glibc
import LogModel
import Platform
import ReportModel

/// A report that `--format json` wrote: shown again instead of read as a log.
enum SavedReport {
  private static let head = 4096

  /// The report that the one input is; nil for anything else.
  ///
  /// - Throws: `Complaint` if it is one and cannot be read, or if a part of it is asked for.
  static func read(_ logs: InputChoice) throws(Complaint) -> Report? {
    guard logs.inputs.count == 1, logs.all.count == 1, let name = logs.inputs.first,
      let bytes = try name == "-" ? standardInput() : file(name) ?? pipe(name)
    else { return nil }
    guard logs.boot == nil, logs.since == nil, logs.until == nil else {
      throw Complaint(
        name: name, reason: "is a saved report, which is shown whole: -b, -S and -U are for logs")
    }
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
    guard Report.begins(start) else { return nil }
    return SmallFile.bytes(path, limit: .max)
  }

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
