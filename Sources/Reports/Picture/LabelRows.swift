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
      let (x, text) = labels[index]
      let cut = text.cut(to: Int((x - room.lowerBound - Self.distance) / letter))
      let width = Double(cut.columns) * letter
      let left = x - Self.distance - width
      if cut != text { areWhole = false }
      guard let row = above.take(left...x, thread: x, most: most) else {
        areWhole = false
        continue
      }
      placed.append(
        Placed(index: index, row: row, isAbove: true, text: cut, left: left, width: width))
    }
    for index in ordered.reversed() where labels[index].x < middle {
      let (x, text) = labels[index]
      let cut = text.cut(to: Int((room.upperBound - x - Self.distance) / letter))
      let width = Double(cut.columns) * letter
      let left = x + Self.distance
      if cut != text { areWhole = false }
      guard let row = below.take(x...(left + width), thread: x, most: most) else {
        areWhole = false
        continue
      }
      placed.append(
        Placed(index: index, row: row, isAbove: false, text: cut, left: left, width: width))
    }
  }

  /// Whether each label has its place, and none is cut.
  private(set) var areWhole = true

  var rowsAbove: Int { above.rows.count }
  var rowsBelow: Int { below.rows.count }
}

extension LabelRows.Side {
  /// The first row in which the range is free, with a free way to it for the thread.
  fileprivate mutating func take(_ range: ClosedRange<Double>, thread: Double, most: Int) -> Int? {
    let wide = (range.lowerBound - 4)...(range.upperBound + 4)
    let way = (thread - 1)...(thread + 1)
    for row in 0..<most {
      if row == rows.count { rows.append([]) }
      if rows[row].contains(where: { $0.overlaps(wide) }) { continue }
      rows[row].append(range)
      for between in 0..<row { rows[between].append(way) }
      return row
    }
    return nil
  }
}
