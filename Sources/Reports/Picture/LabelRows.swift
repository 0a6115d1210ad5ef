internal import ReportModel

/// Finds room for the labels of marks that stand on one line.
///
/// Marks in the left half have their words to the right and below the line, those in the right
/// half to the left and above it, each in the first row where neither another label nor the
/// thread of one is in its way. So nothing overlaps, however close the marks are.
struct LabelRows {
  struct Placed {
    /// Which of the labels.
    var index: Int
    /// 0 is next to the line.
    var row: Int
    var isAbove: Bool
    var text: SafeText
    /// Of the text.
    var left: Double
    var width: Double
  }

  private(set) var placed: [Placed] = []
  private var above = Side()
  private var below = Side()

  /// What is taken in each row of one side of the line.
  fileprivate struct Side {
    var rows: [[ClosedRange<Double>]] = []
  }

  /// From the mark's thread to its text, and between two labels.
  private static let distance = 5.0

  /// - Parameter most: rows on each side; labels that find no room there are left out.
  init(
    _ labels: [(x: Double, text: SafeText)], room: ClosedRange<Double>, letter: Double, most: Int
  ) {
    let middle = (room.lowerBound + room.upperBound) / 2
    let ordered = labels.indices.sorted { (labels[$0].x, $0) < (labels[$1].x, $1) }
    for index in ordered where labels[index].x >= middle {
      let x = labels[index].x
      let lines = Self.lines(
        of: labels[index].text, in: x - room.lowerBound - Self.distance, letter)
      let width = Double(lines.map(\.columns).max() ?? 0) * letter
      guard
        let row = above.take(
          (x - Self.distance - width)...x, lines: lines.count, thread: x, most: most)
      else { continue }
      for (number, line) in lines.enumerated() {
        let width = Double(line.columns) * letter
        placed.append(
          Placed(
            index: index, row: row + lines.count - 1 - number, isAbove: true, text: line,
            left: x - Self.distance - width, width: width))
      }
    }
    for index in ordered.reversed() where labels[index].x < middle {
      let x = labels[index].x
      let lines = Self.lines(
        of: labels[index].text, in: room.upperBound - x - Self.distance, letter)
      let width = Double(lines.map(\.columns).max() ?? 0) * letter
      let left = x + Self.distance
      guard
        let row = below.take(x...(left + width), lines: lines.count, thread: x, most: most)
      else { continue }
      for (number, line) in lines.enumerated() {
        placed.append(
          Placed(
            index: index, row: row + number, isAbove: false, text: line, left: left,
            width: Double(line.columns) * letter))
      }
    }
  }

  /// A text that is longer than its room has several lines. A number stays with the word before it,
  /// which tells what it is: that of a version, without one, is an address.
  private static func lines(of text: SafeText, in room: Double, _ letter: Double) -> [SafeText] {
    let columns = max(1, Int(room / letter))
    var lines: [SafeText] = []
    for unit in text.words.units {
      if let last = lines.last, last.columns + 1 + unit.columns <= columns {
        lines[lines.count - 1] = last + " " + unit
      } else {
        lines.append(unit)
      }
    }
    if lines.count > mostLines {
      lines = Array(lines.prefix(mostLines))
      lines[mostLines - 1] += " …"
    }
    return lines.map { $0.cut(to: columns) }
  }

  private static let mostLines = 3

  var rowsAbove: Int { above.rows.count }
  var rowsBelow: Int { below.rows.count }
}

extension LabelRows.Side {
  /// The first row from which on the range is free in so many, with a free way to them for the thread.
  fileprivate mutating func take(
    _ range: ClosedRange<Double>, lines: Int, thread: Double, most: Int
  ) -> Int? {
    let wide = (range.lowerBound - 4)...(range.upperBound + 4)
    let way = (thread - 1)...(thread + 1)
    for row in 0..<max(0, most - lines + 1) {
      while rows.count < row + lines { rows.append([]) }
      let wanted = row..<row + lines
      if rows[wanted].contains(where: { $0.contains { $0.overlaps(wide) } }) { continue }
      for row in wanted { rows[row].append(range) }
      for between in 0..<row { rows[between].append(way) }
      return row
    }
    return nil
  }
}

extension [SafeText] {
  /// Words, each with the numbers behind it.
  fileprivate var units: [SafeText] {
    reduce(into: []) { units, word in
      if let last = units.last, word.text.first?.isNumber == true {
        units[units.count - 1] = last + " " + word
      } else {
        units.append(word)
      }
    }
  }
}
