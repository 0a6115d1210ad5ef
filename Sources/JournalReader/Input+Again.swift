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
