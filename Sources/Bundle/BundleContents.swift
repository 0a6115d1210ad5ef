package import Examination
package import JournalReader
package import LogModel
internal import MachineFacts
internal import Redaction
package import ReportModel

/// What was found and belongs in a bundle, as it is.
package struct BundleContents {
  package let report: Report
  /// The logs of the boots in which anything was found.
  package private(set) var boots: [BootLog] = []
  package private(set) var machine: MachineFiles
  /// What is private in all of it.
  private var values: PrivateValues

  /// Reads and diagnoses logs.
  ///
  /// - Parameters:
  ///   - isHere: the logs are this machine's: what it knows of itself belongs in the bundle too.
  ///   - version: of this program.
  package init(
    of inputs: [Input], selecting selection: Selection, isHere: Bool, by examiner: Examiner,
    version: String, progress: ReadingProgress? = nil
  ) throws(ReadError) {
    var values = PrivateValues(examiner.question)
    var eventful: [BootLog] = []
    report = try examiner.report(
      on: inputs, selecting: selection, version: version, progress: progress
    ) { log, boot in
      values.learn(log)
      if !boot.isUneventful { eventful.append(log) }
    }
    boots = eventful
    machine = MachineFiles(beside: boots)
    if isHere, !boots.isEmpty {
      machine.addThisMachine()
      values.learn(MachineIdentity())
    }
    values.learn(report)
    for file in machine.files {
      values.learn(file.bytes, isOptions: file.name == MachineFiles.commandLine)
    }
    self.values = values
  }

  /// - Throws: `Complaint` if something private would be left.
  package func bundle(name: String, isRedacted: Bool) throws(Complaint) -> ReportBundle {
    try ReportBundle(
      name: name, report, boots, machine: machine, redactor: isRedacted ? Redactor(values) : nil)
  }
}
