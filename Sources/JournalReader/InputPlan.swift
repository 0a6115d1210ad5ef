import Glibc
internal import LogModel

/// What is to be read for the inputs that the user named.
struct InputPlan {
  var journals: [JournalCollection.Source] = []
  /// What is to be sorted by its content: files, pipes, and standard input where there is no path.
  var files: [(path: String?, isNamed: Bool)] = []
  var trees: [DirectoryTree] = []
  /// The machines whose own file systems are there: where they are, and how their log is called.
  var machines: [(root: String, log: String)] = []
  /// Inputs that cannot be read.
  var refusals: [(error: ReadError, kind: Coverage.Source.Kind)] = []

  /// Whether there is only one file to read, so that nothing else can tell of its boots.
  var isOneFile: Bool { files.count == 1 && journals.isEmpty && trees.isEmpty }

  mutating func add(_ input: Input) {
    switch input {
    case .live(let options):
      let finder = JournalFinder(options)
      if options.directory == nil { machines.append((options.root ?? "", options.name)) }
      journals.append(
        JournalCollection.Source(
          name: options.name, paths: finder.files, failures: finder.failures,
          isThisMachine: options.isThisMachine))
    case .path(let path):
      add(path: path, isNamed: true)
    case .found(let path):
      add(path: path, isNamed: false)
    case .journalFiles(let pattern):
      let paths = Self.matches(pattern)
      journals += (paths.isEmpty ? [pattern] : paths).map { path in
        JournalCollection.Source(name: path, paths: [path])
      }
    case .standardInput:
      files.append((nil, isNamed: true))
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

  private mutating func add(path: String, isNamed: Bool) {
    do throws(ReadError) {
      var status = stat()
      guard stat(path, &status) == 0 else { throw .opening(path, errno) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: trees.append(try DirectoryTree(path))
      case S_IFIFO, S_IFREG: files.append((path, isNamed))
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
}
