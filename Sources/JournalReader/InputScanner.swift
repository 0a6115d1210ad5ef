import Glibc
internal import LogModel
internal import Platform

/// Finds the logs in what the user named, told by their content: texts are read on the way, journals
/// are put where they can be read together later.
struct InputScanner {
  let selection: Selection
  let question: Question
  let limits: ArchiveLimits
  private let progress: ReadingProgress?
  /// Takes the boots of a text that the user named, each as soon as it is over; nil where other
  /// logs may tell of the same boots.
  private var each: ((BootLog) -> Void)?
  private(set) var answers: [Answer] = []
  private(set) var journals: [JournalCollection.Source] = []
  /// Inputs that cannot be read.
  private(set) var refusals: [(error: ReadError, kind: Coverage.Source.Kind)] = []
  private(set) var gaps: [Coverage.Gap] = []
  /// Texts in which nothing was found, but which may help to place what others say.
  private(set) var silentTexts: [SecondReading.SilentText] = []
  /// Files beside the logs that were asked for.
  private(set) var attachments: [Attachment] = []
  /// Keeps the journals and attachments that had to be unpacked for as long as they may be read.
  let directory = PrivateDirectory()

  init(
    selecting selection: Selection, question: Question, limits: ArchiveLimits = ArchiveLimits(),
    progress: ReadingProgress? = nil
  ) {
    self.selection = selection
    self.question = question
    self.limits = limits
    self.progress = progress
  }

  private var count: Int { answers.count + journals.count + refusals.count }

  // MARK: By name

  /// Scans all that the user named: directories last.
  ///
  /// - Parameter each: takes the boots of what is read on the way, where nothing but one text is read;
  ///   else they are in ``answers``.
  mutating func scan(_ inputs: [Input], each: @escaping (BootLog) -> Void) {
    var files: [(path: String?, isNamed: Bool)] = []
    var directories: [String] = []
    for input in inputs {
      switch input {
      case .live(let options): add(machine: options)
      case .journalFiles(let pattern): add(journalsLike: pattern)
      case .standardInput: files.append((nil, isNamed: true))
      case .path(let path), .found(let path):
        do throws(ReadError) {
          if try Self.isDirectory(path) {
            directories.append(path)
          } else {
            files.append((path, isNamed: input == .path(path)))
          }
        } catch {
          refusals.append((error, .text))
        }
      }
    }
    if files.count == 1, journals.isEmpty, directories.isEmpty { self.each = each }
    for file in files { add(path: file.path, isNamed: file.isNamed) }
    for path in directories { add(directory: path) }
  }

  private static func isDirectory(_ path: String) throws(ReadError) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .opening(path, errno) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return true
    case S_IFIFO, S_IFREG: return false
    case S_IFSOCK:
      throw ReadError(name: path, reason: "is a socket, not a log")
    default:
      throw ReadError(
        name: path, reason: "is a device, not a log",
        cure: path == "/dev/kmsg" ? "save the kernel's messages: dmesg > FILE" : nil)
    }
  }

  private mutating func add(machine options: LiveOptions) {
    let finder = JournalFinder(options)
    if options.directory == nil {
      attachments += Attachment.ofMachine(
        at: options.root ?? "", log: options.name, question.attachments)
    }
    journals.append(
      JournalCollection.Source(
        name: options.name, paths: finder.files, failures: finder.failures,
        isThisMachine: options.isThisMachine))
  }

  private mutating func add(journalsLike pattern: String) {
    var found = glob_t()
    defer { globfree(&found) }
    var paths: [String] = []
    if glob(pattern, 0, nil, &found) == 0 {
      paths = (0..<Int(found.gl_pathc)).compactMap { number in
        found.gl_pathv[number].map { String(cString: $0) }
      }
    }
    journals += (paths.isEmpty ? [pattern] : paths).map { path in
      JournalCollection.Source(name: path, paths: [path])
    }
  }

  private mutating func add(directory path: String) {
    do throws(ReadError) {
      let tree = try DirectoryTree(path, limits: limits)
      let before = count
      journals += tree.journals
      refusals += tree.refusals
      gaps += tree.gaps
      for file in tree.files { add(path: file, isNamed: false) }
      if count == before, tree.gaps.isEmpty { throw .nothing(in: path) }
    } catch {
      refusals.append((error, .text))
    }
  }

  /// Reads a file or a pipe; without a path, standard input.
  mutating func add(path: String?, isNamed: Bool = true) {
    let budget = UnpackingBudget(limits) { [progress] bytes, size in
      progress?.note(path ?? "standard input", bytes: bytes, of: size)
    }
    var item = LogCandidate(name: path ?? "-", path: path, isNamed: isNamed)
    do throws(ReadError) {
      let file: FileStream
      do throws(StreamFailure) {
        file = try FileStream(path: path, budget: budget)
      } catch {
        throw item.refusal(error)
      }
      if file.size == nil { item.path = nil }
      try sort(file, item, budget)
    } catch {
      refusals.append((error, item.claimsJournal ? .journal : .text))
    }
    if let excess = budget.excess {
      gaps.append(
        Coverage.Gap(
          kind: "archive-limit",
          detail: "\(item.name) was read only in part: \(excess); unpack it and name the logs in it"
        ))
    }
  }

  // MARK: By content

  private mutating func sort(
    _ stream: ByteStream, _ item: LogCandidate, _ budget: UnpackingBudget
  ) throws(ReadError) {
    let head = stream.peek(InputContent.sample)
    if let failure = stream.failureAtStart { throw item.refusal(failure) }
    let content = InputContent(head)
    if case .packed = content, let lack = item.lackOfLibrary { throw lack }
    let isOutermost = item.isCompressed && item.archives == 0
    let stream = isOutermost ? ReadAheadStream(stream) : stream
    switch content {
    case .packed(.compression(let filter)):
      guard !item.isCompressed else {
        throw ReadError(name: item.name, reason: "is compressed more than once", cure: item.cure)
      }
      var inner = item
      inner.isCompressed = true
      inner.path = nil
      let unpacked: UnpackedStream
      do throws(StreamFailure) {
        unpacked = try .decompressing(filter, stream, budget: budget)
      } catch {
        throw item.refusal(error)
      }
      try sort(unpacked, inner, budget)
    case .packed(.container(let container)):
      guard item.archives < limits.archives else {
        throw ReadError(
          name: item.name, reason: "is an archive in an archive in an archive", cure: item.cure)
      }
      try members(of: container, stream, item, budget)
    // A name that claims a journal is believed: a damaged header then gets its proper name.
    case _ where content == .journal || item.claimsJournal:
      try add(journal: stream, item, budget)
    case .empty, .text:
      if let wanted = attachment(item) { return try add(attachment: stream, wanted, item, budget) }
      guard item.isNamed || content == .text else { return }
      add(text: stream, item)
    case .quotation where !item.isNamed: return
    case .foreign, .unknown, .journal, .quotation:
      guard let refusal = content.refusal(name: item.name), item.isNamed || item.claimsLog else {
        return
      }
      throw refusal
    }
  }

  // MARK: Texts

  /// How much of a text that nobody named must show that it is a log.
  private static let probe = 64 << 10

  private mutating func add(text stream: ByteStream, _ item: LogCandidate) {
    var reader = TextReader(name: item.name, question: question, selection: selection)
    // What lies in an archive may be one of several logs.
    let each = item.isNamed ? each : nil
    var isSilent = true
    var copy = item.path == nil && !item.isNamed ? [UInt8]() : nil
    var failure: StreamFailure?
    do throws(StreamFailure) {
      if !item.isNamed, !item.claimsLog { _ = stream.peek(Self.probe) }
      while true {
        if let known = copy?.count {
          let piece = try stream.next()
          guard !piece.isEmpty else { break }
          reader.feed(piece)
          if known + piece.count > Self.longestCopy { copy = nil } else { copy? += piece }
        } else {
          guard try reader.feed(from: stream) else { break }
        }
        if let each {
          for boot in reader.takeBoots() {
            isSilent = isSilent && boot.isSilent
            each(boot)
          }
        }
        guard
          item.isNamed || item.claimsLog || stream.position < Self.probe
            || reader.tellingRecords > 0
        else { return }
      }
    } catch {
      failure = error
    }
    let telling = reader.tellingRecords
    var answer = reader.finish()
    if let failure {
      answer.coverage.sources[0].skipped =
        "reading broke off after \(stream.position) bytes: \(failure.reason)"
    }
    let records = answer.coverage.sources[0].entries
    if records > 0, failure == nil, isSilent, answer.boots.allSatisfy(\.isSilent) {
      answer.coverage.sources[0].skipped =
        "no line of it has a time or a log's words: it may be no log, or no whole one"
    }
    // A list of dates is no log; a log has few lines without one.
    guard
      item.isNamed || answer.boots.contains(where: { !$0.entries.isEmpty })
        || telling > 0 && telling * 4 >= records
    else { return }
    if let each {
      for boot in answer.boots { each(boot) }
      answer.boots = []
    }
    if failure == nil { keep(copy, of: item, answer) }
    answers.append(answer)
  }

  /// Of an archive's texts, so much is kept to be read a second time: larger than usual buffers of
  /// the kernel.
  private static let longestCopy = 4 << 20

  /// Keeps a text of the kernel's buffer in which no trigger is.
  private mutating func keep(_ copy: [UInt8]?, of item: LogCandidate, _ answer: Answer) {
    guard each == nil || !item.isNamed, answer.boots.count == 1, answer.boots[0].isByKernelClock,
      silentTexts.count < limits.attachments, !answer.boots[0].hasTrigger(by: LogPhrases(question))
    else { return }
    guard let path = item.path ?? copy.flatMap({ directory.store($0) }) else { return }
    silentTexts.append(
      SecondReading.SilentText(answer: answers.count, name: item.name, path: path))
  }

  // MARK: Attachments

  /// What it is wanted as, if the question asks for a file of its name.
  private func attachment(_ item: LogCandidate) -> AttachmentPattern.Match? {
    guard !item.isNamed, attachments.count < limits.attachments else { return nil }
    let path = item.uncompressedName.dropFirst(item.container.count)
    return question.attachments.lazy.compactMap { $0.match(path, in: item.container) }.first
  }

  private mutating func add(
    attachment stream: ByteStream, _ wanted: AttachmentPattern.Match, _ item: LogCandidate,
    _ budget: UnpackingBudget
  ) throws(ReadError) {
    if let path = item.path {
      return attachments.append(Attachment(wanted, name: item.name, file: path))
    }
    do throws(StreamFailure) {
      // What broke off still tells what it tells.
      let copy = try directory.store(stream, limit: wanted.limit, budget)
      attachments.append(
        Attachment(wanted, name: item.name, file: copy.path, owner: directory))
    } catch {
      throw item.hasNoRoom(error)
    }
  }

  // MARK: Journals

  private mutating func add(
    journal stream: ByteStream, _ item: LogCandidate, _ budget: UnpackingBudget
  ) throws(ReadError) {
    if let path = item.path {
      return journals.append(JournalCollection.Source(name: path, paths: [path]))
    }
    do throws(StreamFailure) {
      let copy = try directory.store(stream, budget)
      if let cut = copy.cut {
        gaps.append(
          Coverage.Gap(
            kind: "truncated",
            detail: "\(item.name) broke off after \(stream.position) bytes: \(cut.reason)"))
      }
      journals.append(
        JournalCollection.Source(
          name: item.name, paths: [item.name], copies: [item.name: copy.path]))
    } catch {
      throw item.hasNoRoom(error)
    }
  }

  // MARK: Archives

  private mutating func members(
    of container: InputContent.Container, _ stream: ByteStream, _ item: LogCandidate,
    _ budget: UnpackingBudget
  ) throws(ReadError) {
    let before = count
    var damage: String?
    var last: String?
    do throws(StreamFailure) {
      let unpacker = try Unpacker(.container(container), of: stream, budget: budget)
      while budget.excess == nil {
        do throws(StreamFailure) {
          guard let member = try unpacker.nextMember() else { break }
          try budget.chargeMember()
          last = member.name
          guard member.isRegular else { continue }
          add(member: member.name, UnpackedStream(unpacker), of: item, budget)
        } catch {
          guard case .damage(let reason) = error, !unpacker.isAtEnd else { throw error }
          damage = damage ?? Self.damage(reason, behind: last)
        }
      }
    } catch {
      if budget.excess == nil { damage = damage ?? Self.damage(error.reason, behind: last) }
    }
    guard count > before else {
      if let excess = budget.excess {
        throw ReadError(name: item.name, reason: "holds no log in what was read of it: \(excess)")
      }
      guard item.isNamed || damage != nil else { return }
      throw damage.map { ReadError(name: item.name, reason: $0) } ?? .nothing(in: item.name)
    }
    if let damage {
      gaps.append(Coverage.Gap(kind: "archive-damaged", detail: "\(item.name) \(damage)"))
    }
  }

  private static func damage(_ reason: String, behind member: String?) -> String {
    "is damaged \(member.map { "behind its member \($0)" } ?? "at its start"): \(reason)"
  }

  private mutating func add(
    member name: String, _ stream: ByteStream, of archive: LogCandidate, _ budget: UnpackingBudget
  ) {
    let item = LogCandidate(
      name: "\(archive.name):\(name)", isNamed: false, container: "\(archive.name):",
      archives: archive.archives + 1)
    do throws(ReadError) {
      try sort(stream, item, budget)
    } catch {
      refusals.append((error, item.claimsJournal ? .journal : .text))
    }
  }
}

extension BootLog {
  /// Nothing was kept of it, and no record of it has a time.
  fileprivate var isSilent: Bool {
    entries.isEmpty && first?.monotonic == nil && first?.realtime == nil
  }
}
