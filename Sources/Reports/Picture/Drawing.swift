internal import ReportModel

/// What a picture is made of, before it is written down: so that tests can look for texts that
/// overlap or leave the picture.
package struct Drawing {
  /// A line of text in a fixed-width font.
  struct Text {
    var text: SafeText
    var left: Double
    /// Of the line on which the letters stand.
    var base: Double
    var style: SafeText = ""
    /// The whole of what is cut here.
    var title: SafeText = ""
  }
  struct Line {
    var from: (x: Double, y: Double)
    var to: (x: Double, y: Double)
    var style: SafeText
    var title: SafeText = ""
  }
  struct Bar {
    var from: Double
    var to: Double
    var top: Double
    var height: Double
    var style: SafeText
    var title: SafeText
  }
  struct Sign {
    var mark: TimelineMark.Kind
    var x: Double
    var y: Double
    var title: SafeText
    /// The id of the log line that it stands for.
    var anchor: SafeText = ""
  }

  var width: Double
  var height = 0.0
  var texts: [Text] = []
  var lines: [Line] = []
  var bars: [Bar] = []
  var signs: [Sign] = []

  /// Widths for a page, and for a telephone held upright.
  static let wide = 800.0
  static let narrow = 350.0

  /// Pixels that a letter takes: what fixed-width fonts have at this size. The text is set to
  /// just that width, should the reader's font be another.
  static let letter = 6.6
  static let row = 16.0

  static func width(of text: SafeText) -> Double { Double(text.columns) * letter }
}
