import Glibc
@testable import JournalReader
import LogModel
import KillCorrelator

/// Tries one input; stops the program where something that must hold does not.
typealias Target = @Sendable (UnsafeRawBufferPointer) -> Void

/// Ends the run, so that libFuzzer keeps the input.
func require(_ condition: Bool, _ what: @autoclosure () -> String) {
  guard !condition else { return }
  let text = Array("does not hold: \(what())\n".utf8)
  write(STDERR_FILENO, text, text.count)
  abort()
}

enum Reading {
  static let correlator = Correlator()
  static let question = correlator.question
  private static let phrases = LogPhrases(question)
  /// Every line with one of these letters is a trigger, and everything is near it.
  static let everything = Question(
    identifiers: [], units: [], triggers: ["e", "a", "o", "1", "0", " "], marks: [],
    span: Int64.max / 4)
  private static let everyPhrase = LogPhrases(everything)
  /// Of a line or a value, no more is kept.
  static let longestLine = 64 << 10

  /// Reads text as a diagnosis does.
  static func read(_ bytes: UnsafeRawBufferPointer) -> Answer {
    read(bytes, question, phrases, pieces: Int.max)
  }

  /// Keeps every line, fed in pieces of so many bytes.
  static func readAll(_ bytes: UnsafeRawBufferPointer, pieces: Int = Int.max) -> Answer {
    read(bytes, everything, everyPhrase, pieces: pieces)
  }

  /// The phrases are put in order once, not for each input: that takes longer than a line.
  private static func read(
    _ bytes: UnsafeRawBufferPointer, _ question: Question, _ phrases: LogPhrases, pieces: Int
  ) -> Answer {
    var reader = TextReader(
      name: "input", question: question, phrases: phrases, selection: Selection())
    var rest = bytes[...]
    while !rest.isEmpty {
      reader.feed(UnsafeRawBufferPointer(rebasing: rest.prefix(pieces)))
      rest = rest.dropFirst(pieces)
    }
    return reader.finish()
  }

  /// What holds for all that is read, however broken the input is.
  static func check(_ answer: Answer) {
    for entry in answer.boots.flatMap(\.entries) {
      require(entry.messageStart >= 0, "a message begins before its line")
      require(entry.messageStart <= entry.line.count, "a message begins behind its line")
      require(entry.line.count <= longestLine, "a line of \(entry.line.count) bytes is kept")
    }
  }

  /// However a stream is cut into pieces, it says the same.
  static func checkPieces(_ bytes: UnsafeRawBufferPointer, _ whole: Answer) {
    let size = 1 + Int(bytes.first ?? 0) % 61
    let pieces = readAll(bytes, pieces: size)
    require(
      pieces.boots.map(\.entries) == whole.boots.map(\.entries), "pieces of \(size) read otherwise")
    require(
      pieces.coverage.gaps.map(\.detail) == whole.coverage.gaps.map(\.detail),
      "pieces of \(size) have other gaps")
  }
}
