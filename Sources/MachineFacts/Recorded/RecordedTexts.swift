internal import LogModel

/// The recorded files of one machine by what they are, whether they are files of their own or
/// sections of one.
struct RecordedTexts: Sendable {
  private let files: [RecordedFile: [Attachment]]
  private let sections: Lazily<[(file: RecordedFile, text: RecordedText)]>

  init(_ attachments: [Attachment]) {
    var files: [RecordedFile: [Attachment]] = [:]
    for attachment in attachments {
      guard let file = RecordedFile(rawValue: attachment.kind) else { continue }
      files[file, default: []].append(attachment)
    }
    self.files = files
    let combined = files[.sections] ?? []
    sections = Lazily { combined.flatMap { RecordedText($0).sections } }
  }

  /// Read anew each time.
  subscript(file: RecordedFile) -> [RecordedText] {
    (files[file] ?? []).map { RecordedText($0) }
      + sections.made.filter { $0.file == file }.map(\.text)
  }
}
