import Glibc
internal import LogModel

/// Sorts out what files, pipes, archives and directories hold, told by its content: texts are read
/// on the way, journals are put where they can be read together later.
struct Harvest {
  /// Something that may be a log, and where it was found.
  struct Item {
    /// A path, `-`, or `ARCHIVE:MEMBER`. It is only ever shown.
    var name: String
    /// Where it is on a disk as it stands; nil on a pipe or in an archive.
    var path: String?
    /// Whether the user named it. Of what was found in an archive or a directory, all that is no
    /// log is passed over without a word.
    var isNamed: Bool
    var isCompressed = false
    /// What comes before its own name: `ARCHIVE:`.
    var container = ""
    /// In how many archives it lies.
    var archives = 0
  }

  let selection: Selection
  let question: Question
  private let progress: ReadingProgress?
  /// Takes the boots of a text that the user named, each as soon as it is over; nil where other
  /// logs may tell of the same boots.
  let each: ((BootLog) -> Void)?
  var limits = ArchiveLimits()
  private(set) var answers: [Answer] = []
  private(set) var journals: [JournalCollection.Source] = []
  private(set) var refusals: [(error: ReadError, kind: Coverage.Source.Kind)] = []
  private(set) var gaps: [Coverage.Gap] = []
  /// Texts in which nothing was found, but which may help to place what others say.
  private(set) var silentTexts: [SecondReading.SilentText] = []
  /// Files beside the logs that were asked for.
  private(set) var attachments: [Attachment] = []
  /// Keeps the journals and attachments that had to be unpacked for as long as they may be read.
  let directory = PrivateDirectory()

  init(
    selecting selection: Selection, question: Question, progress: ReadingProgress? = nil,
    each: ((BootLog) -> Void)? = nil
  ) {
    self.selection = selection
    self.question = question
    self.progress = progress
    self.each = each
  }

  private var count: Int { answers.count + journals.count + refusals.count }

  mutating func add(_ tree: DirectoryTree) {
    let before = count
    journals += tree.journals
    refusals += tree.refusals
    gaps += tree.gaps
    for file in tree.files { add(path: file, isNamed: false) }
    if count == before, tree.gaps.isEmpty {
      refusals.append((.nothing(in: tree.root), .text))
    }
  }

  /// Reads a file or a pipe; without a path, standard input.
  mutating func add(path: String?, isNamed: Bool = true) {
    let budget = UnpackingBudget(limits) { [progress] bytes, size in
      progress?.note(path ?? "standard input", bytes: bytes, of: size)
    }
    let item = Item(name: path ?? "-", path: path, isNamed: isNamed)
    do throws(ReadError) {
      let file: FileStream
      do throws(StreamFailure) {
        file = try FileStream(path: path, budget: budget)
      } catch {
        throw item.refusal(error)
      }
      try sort(
        file, Item(name: item.name, path: file.size == nil ? nil : path, isNamed: isNamed), budget)
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
    _ stream: ByteStream, _ item: Item, _ budget: UnpackingBudget
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

  private mutating func add(text stream: ByteStream, _ item: Item) {
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
  private mutating func keep(_ copy: [UInt8]?, of item: Item, _ answer: Answer) {
    guard each == nil || !item.isNamed, answer.boots.count == 1, answer.boots[0].isByKernelClock,
      silentTexts.count < limits.attachments, !answer.boots[0].hasTrigger(by: question.search)
    else { return }
    var path = item.path
    if path == nil, let copy, let file = try? directory.makeFile() {
      defer { close(file.descriptor) }
      guard write(file.descriptor, copy, copy.count) == copy.count else { return }
      path = file.path
    }
    guard let path else { return }
    silentTexts.append(
      SecondReading.SilentText(answer: answers.count, name: item.name, path: path))
  }

  // MARK: Attachments

  /// What it is wanted as, if the question asks for a file of its name.
  private func attachment(_ item: Item) -> AttachmentPattern.Match? {
    guard !item.isNamed, attachments.count < limits.attachments else { return nil }
    let path = item.uncompressedName.dropFirst(item.container.count)
    return question.attachments.lazy.compactMap { $0.match(path, in: item.container) }.first
  }

  private mutating func add(
    attachment stream: ByteStream, _ wanted: AttachmentPattern.Match, _ item: Item,
    _ budget: UnpackingBudget
  ) throws(ReadError) {
    if let path = item.path {
      return attachments.append(Attachment(wanted, name: item.name, file: path))
    }
    do throws(StreamFailure) {
      let file = try directory.makeFile()
      defer { close(file.descriptor) }
      // What broke off still tells what it tells.
      _ = try JournalCopy(descriptor: file.descriptor, budget: budget)
        .write(stream, limit: wanted.limit)
      attachments.append(
        Attachment(wanted, name: item.name, file: file.path, owner: directory))
    } catch {
      throw item.hasNoRoom(error)
    }
  }

  // MARK: Journals

  private mutating func add(
    journal stream: ByteStream, _ item: Item, _ budget: UnpackingBudget
  ) throws(ReadError) {
    if let path = item.path {
      return journals.append(JournalCollection.Source(name: path, paths: [path]))
    }
    let copy: String
    do throws(StreamFailure) {
      let file = try directory.makeFile()
      defer { close(file.descriptor) }
      copy = file.path
      let cut = try JournalCopy(descriptor: file.descriptor, budget: budget).write(stream)
      if let cut {
        gaps.append(
          Coverage.Gap(
            kind: "truncated",
            detail: "\(item.name) broke off after \(stream.position) bytes: \(cut.reason)"))
      }
    } catch {
      throw item.hasNoRoom(error)
    }
    journals.append(
      JournalCollection.Source(
        name: item.name, paths: [item.name], copies: [item.name: copy]))
  }

  // MARK: Archives

  private mutating func members(
    of container: InputContent.Container, _ stream: ByteStream, _ item: Item,
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
    member name: String, _ stream: ByteStream, of archive: Item, _ budget: UnpackingBudget
  ) {
    let item = Item(
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
