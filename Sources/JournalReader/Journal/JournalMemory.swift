/// What was found out about journal files that are read a second time in one run: those that are whole
/// and put away need not be looked through again.
public final class JournalMemory {
  private var files: [String: (header: JournalHeader, survey: JournalSurvey)] = [:]

  public init() {}

  func remember(_ collection: JournalCollection) {
    for file in collection.files {
      guard let survey = file.success, survey.isPutAway, survey.isIndexTrusted,
        let header = Self.header(of: file)
      else { continue }
      files[file.path] = (header, JournalSurvey(known: survey))
    }
  }

  /// What is known of a file; nil if it is another one by now.
  func survey(of file: JournalCollection.File) -> JournalSurvey? {
    guard let known = files[file.path], Self.header(of: file) == known.header else { return nil }
    return known.survey
  }

  private static func header(of file: JournalCollection.File) -> JournalHeader? {
    (try? JournalFile(path: file.path, at: file.copy))?.header
  }
}

extension JournalSurvey {
  /// Only what boots there are.
  fileprivate init(known survey: JournalSurvey) {
    self.init()
    parts = survey.parts
    isPutAway = true
    isIndexTrusted = true
  }
}
