import Foundation
import ReportModel
import Testing

@testable import probe_doctor

/// The verbs that tell who speaks.
@Suite final class AnnotateTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "annotate-\(UUID().uuidString)")
  private let log: String
  private let answer: String

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    log = folder.appending(path: "dmesg.txt").path
    answer = folder.appending(path: "answer").path
    try """
    [    0.000000] Linux version 6.1.0-50-amd64 (x@y) #1 SMP
    [    1.000000] pci 0000:03:00.0: [1000:0073] type 00 class 0x010400
    [    2.000000] megaraid_sas 0000:03:00.0: Init cmd return status FAILED for SCSI host 0
    [    2.500000] systemd-udevd[95]: a program's line
    [    3.000000] usb 1-8: new high-speed USB device number 8 using xhci_hcd
    [  200.000000] systemd-udevd[95]: 0000:03:00.0: Worker [120] processing SEQNUM=900 killed

    """.write(toFile: log, atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func run(_ arguments: String...) throws -> (status: Int32, lines: [Substring]) {
    let status = ProbeDoctor.run(["annotate", "-q", "-o", answer] + arguments + [log])
    let text = (try? String(contentsOfFile: answer, encoding: .utf8)) ?? ""
    return (status, text.split(separator: "\n"))
  }

  @Test func eachKernelLineIsAnObject() throws {
    let (status, lines) = try run("--format", "ndjson")
    #expect(status == 0)
    let told = try lines.map {
      try JSONDecoder().decode(Report.AnnotatedLine.self, from: Data($0.utf8))
    }
    #expect(told.count == 4)
    #expect(told[2].module == "megaraid_sas")
    #expect(told[2].how == "prefix")
    #expect(told[2].directory == "drivers/scsi/megaraid")
    #expect(told[2].device?.description == "Broadcom / LSI MegaRAID SAS 2008 [Falcon]")
    #expect(told[2].tone == "trouble")
    #expect(told[2].position == "line 3")
    #expect(told[3].module == "usbcore")
  }

  @Test func aPartCanBeAskedFor() throws {
    #expect(try run("--module", "megaraid_sas").lines.count == 1)
    #expect(try run("--device", "1-8").lines.count == 1)
    #expect(try run("--device", "0000:03:00.0").lines.count == 2)
    // the limit of 180 s before the kill
    #expect(try run("--around", "1").lines.isEmpty)
    #expect(try run("--around", "2").status == ExitStatus.wrongInput.rawValue)
  }

  @Test func aWordIsExplainedOrUnknown() {
    #expect(ProbeDoctor.run(["explain", "--format", "json", "1000:0073"]) == 0)
    #expect(ProbeDoctor.run(["explain", "nonsuch"]) == ExitStatus.wrongInput.rawValue)
  }
}
