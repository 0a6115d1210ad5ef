import Examination
import JournalReader
import LogModel
import Watcher

/// Which logs are to be read, and which part of them.
struct InputChoice: Equatable {
  /// Paths; `-` is standard input.
  var inputs: [String] = []
  var boot: Selection.Boot?
  /// Folders with journals: each is read.
  var directories: [String] = []
  /// glob(7) patterns of journal files.
  var files: [String] = []
  /// µs since 1970-01-01, UTC.
  var since: Int64?
  var until: Int64?
  var merge = false
  var root: String?
  var namespace: String?
  /// Whether journal files are read through, whatever their indexes say.
  var isThorough = false
  /// Module tables to ask about all logs; nil: this machine's, about its own boots.
  var modules: String?
  var messages = MessageFiles()

  /// Each input once, in the order of the command line.
  var all: [Input] {
    let named =
      files.map { Input.journalFiles($0) } + inputs.map { $0 == "-" ? .standardInput : .path($0) }
    if !directories.isEmpty { return directories.map { .live(live(in: $0)) } + named }
    return isMachine || named.isEmpty ? [.live(live())] + named : named
  }

  /// What `watch` saved of this machine's boots, where it is this machine that is asked about.
  var saved: [Input] {
    isThisMachine
      ? SavedCaptures().inputs(for: selection, in: .live(live())) : []
  }

  var selection: Selection {
    Selection(boot: boot ?? (isThisMachine ? .offset(0) : .all), since: since, until: until)
  }

  private func live(in directory: String? = nil) -> LiveOptions {
    LiveOptions(merge: merge, namespace: namespace, root: root, directory: directory)
  }

  /// Whether an option names a machine's journal, beside the files that may be named too.
  private var isMachine: Bool {
    !directories.isEmpty || root != nil || namespace != nil || merge
  }

  /// Whether nothing but the journal of the running system is read, of which the current boot is
  /// what somebody wants to know about.
  var isThisMachine: Bool {
    inputs.isEmpty && files.isEmpty && directories.isEmpty && root == nil
  }
}

extension InputChoice {
  /// The same, with a boot's whole id where only its first digits were given.
  ///
  /// - Throws: `Complaint` if none of the boots begins so, or several do; `ReadError` if the logs cannot
  ///   be read.
  func withWholeBootID(_ question: Question) throws -> InputChoice {
    var choice = self
    choice.boot = try boot.map { try whole($0, question) }
    return choice
  }

  /// The same for one boot.
  func whole(_ boot: Selection.Boot, _ question: Question) throws -> Selection.Boot {
    guard case .id(let text) = boot else { return boot }
    let start = text.filter { $0 != "-" }.lowercased()
    guard start.count < 32 else { return boot }
    let listed = try Input.boots(all, asking: question).boots
    let ids = Set(listed.compactMap { $0.id?.filter { $0 != "-" } }).filter { $0.hasPrefix(start) }
    guard let id = ids.first, ids.count == 1 else {
      throw Complaint(
        name: text,
        reason: ids.isEmpty ? "no boot's id begins so" : "the ids of \(ids.count) boots begin so",
        cure: "--list-boots shows which there are")
    }
    return .id(id)
  }

  /// The words that are a verb where they come first.
  static let verbs = [
    "annotate", "bundle", "check-messages", "diagnose", "explain", "fleet", "help", "info", "list",
    "watch",
  ]
}
