/// Where a time stands in a picture, from left to right.
///
/// A machine may hang at its start and again the next day. Long times in which nothing happened
/// are left out, so that the seconds that matter have room; where that is, is marked.
struct TimeAxis {
  /// Times that are drawn to scale.
  private struct Piece {
    var from: Double
    var to: Double
    var left = 0.0
    var right = 0.0
  }

  private var pieces: [Piece]
  private let finest: Double

  /// Room for the mark of a break.
  private static let gap = 24.0
  /// So much every piece has at least.
  private static let least = 44.0

  /// - Parameters:
  ///   - busy: the times, in seconds, in which something is to be drawn.
  ///   - room: the columns that the picture has for it.
  ///   - finest: the smallest step that the times tell apart.
  init(busy: [ClosedRange<Double>], room: ClosedRange<Double>, finest: Double = 0) {
    self.finest = finest
    pieces = Self.merged(busy, most: Int((room.upperBound - room.lowerBound) / 160))
    let total = pieces.reduce(0) { $0 + $1.to - $1.from }
    // Milliseconds alone would look like an age; and numbers that are too large for fractions
    // still need an extent.
    let largest = pieces.map { max(abs($0.from), abs($0.to)) }.max() ?? 0
    let margin = max(total * 0.04, (max(1, 5 * finest) - total) / 2, largest * 1e-12)
    for place in pieces.indices {
      pieces[place].from -= margin
      pieces[place].to += margin
    }
    let sum = pieces.reduce(0) { $0 + $1.to - $1.from }
    let count = Double(pieces.count)
    let free =
      room.upperBound - room.lowerBound - Self.least * count - Self.gap * max(0, count - 1)
    var left = room.lowerBound
    for place in pieces.indices {
      let share = (pieces[place].to - pieces[place].from) / sum
      pieces[place].left = left
      pieces[place].right = left + Self.least + free * share
      left = pieces[place].right + Self.gap
    }
  }

  func x(_ time: Double) -> Double {
    guard let piece = pieces.last(where: { $0.from <= time }) ?? pieces.first else { return 0 }
    let share = (time - piece.from) / (piece.to - piece.from)
    return piece.left + (piece.right - piece.left) * min(max(share, 0), 1)
  }

  /// From where to where the line of the axis goes.
  var lines: [ClosedRange<Double>] { pieces.map { $0.left...max($0.left, $0.right) } }

  /// Round times, about as many as there is room to write.
  var ticks: [(time: Double, step: Double)] {
    pieces.flatMap { piece -> [(time: Double, step: Double)] in
      let wanted = (piece.to - piece.from) / max(1, (piece.right - piece.left) / 90)
      let step = Self.round(max(wanted, finest))
      let first = (piece.from / step).rounded(.up) * step
      return (0..<40).map { (first + Double($0) * step, step) }.filter { $0.0 <= piece.to }
    }
  }

  /// The next of 1, 2, 5, 10, …, and of those that make sense for minutes and hours.
  private static func round(_ seconds: Double) -> Double {
    let usual = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600]
    if let step = usual.first(where: { $0 >= seconds }) { return step }
    var step = 7_200.0
    while step < seconds, step < 1e15 { step *= 2 }
    return step
  }

  /// Ranges that overlap or are near each other become one. At most so many are left.
  private static func merged(_ busy: [ClosedRange<Double>], most: Int) -> [Piece] {
    let sorted = busy.sorted { $0.lowerBound < $1.lowerBound }
    guard let first = sorted.first else { return [Piece(from: 0, to: 1)] }
    var pieces = [Piece(from: first.lowerBound, to: first.upperBound)]
    for range in sorted.dropFirst() {
      if range.lowerBound <= pieces[pieces.count - 1].to {
        pieces[pieces.count - 1].to = max(pieces[pieces.count - 1].to, range.upperBound)
      } else {
        pieces.append(Piece(from: range.lowerBound, to: range.upperBound))
      }
    }
    let total = pieces.reduce(0) { $0 + $1.to - $1.from }
    let gaps = zip(pieces, pieces.dropFirst()).map { $1.from - $0.to }
    let wide = gaps.filter { $0 > max(5, total * 0.3) }.sorted(by: >).prefix(max(0, most - 1))
    guard let least = wide.last else {
      return [Piece(from: pieces[0].from, to: pieces[pieces.count - 1].to)]
    }
    var kept = [pieces[0]]
    for (gap, piece) in zip(gaps, pieces.dropFirst()) {
      if gap >= least, kept.count < most {
        kept.append(piece)
      } else {
        kept[kept.count - 1].to = piece.to
      }
    }
    return kept
  }
}
