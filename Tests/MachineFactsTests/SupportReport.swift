import Examination
import Foundation
import JournalReader
import LogModel
import KillCorrelator

@testable import MachineFacts

/// A tree as sos collects it, built from a recorded boot: the names are those of sos 4's plugins
/// kernel, devices, pci, systemd and logs. It goes with the object.
final class SupportReport {
  struct Failure: Error { var command: String }

  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")
  let folder: URL
  let root: URL

  init(name: String = "sosreport-ridge-2026-11-23-abcdefg") throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "probe-doctor-sos-\(UUID().uuidString)")
    root = folder.appending(path: name)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ text: String, to path: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  /// A file of a recorded case, unpacked.
  static func recorded(_ path: String) throws -> String {
    let file = fixtures.appending(path: path).path
    return try output("zstd -dcqf '\(file)'")
  }

  static func output(_ command: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-ec", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(command: command) }
    return String(decoding: data, as: UTF8.self)
  }

  static let log = "sos_commands/kernel/dmesg"

  /// The recorded boot, of whose log only udevd's own lines are left, as they stand in the kernel's
  /// buffer where no journald runs yet: it shows no driver.
  func collect(_ name: String) throws {
    let journal = try Self.recorded("lab/\(name)/journal-short-monotonic.txt.zst")
    let udevd = journal.split(separator: "\n").filter { $0.contains("systemd-udevd[") }
      .map { $0.replacing("] ridge ", with: "] ") }
    try write(udevd.joined(separator: "\n") + "\n", to: Self.log)
    let sos = "sos/\(name)"
    try write(try Self.recorded("\(sos)/cmdline.txt"), to: "proc/cmdline")
    try write(
      try Self.recorded("\(sos)/udev-db.txt.zst"),
      to: "sos_commands/devices/udevadm_info_--export-db")
    let release = try Self.recorded("\(sos)/uname-r.txt").filter { $0 != "\n" }
    try write(
      "Linux ridge \(release) #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n",
      to: "sos_commands/kernel/uname_-a")
    try write(
      "systemd 252 (252.39-1~deb12u2)\n+PAM +AUDIT\n",
      to: "sos_commands/systemd/systemctl_--version")
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: root.appending(path: path))
  }

  func pack() throws -> URL {
    let archive = folder.appending(path: "report.tar.xz")
    _ = try Self.output(
      "tar -C '\(folder.path)' -cJf '\(archive.path)' '\(root.lastPathComponent)'")
    return archive
  }

  static func diagnose(_ input: URL, _ selection: Selection = Selection()) throws -> Diagnosis {
    try Correlator(knowledge: Machine(modules: "/nonexistent"))
      .diagnose([.path(input.path)], selecting: selection)
  }

  func diagnosis(_ selection: Selection = Selection()) throws -> Diagnosis {
    try Self.diagnose(root, selection)
  }
}

/// Tables and lists of a machine with the device of the recordings.
enum RecordedTexts {
  static let aliases = """
    # Aliases extracted from modules themselves.
    alias pci:v00008086d000010D3sv*sd*bc*sc*i* e1000e
    alias pci:v00001B36d00000005sv*sd*bc*sc*i* vortex_fc

    """
  static let pciDevices = """
    00:05.0 Ethernet controller [0200]: Intel Corporation 82574L Gigabit [8086:10d3] (rev 02)
    \tSubsystem: Intel Corporation Device [8086:0000]
    \tKernel driver in use: e1000e
    \tKernel modules: e1000e

    00:06.0 Unclassified device [00ff]: Red Hat, Inc. QEMU PCI Test Device [1b36:0005]
    \tSubsystem: Red Hat, Inc. QEMU Virtual Machine [1af4:1100]
    \tKernel modules: vortex_fc, other_fc

    """
}
