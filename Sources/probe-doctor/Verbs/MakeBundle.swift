import ArgumentParser
import Bundle
import Examination
import Glibc
import KillCorrelator
import LogModel
import MachineFacts
import Platform
import ReportModel

/// `probe-doctor bundle`: puts into one archive what a maintainer asks for.
struct MakeBundle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Put the diagnosis and the log around each kill into an archive to be passed on.",
    discussion: """
      On a terminal it shows what will be in the archive and asks. Elsewhere a redacted archive is \
      written without asking; one made with --no-redact needs --yes. `probe-doctor FILE` gives the \
      same diagnosis again. Without a finding nothing is written. The exit status is that of a \
      diagnosis.
      """)

  @OptionGroup(title: "What to read") var input: InputArguments

  @OptionGroup(title: "What to compare with") var compare: CompareOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The archive: its name ends in .tar.zst, .tar.gz or .tar.xz; - is standard output. Without it: probe-doctor- and the time, here.",
      valueName: "file"), completion: .file())
  var output: String?

  @Flag(exclusivity: .chooseLast) var redact = RedactSwitch.redact

  @Flag(name: [.short, .long], help: "Do not ask.")
  var yes = false

  @Flag(name: [.short, .long], help: "Do not show what is in it.")
  var quiet = false

  func validate() throws {
    guard let output, output != "-", ArchiveWriter.Compression(path: output) == nil else { return }
    throw ValidationError("The name of the archive must end in .tar.zst, .tar.gz or .tar.xz")
  }

  func run() throws {
    var logs = input.choice
    var examiner = Examiner(
      Correlator(try logs.messages.catalogue(), knowledge: Machine(modules: logs.modules)))
    // who reads the log in it wants to see the boot go on
    examiner.question.firstProcess = []
    logs = try logs.withWholeBootID(examiner.question)
    examiner.against = try logs.whole(compare.choice, examiner.question)
    let contents = try ProgressLine.during(quiet: quiet) { progress in
      try BundleContents(
        of: logs.all + logs.saved, selecting: logs.selection, isHere: logs.isThisMachine,
        by: examiner, version: ProbeDoctor.version, progress: progress)
    }
    let status = ExitStatus(of: contents.report)
    guard !contents.boots.isEmpty else {
      StandardOutput.note("probe-doctor: nothing was found, so no archive is written\n")
      throw ExitCode(status.rawValue)
    }
    let now = CivilTime(microseconds: Clock.realtime())
    let name = "probe-doctor-\(now.dateText)-\(now.timeText.filter { $0 != ":" })"
    let missing = contents.machine.missing
    let bundle = try contents.bundle(name: name, isRedacted: redact == .redact)
    let path = output ?? "\(name).tar.zst"
    let bytes = try bundle.archive(.init(path: path) ?? .zstd)
    guard try isConfirmed(bundle, path, size: bytes.count, missing) else {
      StandardOutput.note("probe-doctor: nothing is written\n")
      throw ExitCode(status.rawValue)
    }
    if path == "-" {
      StandardOutput.write(bytes)
    } else {
      try OutputFile(path: path).write { $0.write(bytes) }
    }
    throw ExitCode(status.rawValue)
  }

  /// Shows what will be written, and asks where somebody can answer.
  ///
  /// - Returns: False if somebody says no.
  /// - Throws: `Complaint` if it must not be written.
  private func isConfirmed(
    _ bundle: ReportBundle, _ path: String, size: Int, _ missing: [String]
  ) throws(Complaint) -> Bool {
    if path == "-", isatty(STDOUT_FILENO) == 1 {
      throw Complaint(
        name: "standard output", reason: "is a terminal, and an archive is not for reading",
        cure: "write it to a file, or into a pipe")
    }
    let shown: SafeText = path == "-" ? "standard output" : SafeText(path)
    let asks = !yes && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    if !quiet || asks {
      var list = "\(shown.text) (\(size) bytes):\n"
      for member in bundle.members {
        let count = String(member.bytes.count)
        list += String(repeating: " ", count: max(1, 11 - count.count)) + count
        list += "  \(SafeText(member.name).text)\n"
      }
      for reason in missing { list += "Missing: \(SafeText(reason).text)\n" }
      if redact == .noRedact { list += "Nothing in it was left out or replaced.\n" }
      StandardOutput.note(list)
    }
    if asks {
      StandardOutput.note("Write it? [y/N] ")
      return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }
    if !yes, redact == .noRedact {
      throw Complaint(
        name: path,
        reason: "is not written: private values would be in it, and nobody can be asked",
        cure: "--yes writes it all the same")
    }
    return true
  }
}
