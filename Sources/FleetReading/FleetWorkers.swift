internal import FleetSurvey
internal import FoundationEssentials
internal import Glibc
internal import JournalReader
internal import LogModel
internal import Platform
internal import ReportModel

/// Reads inputs in helper processes, one for each core.
///
/// Processes and not threads: what a log makes libsystemd do to its own process then costs that
/// input, and each has its memory for itself.
struct FleetWorkers {
  /// What came of one input.
  struct Result {
    var request: FleetRequest
    var boots: [BootSeen] = []
    var findings: [FindingSummary] = []
    var unread: [FleetReport.Unread] = []
    /// Whether it was anything that can be read; a stray file in a directory need not be.
    var isLog = true
  }

  let reader: FleetReader
  var size = Self.cores

  /// The fields of a record that a helper writes: which request it belongs to, and a ``FleetReply``
  /// as JSON.
  private static let task: StaticString = "__PROBE_DOCTOR_TASK"
  private static let reply: StaticString = "__PROBE_DOCTOR_REPLY"
  private static let piece = 64 << 10

  /// The cores that this process may use, which may be fewer than there are.
  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Has all of them read and hands out each result as soon as it is whole.
  func read(_ requests: [FleetRequest], each: (Result) -> Void) {
    // What takes longest comes first, so that not all wait for it at the end.
    let requests = requests.map { ($0, $0.input.weight) }.sorted { $0.1 > $1.1 }.map(\.0)
    let tasks = SharedTasks(requests.count)
    var results = Dictionary(
      uniqueKeysWithValues: requests.enumerated().map { ($0, Result(request: $1)) })
    let decoder = JSONDecoder()
    func take(_ record: borrowing JournalRecord) {
      guard let task = record.text(Self.task).flatMap({ Int($0) }),
        let reply = record.value(Self.reply).flatMap({
          try? decoder.decode(FleetReply.self, from: Data($0))
        }), results[task]?.add(reply) == true, let result = results.removeValue(forKey: task)
      else { return }
      each(result)
    }
    func start() -> HelperProcess? {
      HelperProcess { channel in
        while let task = tasks.take() {
          HelperProcess.begin(task: task)
          answer(requests[task], task) { channel.write($0) }
        }
      }
    }

    var helpers = (0..<min(size, requests.count)).compactMap { _ in start() }
    if helpers.isEmpty {
      // There can be none: all is read here.
      var records = ExportReader(keepingAllFields: true)
      while let task = tasks.take() {
        answer(requests[task], task) { records.feed($0, take) }
      }
    }
    var records = helpers.map { _ in ExportReader(keepingAllFields: true) }
    while !helpers.isEmpty {
      for number in HelperProcess.ready(helpers).reversed() {
        if let bytes = helpers[number].receive() {
          records[number].feed(bytes, take)
          continue
        }
        let isDone = helpers[number].task.map { results[$0] == nil } ?? true
        if !isDone, let other = start() {
          helpers[number] = other
          records[number] = ExportReader(keepingAllFields: true)
        } else {
          helpers.remove(at: number)
          records.remove(at: number)
        }
      }
    }
    // The process is gone: what it had not yet said of its input is missing.
    for (_, var result) in results.sorted(by: { $0.key < $1.key }) {
      result.unread.append(
        FleetReport.Unread(
          input: result.request.input.name, reason: "the process that read it broke down"))
      each(result)
    }
  }

  private func answer(_ request: FleetRequest, _ task: Int, to write: ([UInt8]) -> Void) {
    let encoder = JSONEncoder()
    var output = ExportRecord()
    // Replies come one after the other, and none after the reading.
    withoutActuallyEscaping(write) { write in
      reader.read(request) { reply in
        guard let data = try? encoder.encode(reply) else { return }
        output.field("\(Self.task)", "\(task)")
        output.field("\(Self.reply)", Array(data))
        output.end()
        guard output.bytes.count > Self.piece else { return }
        write(output.bytes)
        output = ExportRecord()
      }
    }
    write(output.bytes)
  }
}

extension FleetWorkers.Result {
  /// Says whether it is whole.
  fileprivate mutating func add(_ reply: FleetReply) -> Bool {
    switch reply {
    case .item(.boot(let boot)): boots.append(boot)
    case .item(.finding(let finding)): findings.append(finding)
    case .item(.unread(let reason)): unread.append(reason)
    case .done(let isLog):
      self.isLog = isLog
      return true
    }
    return false
  }
}

extension FleetInput {
  /// About how long it takes.
  fileprivate var weight: Int64 {
    paths.reduce(0) { sum, path in
      var status = stat()
      return path.withFileName { stat($0, &status) } == 0 ? sum + Int64(status.st_size) : sum
    }
  }
}
