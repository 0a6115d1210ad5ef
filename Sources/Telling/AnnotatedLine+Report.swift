public import KillCorrelator
internal import LogModel
public import ReportModel

extension Report.AnnotatedLine {
  /// What annotating says of a line.
  public init(_ line: KillCorrelator.AnnotatedLine) {
    self.init(
      source: line.entry.place.source, position: line.entry.place.position.description,
      time: Report.Time(line.entry.stamp), text: line.entry.text, module: line.speaker.module,
      modules: line.speaker.modules, how: line.speaker.how?.rawValue, directory: line.directory,
      device: line.device.map(Report.Device.init), tone: line.tone?.rawValue)
  }
}
