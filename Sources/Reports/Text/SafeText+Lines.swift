internal import ReportModel

extension SafeText {
  /// Pieces of at most so many columns, each blank but those at the breaks as it was; a word that is
  /// longer has a line of its own.
  func broken(to width: Int) -> [SafeText] {
    var rows: [SafeText] = []
    var row: SafeText = ""
    for (index, word) in separated.enumerated() {
      if index > 0, row.columns + 1 + word.columns > width, !row.withoutTrailingSpaces.isEmpty {
        rows.append(row.withoutTrailingSpaces)
        row = word
      } else {
        row = index == 0 ? word : row + " " + word
      }
    }
    return rows + [row]
  }

  /// For a terminal that has nothing else: signs of ours as what comes near them, and a question
  /// mark for what comes from elsewhere.
  var ascii: String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case _ where scalar.isASCII: out.unicodeScalars.append(scalar)
      case "✗": out += "X"
      case "✓": out += "+"
      case "·", "−", "–", "—": out += "-"
      case "├", "│": out += "|"
      case "└": out += "`"
      case "…": out += "..."
      case "→": out += ">"
      case "“", "”": out += "\""
      case "’", "‘": out += "'"
      default: out += "?"
      }
    }
    return out
  }

  /// Lines of at most so many columns; a word that is longer has a line of its own.
  func wrapped(to width: Int) -> [SafeText] {
    var rows: [SafeText] = []
    var row: SafeText = ""
    var used = 0
    for word in words {
      let length = word.columns
      if used > 0, used + 1 + length > width {
        rows.append(row)
        (row, used) = ("", 0)
      }
      if used > 0 {
        row += " "
        used += 1
      }
      row += word
      used += length
    }
    return used > 0 || rows.isEmpty ? rows + [row] : rows
  }
}
