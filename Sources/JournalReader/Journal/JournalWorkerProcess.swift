import Glibc
import Platform

/// The parent's end of a ``JournalWorker`` in a process of its own, or here.
///
/// On some damaged files libsystemd fails an assertion and aborts (252 does on at least one of
/// systemd's own test journals); with others it may not come to an end. In a process of its own that
/// costs the file and not the program: another process goes on with the rest.
///
/// What is asked is answered in the order of asking.
final class JournalWorkerProcess {
  private let worker: JournalWorker
  /// How long, in seconds, a file may take without anything being done.
  private let patience: Int
  /// Called with the number of the file that is being read, now and then.
  private let progress: (Int) -> Void
  private let isSeparate: Bool
  /// Whether it is there to be asked: not where there can be no process.
  var isOpen = true
  /// Nil where the worker works here.
  private var helper: HelperProcess?

  private var reader = ExportReader(keepingAllFields: true)
  /// What has come and was not read yet, from a place on.
  private var input: (bytes: [UInt8], at: Int) = ([], 0)
  private var waiting: [JournalRequest] = []
  /// Those of them that it has been sent: of how many bytes each.
  private var sent: [Int] = []

  /// If both wrote more than the socket holds, each would wait for the other to read.
  private static let mostSent = 16 << 10
  /// How far a process may be ahead, in bytes. What is to be read of a boot should fit in, for its
  /// parent looks through one boot after the other.
  private static let ahead: Int32 = 4 << 20

  /// - Parameters:
  ///   - isSeparate: Whether it is to be a process; `isOpen` tells whether there can be one.
  init(
    _ worker: JournalWorker, isSeparate: Bool = false,
    patience: Int = 60, progress: @escaping (Int) -> Void = { _ in }
  ) {
    self.worker = worker
    self.isSeparate = isSeparate
    self.patience = patience
    self.progress = progress
    if isSeparate { start() }
  }

  private func start() {
    helper = HelperProcess(ahead: Self.ahead) { [worker] channel in
      var requests = ExportReader(keepingAllFields: true)
      while case let piece = channel.read(), !piece.isEmpty {
        requests.feed(piece) { record in
          guard let request = JournalRequest(record) else { return }
          worker.answer(request) { channel.write($0) }
        }
      }
    }
    isOpen = helper != nil
  }

  func ask(_ request: JournalRequest) {
    waiting.append(request)
    send()
  }

  /// Sends the next requests, as far as the process need not read them before it can be read from.
  private func send() {
    guard let helper else { return }
    while sent.count < waiting.count {
      let bytes = waiting[sent.count].record
      guard sent.isEmpty || sent.reduce(bytes.count, +) <= Self.mostSent else { return }
      helper.write(bytes)
      sent.append(bytes.count)
    }
  }

  /// The answer to the first request that has none yet. `each` takes the entries.
  func answer(each: (borrowing JournalRecord) -> Void) -> JournalSurvey {
    guard !waiting.isEmpty else { return JournalSurvey() }
    send()
    let request = waiting.removeFirst()
    if !sent.isEmpty { sent.removeFirst() }
    var survey = JournalSurvey()
    if !isSeparate {
      worker.answer(request) { bytes in bytes.withUnsafeBytes { _ = read($0, &survey, each) } }
    } else if let helper {
      guard let failure = read(from: helper, &survey, each) else { return survey }
      survey.refusal = failure
      reader = ExportReader(keepingAllFields: true)
      input = ([], 0)
      sent = []
      start()
    } else {
      survey.refusal = .unread
    }
    return survey
  }

  /// Takes what there is of an answer. Gives how many bytes that is, and whether it is over.
  private func read(
    _ bytes: UnsafeRawBufferPointer, _ survey: inout JournalSurvey,
    _ each: (borrowing JournalRecord) -> Void
  ) -> (count: Int, isOver: Bool) {
    var isOver = false
    let count = reader.feed(bytes) { record in
      switch survey.take(record, for: worker.search) {
      case .entry: each(record)
      case .end: isOver = true
      case .boot, .spans, .loss, .notice: break
      }
      return !isOver
    }
    return (count, isOver)
  }

  /// Reads to the end of an answer; tells what has ended the process if it does not come.
  private func read(
    from helper: HelperProcess, _ survey: inout JournalSurvey,
    _ each: (borrowing JournalRecord) -> Void
  ) -> JournalFailure? {
    while true {
      let (count, isOver) = input.bytes[input.at...].withUnsafeBytes { read($0, &survey, each) }
      input.at += count
      if isOver { return nil }
      input = (helper.next(patience: patience) { helper.task.map(progress) }, 0)
      if input.bytes.isEmpty { return JournalFailure(helper.end()) }
    }
  }
}

extension JournalFailure {
  fileprivate init(_ ending: HelperProcess.Ending) {
    switch ending {
    case .idle: self = .damaged("libsystemd came to no end with it")
    case .killed(SIGKILL):
      self.init(
        code: ECHILD,
        detail: "was not read: something killed the process that did (was memory short?)")
    case .killed(let signal): self = .brokenDown(String(cString: strsignal(signal)))
    case .exited: self = .brokenDown("it ended the process")
    }
  }

  private static func brokenDown(_ how: String) -> JournalFailure {
    .damaged("libsystemd broke down on it (\(how))")
  }

  fileprivate static let unread = JournalFailure(
    code: ECHILD, detail: "was not read: the process that reads journals was ended")
}
