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
  /// What was read of the boots in which devices of those were last well.
  package private(set) var lastGood: [BootLog] = []
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
    var good: [BootLog] = []
    report = try examiner.report(
      on: inputs, selecting: selection, version: version, progress: progress,
      each: { log, boot in
        values.learn(log)
        if !boot.isUneventful { eventful.append(log) }
      },
      lastGood: { log in
        let isKnown = good.contains { $0.id == log.id && $0.first == log.first }
        if !isKnown, good.count < Self.mostGood { good.append(log) }
      })
    boots = eventful
    // a boot that is in it anyway says all that this would
    lastGood = good.filter { log in
      !eventful.contains { $0.id == log.id && $0.first == log.first }
    }
    for log in lastGood { values.learn(log) }
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

  private static let mostGood = 4

  /// - Throws: `Complaint` if something private would be left.
  package consuming func bundle(
    name: String, isRedacted: Bool
  ) throws(Complaint) -> ReportBundle {
    let redactor = isRedacted ? Redactor(values) : nil
    return try ReportBundle(
      name: name, report, boots, lastGood: lastGood, machine: machine, redactor: redactor)
  }
}
