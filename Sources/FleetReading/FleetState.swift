internal import FleetSurvey
internal import FoundationEssentials
internal import Glibc
internal import LogModel
internal import Platform
internal import ReportModel

/// What earlier runs have read, so that the next one reads only what is new.
///
/// A file of lines, which is replaced as a whole: whoever is killed leaves the state that was there
/// before. It holds, for each input, which files it was made of and how far they went, and all
/// boots and findings.
struct FleetState {
  /// What is known of a input that was read.
  struct Reading: Codable {
    var name: String
    /// As they were before they were read: what was written since is new.
    var files: [FileVersion]
    /// Whether it was anything that can be read.
    var isLog: Bool
    var boots: [BootSeen]
    var findings: [FindingSummary]
    var unread: [FleetReport.Unread]

    init(_ result: FleetWorkers.Result, files: [FileVersion]) {
      name = result.request.input.name
      self.files = files
      isLog = result.isLog
      boots = result.boots
      findings = result.findings
      unread = Array(Set(result.unread)).sorted()
    }

    /// Where each boot ended: µs since 1970, by boot id.
    var ends: [String: Int64] {
      boots.reduce(into: [:]) { ends, boot in
        if let id = boot.id, let last = boot.last { ends[id] = last }
      }
    }

    /// Takes over what an earlier reading knows and this one does not: of boots that were not read
    /// again, and of files that are gone by now.
    mutating func add(_ earlier: Reading) {
      let read = Set(boots.map(\.id))
      boots += earlier.boots.filter { !read.contains($0.id) }
      let found = Set(findings.map(\.id))
      findings += earlier.findings.filter { !found.contains($0.id) }
      // What those boots had lost is lost still.
      let lasting = earlier.unread.filter { Self.lasting.contains($0.kind) }
      unread = Array(Set(unread + lasting)).sorted()
    }

    private static let lasting: Set = ["missed-kernel-messages", "rate-limited"]
  }

  private struct Header: Codable {
    var format: String
    var version: Int
    /// Of the program: another one may find more in the same logs.
    var program: String
  }

  private enum Line: Codable {
    case header(Header)
    case reading(Reading)
    /// The last line: how many there are before it.
    case end(Int)
  }

  private static let format = "probe-doctor fleet state"
  private static let formatVersion = 1

  private var readings: [String: Reading] = [:]
  /// Of this program: what another one found may not be what this one finds.
  private let version: String

  // MARK: What a run does with it

  /// Whether nothing of it has changed since it was read.
  func isUnchanged(_ input: FleetInput, _ files: [FileVersion]) -> Bool {
    !files.isEmpty && readings[input.name]?.files == files
  }

  /// What to read of a input: of a boot that has gone on since then all, from its start, for what
  /// became of a kill may only come now.
  func request(for input: FleetInput) -> FleetRequest {
    FleetRequest(input: input, known: input.isJournal ? readings[input.name]?.ends ?? [:] : [:])
  }

  mutating func add(_ result: FleetWorkers.Result, files: [FileVersion]) {
    var reading = Reading(result, files: files)
    // Anything else is read as a whole, each time.
    let isPart = result.request.input.isJournal || result.request.input.isStandardInput
    if isPart, let earlier = readings[reading.name] { reading.add(earlier) }
    readings[reading.name] = reading
  }

  /// All that is known, also of logs that are gone by now.
  ///
  /// - Parameter inputs: what is there now.
  func survey(of inputs: [FleetInput]) -> Survey {
    var survey = Survey()
    for reading in readings.values {
      for boot in reading.boots { survey.add(boot) }
      for finding in reading.findings { survey.add(finding) }
    }
    for input in inputs {
      guard let reading = readings[input.name] else { continue }
      if reading.isLog { survey.inputs += 1 }
      survey.add(reading.unread)
    }
    return survey
  }

  // MARK: The file

  /// - Parameter path: where it was left; nil: it is not remembered.
  /// - Throws: If there is such a file, and it is not one of these or is damaged.
  init(path: String?, version: String) throws(Complaint) {
    self.version = version
    guard let path else { return }
    var about = stat()
    if lstat(path, &about) == 0, about.st_mode & S_IFMT != S_IFREG {
      throw Complaint(name: path, reason: "is no regular file, and no other is replaced")
    }
    guard let file = fopen(path, "re") else {
      guard errno == ENOENT else {
        throw Complaint(
          name: path, reason: "cannot be read: \(String(cString: strerror(errno)))")
      }
      return
    }
    defer { fclose(file) }
    let decoder = JSONDecoder()
    var line: UnsafeMutablePointer<CChar>?
    var room = 0
    defer { free(line) }
    var count = 0
    var isWhole = false
    while case let length = getline(&line, &room, file), length > 0, let line {
      let data = Data(bytes: line, count: length)
      guard !isWhole, let item = try? decoder.decode(Line.self, from: data) else {
        throw .damagedState(path)
      }
      switch item {
      case .header(let header):
        guard header.format == Self.format, count == 0 else { throw .damagedState(path) }
        guard header.version == Self.formatVersion, header.program == version else { return }
      case .reading(let reading): readings[reading.name] = reading
      case .end(let lines):
        guard lines == count else { throw .damagedState(path) }
        isWhole = true
      }
      guard count > 0 || readings.isEmpty else { throw .damagedState(path) }
      count += 1
    }
    guard isWhole else { throw .damagedState(path) }
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var bytes: [UInt8] = []
    var count = 0
    func put(_ line: Line) {
      guard let data = try? encoder.encode(line) else { return }
      bytes += data
      bytes.append(UInt8(ascii: "\n"))
      count += 1
    }
    put(.header(Header(format: Self.format, version: Self.formatVersion, program: version)))
    for reading in readings.values.sorted(by: { $0.name < $1.name }) { put(.reading(reading)) }
    put(.end(count))
    do {
      try AtomicFile.write(to: path) { descriptor in
        let failure = AtomicFile.put(bytes, on: descriptor)
        if failure != 0 { throw SystemError(code: failure) }
      }
    } catch let error as any Error & CustomStringConvertible {
      throw Complaint(name: path, reason: "cannot be written: \(error)")
    }
  }
}

extension Complaint {
  fileprivate static func damagedState(_ path: String) -> Complaint {
    Complaint(
      name: path, reason: "is no state of probe-doctor fleet, or is damaged",
      cure: "move it away, and all will be read again")
  }
}
