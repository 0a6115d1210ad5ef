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
  /// The files to survey, each of which is a task that is shared with other workers.
  private let wanted: [Int]
  private let tasks: SharedTasks
  /// How long, in seconds, a file may take without anything being done.
  private let patience: Int
  private let noticeFields: [StaticString]
  /// Called with the number of the file that is being read, now and then.
  private let progress: (Int) -> Void
  /// Nil where the worker works here, and once a process died for good.
  private var helper: HelperProcess?
  private(set) var isOpen = true
  private let isSeparate: Bool

  private var reader = ExportReader(keepingAllFields: true)
  /// What has come and was not read yet, from a place on.
  private var input: (bytes: [UInt8], at: Int) = ([], 0)
  /// The last file whose survey came.
  private var surveyed: Int?
  /// Whether the process was ended without being at a file.
  private var wasEnded = false
  private var waiting: [JournalRequest] = []
  /// Those of them that it has been sent: of how many bytes each.
  private var sent: [Int] = []

  /// If both wrote more than the socket holds, each would wait for the other to read.
  private static let mostSent = 16 << 10
  /// How far a process may be ahead, in bytes. What is to be read of a boot should fit in, for its
  /// parent looks through one boot after the other.
  private static let ahead: Int32 = 4 << 20

  /// - Parameters:
  ///   - wanted: The numbers of the files to survey.
  ///   - tasks: As many; shared with the other workers.
  ///   - isSeparate: Whether it is to be a process; `isOpen` tells whether there can be one.
  init(
    _ worker: JournalWorker, _ wanted: [Int], sharing tasks: SharedTasks,
    noticeFields: [StaticString] = [], isSeparate: Bool = false, patience: Int = 60,
    progress: @escaping (Int) -> Void = { _ in }
  ) {
    self.worker = worker
    self.wanted = wanted
    self.tasks = tasks
    self.noticeFields = noticeFields
    self.isSeparate = isSeparate
    self.patience = patience
    self.progress = progress
    if isSeparate { start() }
  }

  private func start() {
    helper = HelperProcess(ahead: Self.ahead) { [worker, wanted, tasks] channel in
      while let task = tasks.take() {
        worker.answer(.survey(file: wanted[task])) { channel.write($0) }
      }
      channel.write(JournalSurvey.allSurveyed)
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

  /// Ends the process, whatever it is at, and tells what had ended it before.
  @discardableResult
  func end() -> JournalFailure {
    defer {
      helper = nil
      isOpen = false
      reader = ExportReader(keepingAllFields: true)
      input = ([], 0)
      sent = []
    }
    return JournalFailure(helper?.end() ?? .killed(signal: SIGKILL))
  }

  // MARK: Surveys

  /// Takes the next wanted file that nobody has surveyed; nil if none is left.
  func survey() -> (file: Int, survey: JournalSurvey)? {
    guard isSeparate else {
      guard let task = tasks.take() else { return nil }
      return (wanted[task], readHere(.survey(file: wanted[task])) { _ in })
    }
    while let helper {
      if let (file, survey) = read(from: helper, { _ in }) {
        surveyed = file ?? surveyed
        return file.map { ($0, survey) }
      }
      let file = helper.task
      let failure = end()
      let isToBlame = file != nil && file != surveyed
      // Something else may have ended it, but not for ever.
      guard isToBlame || !wasEnded else { return nil }
      wasEnded = !isToBlame
      start()
      guard isToBlame, let file else { continue }
      surveyed = file
      return (file, JournalSurvey(refusal: failure))
    }
    return nil
  }

  // MARK: Questions

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
    send()
    guard !waiting.isEmpty else { return JournalSurvey() }
    let request = waiting.removeFirst()
    guard isSeparate else { return isOpen ? readHere(request, each) : JournalSurvey() }
    if !sent.isEmpty { sent.removeFirst() }
    if let helper, case let (_, survey)? = read(from: helper, each) { return survey }
    let failure = end()
    start()
    // The next one has nothing to survey; should it die at once, there is none any more.
    if let helper, read(from: helper, { _ in }) == nil { end() }
    if case .survey = request { return JournalSurvey(refusal: failure) }
    return JournalSurvey(damage: failure)
  }

  // MARK: Answers

  private func readHere(
    _ request: JournalRequest, _ each: (borrowing JournalRecord) -> Void
  ) -> JournalSurvey {
    progress(request.file)
    var survey = JournalSurvey()
    worker.answer(request) { bytes in
      reader.feed(bytes) { record in
        if case .entry = survey.take(record, noticeFields: noticeFields) { each(record) }
      }
    }
    return survey
  }

  /// Reads on to the end of an answer; nil if there is none. The file is nil if all are surveyed.
  private func read(
    from helper: HelperProcess, _ each: (borrowing JournalRecord) -> Void
  ) -> (file: Int?, survey: JournalSurvey)? {
    var survey = JournalSurvey()
    var file: Int??
    while true {
      input.at += input.bytes[input.at...].withUnsafeBytes { bytes in
        reader.feed(bytes) { record in
          switch survey.take(record, noticeFields: noticeFields) {
          case .entry: each(record)
          case .found: break
          case .end(let number): file = .some(number)
          case .allSurveyed: file = .some(nil)
          }
          return file == nil
        }
      }
      if let file { return (file, survey) }
      input = (
        helper.next(patience: patience) { helper.task.map(progress) }, 0
      )
      if input.bytes.isEmpty { return nil }
    }
  }
}

extension JournalFailure {
  fileprivate init(_ ending: HelperProcess.Ending) {
    switch ending {
    case .idle:
      self.init(code: EBADMSG, detail: "is damaged: libsystemd came to no end with it")
    case .exited, .killed(SIGKILL):
      self.init(
        code: ECHILD,
        detail: "was not read: something killed the process that did (was memory short?)")
    case .killed(let signal):
      self.init(
        code: EBADMSG,
        detail: "is damaged: libsystemd broke down on it (\(String(cString: strsignal(signal))))")
    }
  }
}
