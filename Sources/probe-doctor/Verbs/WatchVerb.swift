import ArgumentParser
import Examination
import Watcher
import LogModel

/// `probe-doctor watch`: looks at stuck workers before udevd kills them.
struct WatchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow this machine, and save what a stuck worker shows before udevd kills it.",
    usage: "probe-doctor watch [OPTIONS]",
    discussion: """
      Ends on SIGTERM or SIGINT. Exit status: 0 nothing was found until the end; 1 something was, \
      and --until-match or the end came; 2 wrong command line.
      """)

  @Option(
    name: .long,
    help: "The form of what is printed: text, or ndjson with a line for each finding.")
  var format = TextOrNDJSON.text

  @Flag(name: .customLong("until-match"), help: "Stop after the first warning or kill.")
  var untilMatch = false

  @Option(
    name: .long,
    help: ArgumentHelp("Stop after so long: 90, 5min, 1h 30min.", valueName: "time"))
  var timeout: Duration?

  @Option(
    name: .customLong("cursor-file"),
    help: ArgumentHelp(
      "Note here how far the journal was read, and go on from there.", valueName: "file"))
  var cursorFile: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write counters here, in Prometheus' text format.", valueName: "file"))
  var metrics: String?

  @Option(
    name: .customLong("state-directory"),
    help: ArgumentHelp(
      "Keep captures and diagnoses here. Without it: /var/lib/probe-doctor for root, else ~/.local/state/probe-doctor.",
      valueName: "directory"))
  var stateDirectory: String?

  @OptionGroup var own: MessageOptions

  @Flag(
    name: [.short, .long], help: "Print nothing: journal, state directory and metrics will do.")
  var quiet = false

  func run() throws {
    var hasFound = false
    var configuration = Watch.Configuration()
    configuration.catalogue = try own.files.catalogue()
    configuration.state = StateDirectory(path: stateDirectory)
    configuration.cursorFile = cursorFile
    configuration.metricsFile = metrics
    configuration.timeout = timeout?.microseconds
    let watch = Watch(configuration) { notice in
      let isMatch = notice.kind != .slow
      hasFound = hasFound || isMatch
      if !quiet { StandardOutput.write(format == .text ? notice.line : notice.json) }
      return !(untilMatch && isMatch)
    } complain: { reason in
      StandardOutput.complain(Complaint(name: "watch", reason: reason))
    }
    if !quiet { StandardOutput.note("probe-doctor: \(watch.greeting)\n") }
    watch.run()
    throw ExitCode((hasFound ? ExitStatus.found : .clean).rawValue)
  }
}

/// A span of time on the command line, in systemd's notation.
struct Duration: ExpressibleByArgument {
  let microseconds: Int64

  init?(argument: String) {
    guard let seconds = TimeSpan.seconds(argument), seconds > 0, seconds < 1e9 else { return nil }
    microseconds = Int64(seconds * 1_000_000)
  }
}
