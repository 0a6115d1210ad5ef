internal import Platform

extension Input {
  /// Whether it can be read a second time: what came through a pipe is gone.
  public var canBeReadAgain: Bool {
    switch self {
    case .live, .journalFiles: return true
    case .standardInput: return false
    case .path(let path), .found(let path):
      let kind = try? FileKind(of: path)
      return kind == .file || kind == .folder
    }
  }
}

extension Input {
  /// Whether it is the journal of the machine that this runs on, which goes on.
  var isOfThisMachine: Bool {
    if case .live(let options) = self { return options.isThisMachine }
    return false
  }
}
