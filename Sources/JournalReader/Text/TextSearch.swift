internal import LogModel

/// What is looked for in one text, as ``JournalSearch`` tells it of journals.
struct TextSearch: Sendable {
  /// What places and coverage call the text.
  let name: String
  let question: Question
  /// The question's.
  let phrases: LogPhrases
  let selection: Selection
  /// The part of it that counts.
  let window: TimeWindow

  init(_ name: String, _ question: Question, _ phrases: LogPhrases, _ selection: Selection) {
    self.name = name
    self.question = question
    self.phrases = phrases
    self.selection = selection
    window = TimeWindow(selection)
  }
}
