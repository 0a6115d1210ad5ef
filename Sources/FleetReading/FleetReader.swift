package import Examination
internal import FleetSurvey
internal import FoundationEssentials
internal import Glibc
internal import JournalReader
internal import LogModel
internal import Platform
internal import ReportModel

/// What a reading process is asked for.
struct FleetRequest {
  var input: FleetInput
  /// Boots that need no reading as long as they end where they did: the time of the last entry in
  /// µs since 1970, by boot id.
  var known: [String: Int64]
}

/// What it answers: any number of these, and at the end ``done``.
enum FleetReply: Codable {
  case item(SurveyItem)
  /// Whether there was anything to read.
  case done(isLog: Bool)

  static func unread(_ input: String, _ reason: String) -> FleetReply {
    .item(.unread(FleetReport.Unread(input: input, reason: reason)))
  }
}

/// Reads inputs one after the other: what a helper process does.
package struct FleetReader {
  private var examiner: Examiner

  package init(_ examiner: Examiner) {
    self.examiner = examiner
    // counts say what other boots do, and each boot is read once
    self.examiner.against = .nothing
    self.examiner.question.wantsQuietBoots = true
    self.examiner.question.noticeIDs = WatchNotice.messageIDs
    self.examiner.question.noticeFields = WatchNotice.fields
  }

  /// How much of a file is looked at to tell what it is.
  static let head = 4096

  func read(_ request: FleetRequest, _ reply: @escaping (FleetReply) -> Void) {
    let input = request.input
    do throws(ReadError) {
      if input.isStandardInput {
        reply(.done(isLog: try readPipe(STDIN_FILENO, input, reply)))
      } else if let pipe = input.paths.count == 1 ? NamedPipe.look(at: input.paths[0]) : nil {
        reply(.done(isLog: try readPipe(pipe, input, reply)))
        _ = NamedPipe.take(input.paths[0])
        close(pipe)
      } else if readFindings(input, reply) {
        reply(.done(isLog: true))
      } else {
        reply(.done(isLog: try readLogs(input, request.known, reply)))
      }
    } catch {
      reply(.unread(error.name, error.reason))
      reply(.done(isLog: true))
    }
  }

  // MARK: Findings made elsewhere

  /// Gives false if it is something else.
  private func readFindings(_ input: FleetInput, _ reply: @escaping (FleetReply) -> Void) -> Bool {
    guard input.paths.count == 1, let path = input.paths.first,
      FindingReader.canRead(PlainBytes.head(of: path, Self.head))
    else { return false }
    var reader = FindingReader(input: input.name) { reply(.item($0)) }
    do throws(ReadError) {
      try PlainBytes.read(path) { reader.feed($0) }
    } catch {
      reply(.unread(error.name, error.reason))
    }
    reader.finish()
    return true
  }

  private func readFindings(
    from descriptor: Int32, after head: [UInt8], name: String,
    _ reply: @escaping (FleetReply) -> Void
  ) {
    var reader = FindingReader(input: name) { reply(.item($0)) }
    reader.feed(head)
    if let failure = Self.pieces(of: descriptor, { reader.feed($0) }) {
      reply(.unread(name, "cannot be read to its end: \(failure)"))
    }
    reader.finish()
  }

  /// Gives what went wrong.
  private static func pieces(of descriptor: Int32, _ body: (ArraySlice<UInt8>) -> Void) -> String? {
    var piece = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count == 0 { return nil }
      if count > 0 {
        body(piece[..<count])
      } else if errno != EINTR {
        return String(cString: strerror(errno))
      }
    }
  }

  // MARK: Logs

  /// What comes there must be looked at before it is known how to read it, and a pipe cannot be
  /// wound back: a log goes through a file that has no name.
  private func readPipe(
    _ descriptor: Int32, _ input: FleetInput, _ reply: @escaping (FleetReply) -> Void
  ) throws(ReadError) -> Bool {
    var head: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: Self.head)
    while head.count < Self.head {
      let count = Glibc.read(descriptor, &piece, Self.head - head.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      head += piece[..<count]
    }
    guard !FindingReader.canRead(head) else {
      readFindings(from: descriptor, after: head, name: input.name, reply)
      return true
    }
    guard let file = tmpfile() else {
      throw ReadError(
        name: input.name, reason: "cannot be kept: \(String(cString: strerror(errno)))",
        cure: "set TMPDIR to a directory with room for it")
    }
    defer { fclose(file) }
    var failure = AtomicFile.put(head, on: fileno(file))
    let broken = Self.pieces(of: descriptor) { piece in
      if failure == 0 { failure = AtomicFile.put(Array(piece), on: fileno(file)) }
    }
    if let reason = broken ?? (failure == 0 ? nil : String(cString: strerror(failure))) {
      throw ReadError(name: input.name, reason: "cannot be read to its end: \(reason)")
    }
    lseek(fileno(file), 0, SEEK_SET)
    dup2(fileno(file), descriptor)
    let unpacked = FleetInput(
      name: input.name, paths: ["/proc/self/fd/\(descriptor)"], isNamed: true)
    if readFindings(unpacked, reply) { return true }
    return input.isStandardInput
      ? try readLogs([.standardInput], input, [:], reply) : try readLogs(unpacked, [:], reply)
  }

  private func readLogs(
    _ input: FleetInput, _ known: [String: Int64], _ reply: @escaping (FleetReply) -> Void
  ) throws(ReadError) -> Bool {
    let inputs = input.paths.map { input.isNamed ? Input.path($0) : .found($0) }
    return try readLogs(inputs, input, known, reply)
  }

  private func readLogs(
    _ inputs: [Input], _ input: FleetInput, _ known: [String: Int64],
    _ reply: @escaping (FleetReply) -> Void
  ) throws(ReadError) -> Bool {
    var selection = Selection()
    selection.unchanged = known
    // which folders of an archive are machines shows when all of it was read
    var packed: [(source: String, item: SurveyItem)] = []
    let coverage = try examiner.examine(inputs, selecting: selection) { log, boot in
      guard !boot.isSilent else { return }
      let said = log.notices.compactMap(WatchNotice.init).map {
        FindingSummary($0, of: boot, input: input.name)
      }
      let report = input.isJournal ? nil : input.name
      let found = FindingSummary.all(of: boot, input: input.name, report: report)
      let source = log.sources.first { ArchiveFolders.isPacked($0, in: input.name) }
      for item in [.boot(BootSeen(boot, input: input.name))]
        + (said + found).map(SurveyItem.finding)
      {
        if let source { packed.append((source, item)) } else { reply(.item(item)) }
      }
    }
    let folders = ArchiveFolders(packed.map(\.source), in: input.name)
    for (source, item) in packed { reply(.item(item.of(folders.machine(of: source)))) }
    for unread in FleetReport.Unread.all(of: coverage, input: input.name) {
      reply(.item(.unread(unread)))
    }
    return !coverage.sources.isEmpty || !coverage.gaps.isEmpty
  }
}
