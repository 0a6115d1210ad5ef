import LogModel
import Platform

/// A first word that is no file, and nearly a verb: whoever wrote it asked for something else than a
/// diagnosis of what stands behind it.
enum MisspeltVerb {
  static func complaint(about arguments: [String]) -> Complaint? {
    guard let word = arguments.first, !InputChoice.verbs.contains(word), word.isPlainWord,
      (try? FileKind(of: word)) == nil, let verb = nearest(to: word)
    else { return nil }
    return Complaint(
      name: word, reason: "is no verb, and no file of that name is here",
      cure: "did you mean `probe-doctor \(verb)`?")
  }

  private static func nearest(to word: String) -> String? {
    InputChoice.verbs.map { (verb: $0, distance: distance($0, word)) }
      .filter { $0.distance <= min(2, $0.verb.count / 3) }
      .min { $0.distance < $1.distance }?.verb
  }

  /// How many letters are to be added, left out, changed or swapped with the next one.
  private static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    var rows = [Array(0...second.count)]
    for (i, letter) in first.enumerated() {
      var row = [i + 1]
      for (j, other) in second.enumerated() {
        var best = min(rows[i][j] + (letter == other ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, letter == second[j - 1], first[i - 1] == other {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[first.count][second.count]
  }
}

extension String {
  /// Whether it has nothing that paths and options have.
  var isPlainWord: Bool {
    guard let first = utf8.first, first != UInt8(ascii: "-") else { return false }
    return utf8.allSatisfy {
      $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
  }
}
