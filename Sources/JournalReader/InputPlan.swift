import Glibc

/// What is to be read for the inputs that the user named.
struct InputPlan {
  var journals: [JournalCollection.Source] = []
  var texts: [TextInput] = []
  /// Inputs, or files in a directory, that cannot be read.
  var refusals: [(error: ReadError, kind: Coverage.Source.Kind)] = []

  mutating func add(_ input: Input) {
    switch input {
    case .live(let options):
      let finder = JournalFinder(options)
      journals.append(
        JournalCollection.Source(
          name: options.name, paths: finder.files, failures: finder.failures,
          isThisMachine: options.isThisMachine))
    case .path(let path):
      add(path: path)
    case .journalFiles(let pattern):
      let paths = Self.matches(pattern)
      journals += (paths.isEmpty ? [pattern] : paths).map { path in
        JournalCollection.Source(name: path, paths: [path])
      }
    case .standardInput:
      texts.append(.standardInput)
    }
  }

  private static func matches(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { number in
      found.gl_pathv[number].map { String(cString: $0) }
    }
  }

  private mutating func add(path: String) {
    do throws(ReadError) {
      switch try Self.type(of: path) {
      case S_IFDIR: try add(directory: path, depth: 0)
      // A pipe's content is looked at when it is read, because it can be read only once.
      case S_IFIFO: texts.append(.path(path))
      case S_IFREG: try add(file: path)
      case S_IFSOCK:
        throw ReadError(name: path, reason: "is a socket, not a log")
      default:
        throw ReadError(
          name: path, reason: "is a device, not a log",
          cure: path == "/dev/kmsg" ? "save the kernel's messages: dmesg > FILE" : nil)
      }
    } catch {
      refusals.append((error, .text))
    }
  }

  private static func type(of path: String) throws(ReadError) -> mode_t {
    var status = stat()
    guard stat(path, &status) == 0 else { throw TextInput.error(path, errno) }
    return status.st_mode & S_IFMT
  }

  private mutating func add(file path: String) throws(ReadError) {
    // A name that claims a journal is believed: a damaged header then gets its proper name.
    let content: InputContent =
      path.hasSuffix(".journal") || path.hasSuffix(".journal~")
      ? .journal : try TextInput.content(of: path)
    if let refusal = content.refusal(name: path) { throw refusal }
    if content == .journal {
      journals.append(JournalCollection.Source(name: path, paths: [path]))
    } else {
      texts.append(.path(path))
    }
  }

  /// A directory with journals is a journal; any other is a heap of logs, in which what cannot be
  /// one (pictures, databases) is passed over, and what may be one (packed ones) is named.
  private mutating func add(directory path: String, depth: Int) throws(ReadError) {
    let finder = JournalFinder(directory: path)
    if !finder.files.isEmpty {
      journals.append(
        JournalCollection.Source(name: path, paths: finder.files, failures: finder.failures))
      return
    }
    let names: [String]
    do throws(JournalFailure) {
      names = try directoryNames(path)
    } catch {
      throw TextInput.error(path, error.code)
    }
    let before = (journals.count, texts.count, refusals.count)
    for name in names {
      let path = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      do throws(ReadError) {
        switch try Self.type(of: path) {
        case S_IFDIR where depth == 0: try add(directory: path, depth: 1)
        case S_IFREG:
          switch try TextInput.content(of: path) {
          case .foreign, .unknown: continue
          default: try add(file: path)
          }
        default: continue
        }
      } catch {
        refusals.append((error, .text))
      }
    }
    if depth == 0, before == (journals.count, texts.count, refusals.count) {
      throw ReadError(name: path, reason: "holds neither journal files nor log texts")
    }
  }
}
