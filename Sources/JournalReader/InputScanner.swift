import Glibc
internal import LogModel
internal import Platform

/// Finds the logs in what the user named, told by their content: texts are read on the way, journals
/// are put where they can be read together later.
struct InputScanner {
  let selection: Selection
  let question: Question
  /// The question's.
  let phrases: LogPhrases
  let limits: ArchiveLimits
  private let progress: ReadingProgress?
  /// Takes the boots of a text that the user named, each as soon as it is over; nil where other
  /// logs may tell of the same boots.
  private(set) var each: ((BootLog) -> Void)?
  var answers: [Answer] = []
  var journals: [JournalCollection.Source] = []
  /// Inputs that cannot be read.
  var refusals: [(error: ReadError, kind: Coverage.Source.Kind)] = []
  var gaps: [Coverage.Gap] = []
  /// Texts in which nothing was found, but which may help to place what others say.
  var silentTexts: [SecondReading.SilentText] = []
  /// Files beside the logs that were asked for.
  var attachments: [Attachment] = []
  /// Files in which the text that is read next may go on, the oldest first.
  var successors: ArraySlice<String> = []
  /// What the input that is read may still cost.
  private(set) var budget = UnpackingBudget(ArchiveLimits())
  /// Keeps the journals and attachments that had to be unpacked for as long as they may be read.
  let directory = PrivateDirectory()

  init(
    selecting selection: Selection, question: Question, limits: ArchiveLimits = ArchiveLimits(),
    progress: ReadingProgress? = nil
  ) {
    self.selection = selection
    self.question = question
    phrases = LogPhrases(question)
    self.limits = limits
    self.progress = progress
  }

  var count: Int { answers.count + journals.count + refusals.count }

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
    progress?.expect(files.compactMap(\.path))
    if files.count == 1, journals.isEmpty, directories.isEmpty { self.each = each }
    for (path, isNamed) in files where path == nil { add(path: path, isNamed: isNamed) }
    for isNamed in [true, false] {
      add(files: files.compactMap { $0.isNamed == isNamed ? $0.path : nil }, areNamed: isNamed)
    }
    for path in directories { add(directory: path) }
  }

  private static func isDirectory(_ path: String) throws(ReadError) -> Bool {
    let kind: FileKind
    do throws(SystemError) {
      kind = try FileKind(of: path)
    } catch {
      throw .opening(path, error.code)
    }
    if let refusal = kind.refusal(name: path) { throw refusal }
    return kind == .folder
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
    if pattern.withFileName({ glob($0, 0, nil, &found) }) == 0 {
      paths = (0..<Int(found.gl_pathc)).compactMap { number in
        found.gl_pathv[number].map { String(fileName: $0) }
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
      progress?.expect(tree.files)
      add(files: tree.files, areNamed: false)
      if count == before, tree.gaps.isEmpty { throw .nothing(in: path) }
    } catch {
      refusals.append((error, .text))
    }
  }

  /// Reads files, of which some may be one log that was rotated.
  private mutating func add(files: [String], areNamed: Bool) {
    for family in RotatedLogs.families(of: files) {
      successors = family[...]
      while let path = successors.popFirst() { add(path: path, isNamed: areNamed) }
    }
  }

  /// The file in which a text goes on, if it does.
  mutating func successor(of text: inout RotatedText) -> (stream: ByteStream, between: [UInt8])? {
    guard let path = successors.first, let stream = plainText(at: path),
      let between = text.goOn(with: path, beginning: stream.peek(InputContent.sample))
    else { return nil }
    successors.removeFirst()
    return (stream, between)
  }

  /// A file's text, be it compressed; nil if it is something else.
  private func plainText(at path: String) -> ByteStream? {
    guard let file = try? FileStream(path: path, budget: budget), file.size != nil else {
      return nil
    }
    var stream: ByteStream = file
    if case .packed(.compression(let filter)) = InputContent(file.peek(InputContent.sample)) {
      guard let inner = try? UnpackedStream.decompressing(filter, file, budget: budget) else {
        return nil
      }
      stream = inner
    }
    return InputContent(stream.peek(InputContent.sample)) == .text ? stream : nil
  }

  /// Reads a file or a pipe; without a path, standard input.
  mutating func add(path: String?, isNamed: Bool = true) {
    budget = UnpackingBudget(limits) { [progress] bytes, size in
      progress?.note(path ?? "standard input", bytes: bytes, of: size)
    }
    var item = LogCandidate(name: path ?? "-", path: path, isNamed: isNamed)
    do throws(ReadError) {
      let stream: ByteStream
      do throws(StreamFailure) {
        stream = try open(path, &item)
      } catch {
        throw item.refusal(error)
      }
      try sort(stream, item)
    } catch {
      refusals.append((error, item.claimsJournal ? .journal : .text))
    }
    if let excess = budget.excess {
      gaps.note(
        "archive-limit",
        "\(item.name) was read only in part: \(excess); unpack it and name the logs in it")
    }
  }

  private func open(
    _ path: String?, _ item: inout LogCandidate
  ) throws(StreamFailure) -> ByteStream {
    let kind = path.map { path in try? FileKind(of: path) } ?? FileKind(of: STDIN_FILENO)
    if kind == .kernelBuffer {
      item.path = nil
      return try KernelBufferStream(path: path ?? "/dev/stdin", budget: budget)
    }
    if path == nil, kind == .kernelQueue { throw .damage(FileKind.takesAway) }
    let file = try FileStream(path: path, budget: budget)
    if file.size == nil { item.path = nil }
    return file
  }

  // MARK: By content

  mutating func sort(_ stream: ByteStream, _ item: LogCandidate) throws(ReadError) {
    var head = stream.peek(InputContent.sample)
    if let start = PackedStart.index(in: head), start > 0 {
      head = UnsafeRawBufferPointer(rebasing: head[..<start])
    }
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
      try sort(compressedBy: filter, stream, item)
    case .packed(.container(let container)):
      guard item.archives < limits.archives else {
        throw ReadError(
          name: item.name, reason: "is an archive in an archive in an archive", cure: item.cure)
      }
      try members(of: container, stream, item)
    // A name that claims a journal is believed: a damaged header then gets its proper name.
    case _ where content == .journal || item.claimsJournal: try add(journal: stream, item)
    case .empty, .text:
      if let wanted = attachment(item) { return try add(attachment: stream, wanted, item) }
      guard item.isNamed || content == .text else { return }
      var (stream, item) = (stream, item)
      if let encoded = EncodedStream(stream) { (stream, item.path) = (encoded, nil) }
      stream.endsBeforeCompressed = !item.isCompressed
      add(text: stream, item)
      if let rest = stream.behind() { sort(behind: rest, item) }
    case .quotation where !item.isNamed: return
    case .unknown where holdsTrigger(item):
      var item = item
      item.path = nil
      add(text: StringsStream(of: stream), item)
    case .foreign, .unknown, .journal, .quotation:
      guard let refusal = content.refusal(name: item.name), item.isNamed || item.claimsLog else {
        return
      }
      throw refusal
    }
  }
}

extension FileKind {
  static let takesAway = "who reads it takes the kernel's messages away from others"

  /// Why what has this name is no log; nil if it may be one.
  fileprivate func refusal(name: String) -> ReadError? {
    switch self {
    case .file, .folder, .pipe, .kernelBuffer: nil
    case .kernelQueue:
      ReadError(
        name: name, reason: "is not read: \(Self.takesAway)",
        cure: "/dev/kmsg has the same messages")
    case .socket: ReadError(name: name, reason: "is a socket, not a log")
    case .device: ReadError(name: name, reason: "is a device, not a log")
    }
  }
}
