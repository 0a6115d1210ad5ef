public import JournalReader

/// Finds the kills in what was read and names what is behind them.
public enum Correlator {
  /// What to ask a reader for.
  public static var question: Question {
    Question(
      identifiers: ["systemd-udevd", "(udev-worker)"], units: ["systemd-udevd.service"],
      triggers: ["killed"], marks: ["Linux version "], span: 900_000_000)
  }

  /// Diagnoses every boot of an answer.
  public static func diagnose(_ answer: Answer) -> Diagnosis {
    Diagnosis(boots: [], coverage: answer.coverage)
  }
}
